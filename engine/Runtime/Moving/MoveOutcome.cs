using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Runtime.Moving;

/// <summary>One end of a move.</summary>
/// <param name="Database">Where the system is, or is to be.</param>
/// <param name="KeyFolder">Folder of the keys that protect webhook secrets, where the database is a file; PostgreSQL keeps them in a table.</param>
/// <param name="MakeKeyFolder">Makes that folder, for the owner alone.</param>
public sealed record MoveEnd(GridDatabase Database, string KeyFolder, Func<DirectoryInfo> MakeKeyFolder);

/// <summary>What is being done.</summary>
public enum MoveStep
{
    Copying,
    Comparing,
}

/// <param name="Step">What is being done.</param>
/// <param name="Done">Rows of all tables done in this step.</param>
/// <param name="All">Rows of all tables.</param>
public readonly record struct MoveProgress(MoveStep Step, long Done, long All);

/// <summary>A table that was moved, and how it compares.</summary>
/// <param name="Difference">The first row that differs; null: each is the same on both sides.</param>
public sealed record MovedRows(string Table, long Rows, string? Difference);

/// <summary>What came of a move.</summary>
public abstract record MoveOutcome
{
    private MoveOutcome()
    {
    }

    /// <summary>Committed on the target, each row compared.</summary>
    /// <param name="Tables">With their numbers of rows.</param>
    /// <param name="Keys">Keys that protect secrets.</param>
    /// <param name="Journals">Journals whose chains were examined.</param>
    public sealed record Moved(IReadOnlyList<MovedRows> Tables, int Keys, long Journals) : MoveOutcome;

    /// <summary>The target is not what the source is; it was emptied again.</summary>
    public sealed record Different(IReadOnlyList<MovedRows> Tables, IReadOnlyList<string> Faults) : MoveOutcome;

    /// <summary>Nothing was moved; the reason says what to do.</summary>
    public sealed record Refused(string Reason) : MoveOutcome;
}
