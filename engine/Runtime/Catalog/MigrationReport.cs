using System.Collections.Immutable;
using GridWorkflow.Runtime.Reviews;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>Which running cases shall move to which version.</summary>
/// <param name="DefinitionId">Their definition.</param>
/// <param name="FromHash">Content hash that they are pinned to.</param>
/// <param name="ToVersion">Version of the definition that they shall go on with.</param>
/// <param name="Map">New activity ids by old ones, where they differ.</param>
public sealed record MigrationOrder(string DefinitionId, string FromHash, int ToVersion, ImmutableSortedDictionary<string, string> Map)
{
    /// <summary>What becomes of the clocks of steps, <c>keep</c>, <c>retarget</c> or <c>restart</c>, by task key or id of the task's activity in the old version. Others keep.</summary>
    public IReadOnlyDictionary<string, string>? Clocks { get; init; }
}

/// <summary>One running instance in a dry run.</summary>
/// <param name="CaseNumber">Null for an instance that is no case.</param>
/// <param name="Notes">What is lost or begins anew.</param>
/// <param name="Problems">Why it cannot move; empty: it can.</param>
public sealed record MigrationItem(Guid InstanceId, string? CaseNumber, ImmutableArray<string> Notes, ImmutableArray<Problem> Problems);

/// <summary>How many instances cannot move for one reason.</summary>
public sealed record MigrationReason(string Code, string? ActivityId, string Reason, string Remedy, int Count);

/// <param name="Total">Running instances that are pinned to the old program.</param>
/// <param name="Movable">Those that can go on with the new one.</param>
/// <param name="Reasons">Why the others cannot, most frequent first.</param>
public sealed record MigrationCounts(int Total, int Movable, ImmutableArray<MigrationReason> Reasons)
{
    public int Stuck => Total - Movable;
}

/// <summary>What a migration, or its dry run, comes to.</summary>
public abstract record MigrationReport
{
    private MigrationReport()
    {
    }

    /// <summary>What would happen; nothing was changed.</summary>
    /// <param name="ToHash">Content hash of the new program.</param>
    /// <param name="Items">The running instances, oldest first.</param>
    public sealed record Planned(string ToHash, MigrationCounts Counts, Page<MigrationItem> Items) : MigrationReport;

    /// <summary>Nothing was changed: some instances have no image in the new version, and they were not to be left behind.</summary>
    public sealed record Blocked(MigrationCounts Counts) : MigrationReport;

    /// <summary>Carried out. A second run moves what is still there.</summary>
    /// <param name="Moved">Instances that go on with the new program.</param>
    /// <param name="Left">Instances that stayed: they cannot move, or were moving themselves each time.</param>
    public sealed record Done(string ToHash, int Moved, int Left) : MigrationReport;

    /// <summary>Nothing was moved yet: the two-person rule holds, and another admin must approve it.</summary>
    public sealed record AwaitsReview(Review Review, MigrationCounts Counts) : MigrationReport;

    /// <summary>The order itself cannot be carried out.</summary>
    public sealed record Refused(ImmutableArray<Problem> Problems) : MigrationReport;

    /// <summary>The database cannot be written now. What was moved stays moved; a second run goes on.</summary>
    public sealed record Busy(TimeSpan RetryAfter, string Reason) : MigrationReport;
}
