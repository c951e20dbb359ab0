using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Journal;

/// <summary>What running a history again came to.</summary>
public abstract record ReplayVerdict
{
    private ReplayVerdict()
    {
    }

    /// <summary>Every burst came out as it stands in the journal, and the instance as it is stored.</summary>
    public sealed record Same(long Rows) : ReplayVerdict;

    /// <summary>The same commands lead elsewhere.</summary>
    /// <param name="Seq">The first row that differs; one more than the last row when only the stored instance does.</param>
    public sealed record Different(long Seq, string Reason) : ReplayVerdict;

    /// <summary>The journal does not say enough: a row of an older database, reference data or a program that is not at hand.</summary>
    public sealed record Unknown(long Seq, string Reason) : ReplayVerdict;
}

/// <summary>
/// Rebuilds an instance from its journal alone: each row names the command, the seed, the instant, the program and the reference data that
/// its burst came from, and the same five give the same burst, bit for bit. Pure.
/// </summary>
public static class HistoryReplay
{
    /// <param name="instance">The instance as it is stored.</param>
    /// <param name="rows">Its whole journal, in order.</param>
    /// <param name="programs">Programs by content hash; null for one that is not at hand.</param>
    /// <param name="references">Reference data by content hash; null for one that is not at hand.</param>
    public static ReplayVerdict Run(
        InstanceRow instance, IEnumerable<JournalRow> rows, Func<string, Program?> programs, Func<string, ReferenceData?> references)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(programs);
        ArgumentNullException.ThrowIfNull(references);
        InstanceState? state = null;
        Program? program = null;
        var seq = 0L;
        foreach (var row in rows)
        {
            seq = row.Seq;
            if (JournalText.ReadOrigin(row.Entries) is not { } origin)
                return new ReplayVerdict.Unknown(seq, "Expected the command of the row, but it was written before journals kept commands.");
            if ((program = programs(row.ProgramHash)) is null)
                return new ReplayVerdict.Unknown(seq, $"Expected program {row.ProgramHash}, but it is not at hand.");
            if (references(origin.Reference) is not { } reference)
                return new ReplayVerdict.Unknown(seq, $"Expected reference data {origin.Reference}, but it is not at hand.");
            var world = new World(row.At, new IdSource(origin.Seed, row.At), reference) { PublishedDefinitions = reference.Definitions.Ids };
            var command = CommandText.Read(row.Command, origin.Command);
            if (command is InstanceCommand.Migrate { From: var from } && programs(from) is null)
                return new ReplayVerdict.Unknown(seq, $"Expected program {from}, but it is not at hand.");
            if (Decide(program, state, command, world, programs) is not { } burst)
                return new ReplayVerdict.Different(seq, $"Expected {row.Command} to be accepted again, but it is not.");
            var text = JournalText.Write(program, burst, origin);
            if (text != row.Entries)
                return new ReplayVerdict.Different(seq, $"Expected what the row says, but found {text}.");
            // As the store would have it, so that nothing passes that a restart would lose.
            state = Stored(burst.State, program);
        }

        if (state is null)
            return new ReplayVerdict.Unknown(seq, "Expected a journal, but it is empty.");
        return StateFormat.Write(state).AsSpan().SequenceEqual(instance.State) && StoredState.CaseFile(state).AsSpan().SequenceEqual(instance.CaseFile)
            ? new ReplayVerdict.Same(seq)
            : new ReplayVerdict.Different(seq + 1, "Expected the instance as it is stored, but its history leads to another state.");
    }

    private static Burst? Decide(Program program, InstanceState? state, InstanceCommand command, World world, Func<string, Program?> programs) =>
        command is InstanceCommand.Migrate move
            ? (InstanceMove.Decide(state!, programs(move.From)!, program, move, world) as MoveDecision.Possible)?.Burst
            : InstanceDesk.Decide(program, state, command, world) switch
            {
                Decision.Accepted accepted => accepted.Burst,
                Decision.Refused refused => refused.Record,
                _ => null,
            };

    private static InstanceState Stored(InstanceState state, Program program)
    {
        var read = StateFormat.Read(StateFormat.Write(state), program);
        return state.Attachment is CaseFile file ? read with { Attachment = CaseFileFormat.Read(CaseFileFormat.Write(file)) } : read;
    }
}
