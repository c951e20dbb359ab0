using System.Collections.Immutable;
using GridWorkflow.Casework;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>What an act on a definition comes to, before anything is written.</summary>
internal abstract record ActDecision
{
    private ActDecision()
    {
    }

    /// <summary>Nothing is to be written.</summary>
    public sealed record Answer(DefinitionOutcome Outcome) : ActDecision;

    public sealed record Act(DefinitionChange Change) : ActDecision
    {
        /// <summary>The reference data once the act is committed; null: they stay as they are.</summary>
        public ReferenceData? InForce { get; init; }

        public ImmutableArray<Problem> Warnings { get; init; } = [];

        /// <summary>The approval of a second person, kept with the act; null: none was needed.</summary>
        public ReviewDecision? Approval { get; init; }
    }

    /// <summary>A review that cannot be approved any more.</summary>
    public sealed record CloseReview(ReviewDecision Decision, DefinitionOutcome Outcome) : ActDecision;
}

/// <summary>The way of every act on a definition: read, decide, commit, put in force, answer.</summary>
internal sealed class DefinitionActs(ReferenceCatalog catalog, CommitPipeline pipeline, DefinitionQueries queries)
{
    private const int MostTries = 16;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Runs an act; when somebody else was first, reads and decides again.</summary>
    /// <param name="definitionId">The definition.</param>
    /// <param name="expectedRevision">Revision that the caller has read; null: he takes whatever is there.</param>
    /// <param name="decide">Decides on what the definition has been through.</param>
    /// <param name="finish">What the installation adds to reference data before they come into force.</param>
    /// <param name="cancellation">Ends the reading; what is queued for commit is not called back.</param>
    public async Task<DefinitionOutcome> Run(
        string definitionId, long? expectedRevision, Func<VersionHistory, Task<ActDecision>> decide, Func<ReferenceData, ReferenceData> finish,
        CancellationToken cancellation)
    {
        try
        {
            for (var tries = 1; tries <= MostTries; tries++)
            {
                var history = await queries.History(definitionId, cancellation);
                if (history.LastChange is null && expectedRevision > 0)
                    return NoDefinition(definitionId);
                if (history.Against(expectedRevision) is { } conflict)
                    return conflict;
                var decision = await decide(history);
                if (decision is ActDecision.Answer answer)
                    return answer.Outcome;
                if (decision is ActDecision.CloseReview close)
                {
                    var closed = await pipeline.Commit(new Write.DecideReview(close.Decision));
                    if (closed is not WriteOutcome.Conflict)
                        closed.ThrowUnlessCommitted("The review");
                    return close.Outcome;
                }

                var act = (ActDecision.Act)decision;
                // Kept first: whatever comes into force can be pinned, also when this node dies between the two writes.
                if (act.InForce is not null)
                    await catalog.Keep(act.InForce);
                var change = new Write.ChangeDefinitions([act.Change]);
                switch (await pipeline.Commit(act.Approval is { } approval ? new Write.DecideReview(approval, change) : change))
                {
                    case WriteOutcome.Committed:
                        if (act.InForce is not null)
                            catalog.PutInForce(finish(act.InForce));
                        return new DefinitionOutcome.Changed(await Seen(history, act.Change, cancellation), act.Warnings);
                    case WriteOutcome.Conflict:
                        continue;
                    case WriteOutcome.Busy busy:
                        return new DefinitionOutcome.Busy(busy.RetryAfter, "Too much is waiting to be written.");
                    case WriteOutcome.Unavailable unavailable:
                        return new DefinitionOutcome.Busy(RetryAfter, unavailable.Reason);
                    case var impossible:
                        throw new InvalidOperationException($"An act on definition '{definitionId}' is impossible: {impossible}");
                }
            }

            return new DefinitionOutcome.Busy(RetryAfter, $"Expected definition '{definitionId}' to rest within {MostTries} tries, but others were first each time.");
        }
        catch (StoreUnavailableException unavailable)
        {
            return new DefinitionOutcome.Busy(RetryAfter, unavailable.Message);
        }
    }

    public static DefinitionOutcome.NotFound NoDefinition(string definitionId) => new($"Expected definition '{definitionId}', but there is none.");

    public static DefinitionOutcome.NotFound NoVersion(string definitionId, int version) => new($"Expected version {version} of definition '{definitionId}', but there is none.");

    private async Task<DefinitionVersion> Seen(VersionHistory before, DefinitionChange change, CancellationToken cancellation)
    {
        var now = await queries.Versions(before.DefinitionId, cancellation);
        return now.FirstOrDefault(version => version.Version == change.Act.Version)
            ?? before.Versions.Last(version => change.Act.Version is null || version.Version == change.Act.Version) with { Revision = change.Act.Revision };
    }
}
