using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Host.Rest;

/// <summary>A version of a definition, without its text.</summary>
/// <param name="Id">Id of this version alone.</param>
/// <param name="IsLatest">What an editor opens: the draft, else the published one, else the one with the highest number.</param>
/// <param name="ContentHash">What cases are pinned to; null while the version is not complete.</param>
/// <param name="Revision">Revision of the whole definition; the value of If-Match for the next change.</param>
public sealed record DefinitionView(
    string DefinitionId, int Version, string Id, string Name, VersionState State, bool IsPublished, bool IsLatest, VersionOrigin Origin, string? ContentHash,
    string CreatedBy, DateTimeOffset CreatedAt, string UpdatedBy, DateTimeOffset UpdatedAt, string? PublishedBy, DateTimeOffset? PublishedAt, long Revision)
{
    public static DefinitionView Of(DefinitionVersion version) => new(
        version.DefinitionId, version.Version, version.Id, version.Name, version.State, version.IsPublished, version.IsLatest, version.Origin, version.ContentHash,
        version.CreatedBy, version.CreatedAt, version.UpdatedBy, version.UpdatedAt, version.PublishedBy, version.PublishedAt, version.Revision);
}

/// <summary>What stands against a definition, or what should be looked at.</summary>
/// <param name="Field">Path in the definition's JSON: <c>root.activities[3].text</c>; empty for the whole.</param>
/// <param name="ActivityId">The activity, where it is one's.</param>
/// <param name="Property">The input of the activity, where it is one's.</param>
/// <param name="File">The other file, where it is one's: a catalogue that names the definition.</param>
public sealed record DefinitionProblem(
    string Code, Severity Severity, string Field, string Reason, string Remedy, string? ActivityId, string? Property, string? File, int? Line)
{
    public static DefinitionProblem Of(Problem problem) => new(
        problem.Code, problem.Severity, problem.Path ?? "", problem.Reason, problem.Remedy, problem.ActivityId, problem.Property, problem.File, problem.Line);
}

/// <summary>A change that was made.</summary>
/// <param name="Changed">False: it was so already.</param>
/// <param name="Warnings">What an admin should look at.</param>
public sealed record DefinitionChanged(DefinitionView Version, bool Changed, IReadOnlyList<DefinitionProblem> Warnings);

/// <summary>It passes the gate, but the two-person rule holds: another admin must approve it.</summary>
/// <param name="Warnings">What an admin should look at.</param>
public sealed record DefinitionAwaitsReview(DefinitionView Version, ReviewView Review, IReadOnlyList<DefinitionProblem> Warnings);

/// <summary>What publishing would say now.</summary>
public sealed record DefinitionValidated(DefinitionView Version, bool MayPublish, IReadOnlyList<DefinitionProblem> Problems);

/// <summary>One act on a definition.</summary>
public sealed record DefinitionActView(
    long Revision, DefinitionAct Act, int? Version, DateTimeOffset At, string By, string? HashBefore, string? HashAfter, string? Note);

/// <summary>Which running cases shall move to which version.</summary>
/// <param name="ToVersion">Version that they shall go on with.</param>
/// <param name="FromVersion">Version that they run now; or name its hash.</param>
/// <param name="FromHash">Content hash that they are pinned to.</param>
/// <param name="Map">New activity ids by old ones, where they differ.</param>
/// <param name="LeaveStuck">Move those that can, leave the others with their version.</param>
/// <param name="Clocks">What becomes of the clocks of steps: <c>keep</c>, <c>retarget</c> (the limit in force, from the original start) or <c>restart</c>, by task key or id of the task's activity in the old version. Others keep; the clock of the whole case always does.</param>
public sealed record MigrationRequest(
    int ToVersion, int? FromVersion = null, string? FromHash = null, IReadOnlyDictionary<string, string>? Map = null, bool LeaveStuck = false,
    IReadOnlyDictionary<string, string>? Clocks = null);

public sealed record MigrationReasonView(string Code, string? ActivityId, string Reason, string Remedy, int Cases);

/// <param name="CaseNumber">Null for a workflow that is no case.</param>
/// <param name="Notes">What is lost or begins anew.</param>
/// <param name="Problems">Why it cannot move; empty: it can.</param>
public sealed record MigrationCaseView(Guid InstanceId, string? CaseNumber, IReadOnlyList<string> Notes, IReadOnlyList<DefinitionProblem> Problems);

/// <summary>What would happen; nothing was changed.</summary>
public sealed record MigrationPlan(
    string FromHash, string ToHash, int Total, int Movable, int Stuck, IReadOnlyList<MigrationReasonView> Reasons, Listing<MigrationCaseView> Cases);

/// <summary>The two-person rule holds: another admin must approve it, and nothing was moved yet.</summary>
public sealed record MigrationAwaitsReview(ReviewView Review, int Total, int Movable, int Stuck);

/// <param name="Moved">Cases that go on with the new version.</param>
/// <param name="Left">Cases that stayed with theirs.</param>
public sealed record MigrationResult(string FromHash, string ToHash, int Moved, int Left);
