using System.Collections.Immutable;
using System.Security.Cryptography;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Reviews;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>
/// Moves running cases from one version of their definition to another. A dry run shows what would happen; a run moves each case in a
/// fenced transition of its own, so that it can be broken off and taken up again.
/// </summary>
public sealed class MigrationDesk(
    ReferenceCatalog catalog, DefinitionLibrary library, DefinitionQueries queries, CommitPipeline pipeline, IStore store, ReviewQueue reviews, TwoPersonRule rule,
    IDbContextFactory<GridDbContext> contexts, TimeProvider time, RandomNumberGenerator random)
{
    /// <summary>Code of the problem that an approved run did not come to its end.</summary>
    public const string BrokenOffCode = "broken-off";

    private const int BatchSize = 128;
    private const int MostTries = 8;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly EdgeRandom _random = new(random);

    /// <summary>Says which running cases would move, and which cannot and why. Nothing is changed; any version may be tried, a draft too.</summary>
    /// <param name="order">What shall move where.</param>
    /// <param name="onlyStuck">List only those that cannot move.</param>
    /// <param name="page">Part of the list.</param>
    /// <param name="cancellation">Ends the dry run.</param>
    public async Task<MigrationReport> DryRun(MigrationOrder order, bool onlyStuck, PageRequest page, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(order);
        var (route, problems) = await Route(order, cancellation);
        if (route is null)
            return new MigrationReport.Refused(problems);
        var (counts, items) = await Examine(route, onlyStuck, page, cancellation);
        return new MigrationReport.Planned(
            route.To.ContentHash, counts, new Page<MigrationItem>(items, page.ValidNumber, page.ValidSize, onlyStuck ? counts.Stuck : counts.Total));
    }

    /// <summary>
    /// Moves the running cases to a published version. All of them, or none when one has no image there, unless those shall stay behind.
    /// A second run moves what is still there; with nothing left it changes nothing. Where the two-person rule holds, a review is asked for instead.
    /// </summary>
    /// <param name="order">What shall move where.</param>
    /// <param name="leaveStuck">Move those that can, leave the others with their version.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellation">Breaks the run off between two cases; what was moved stays moved.</param>
    public async Task<MigrationReport> Run(MigrationOrder order, bool leaveStuck, Actor by, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(by);
        var (route, problems) = await Route(order, cancellation);
        if (route is null)
            return new MigrationReport.Refused(problems);
        if (Unpublished(route) is { } unpublished)
            return new MigrationReport.Refused([unpublished]);
        try
        {
            var alone = !await rule.IsOn(cancellation);
            if (alone && leaveStuck)
                return await Move(route, route.Command(by, null), cancellation);
            var (counts, _) = await Examine(route, onlyStuck: true, new PageRequest(1, 1), cancellation);
            if (!leaveStuck && counts.Stuck > 0)
                return new MigrationReport.Blocked(counts);
            if (alone)
                return await Move(route, route.Command(by, null), cancellation);
            if (counts.Movable == 0)
                return new MigrationReport.Done(route.To.ContentHash, 0, counts.Stuck);
            return new MigrationReport.AwaitsReview(await reviews.Ask(Request(route, leaveStuck, by.PersonId), cancellation), counts);
        }
        catch (StoreUnavailableException unavailable)
        {
            return new MigrationReport.Busy(RetryAfter, unavailable.Message);
        }
    }

    /// <summary>Runs exactly the reviewed order, in the name of who asked for it. The approval is written first, so that no case moves without one.</summary>
    /// <returns>
    /// What stands against it, or <c>broken-off</c>: approved, but the run did not come to its end, and what is left is asked for again.
    /// Empty: the review says what became of it.
    /// </returns>
    /// <exception cref="StoreUnavailableException">The approval could not be written, and nothing was moved.</exception>
    internal async Task<ImmutableArray<Problem>> RunReviewed(ReviewText review, ReviewDecision approval, CancellationToken cancellation)
    {
        var (order, toHash, leaveStuck) = ReviewedMigrations.Read(review.Content);
        var (route, problems) = await Route(order, cancellation);
        if (route is null)
            return problems;
        var outdated = route.To.ContentHash != toHash || Unpublished(route) is not null;
        if (!outdated && !leaveStuck && (await Examine(route, onlyStuck: true, new PageRequest(1, 1), cancellation)).Counts is { Stuck: > 0 } counts)
            return [.. counts.Reasons.Select(reason => new Problem(reason.Code, $"{reason.Reason} ({reason.Count} of {counts.Total} cases)", reason.Remedy) { ActivityId = reason.ActivityId })];
        var outcome = await pipeline.Commit(new Write.DecideReview(outdated ? approval with { State = ReviewState.Outdated } : approval));
        if (outcome is WriteOutcome.Conflict)
            return [];
        outcome.ThrowUnlessCommitted("The approval");
        return outdated ? [] : await MoveApproved(route, route.Command(new Actor(review.Review.AskedBy), approval.By));
    }

    // Approved is approved: who clicked may go away, the run goes on.
    private async Task<ImmutableArray<Problem>> MoveApproved(MigrationRoute route, InstanceCommand.Migrate command)
    {
        try
        {
            return await Move(route, command, CancellationToken.None) is MigrationReport.Busy busy ? [BrokenOff(busy.Reason)] : [];
        }
        catch (StoreUnavailableException unavailable)
        {
            return [BrokenOff(unavailable.Message)];
        }

        static Problem BrokenOff(string why) => new(
            BrokenOffCode, $"Expected all cases moved, but the run broke off: {why} It was approved, and what was moved stays moved.", "Ask for the same move again; it moves what is left.");
    }

    private static ReviewRequest Request(MigrationRoute route, bool leaveStuck, string by) => new(
        ReviewKind.Migration, $"{route.To.DefinitionId}:{route.From.ContentHash[..12]}", route.To.DefinitionId, ReviewedMigrations.Text(route.Order, route.To.ContentHash, leaveStuck), by)
    {
        Version = route.To.Version,
        BeforeVersion = route.From.Version,
    };

    private Problem? Unpublished(MigrationRoute route) => catalog.Current.Definitions.Current(route.To.DefinitionId)?.ContentHash == route.To.ContentHash
        ? null
        : new Problem("not-published", $"Expected cases to move to the published version, but version {route.Order.ToVersion} is not published.", "Publish it first.");

    /// <summary>Both programs of an order, or why there is no way from one to the other.</summary>
    private async Task<(MigrationRoute? Route, ImmutableArray<Problem> Problems)> Route(MigrationOrder order, CancellationToken cancellation)
    {
        if (await catalog.Pinned(order.FromHash, cancellation) is not { } from || from.DefinitionId != order.DefinitionId)
            return Refuse("unknown-version", $"Expected a version of '{order.DefinitionId}' with content hash '{order.FromHash}', but none was ever in force.", "Take the hash from the list of versions.");
        var to = catalog.Current.Definitions.Current(from.DefinitionId);
        if (to?.Version != order.ToVersion)
        {
            if (await queries.Find(from.DefinitionId, new VersionChoice.Number(order.ToVersion), cancellation) is not { } found)
                return Refuse("unknown-version", DefinitionActs.NoVersion(from.DefinitionId, order.ToVersion).Reason, "Choose a version of the list.");
            to = library.TryCompile(found);
        }

        if (to is null)
            return Refuse("not-compiled", $"Expected version {order.ToVersion} to be complete, but it does not compile.", "Validate it to see what is missing.");
        if (to.ContentHash == from.ContentHash)
            return Refuse("same-program", $"Expected two different programs, but version {order.ToVersion} runs like the one that the cases have.", "Nothing needs to be moved.");
        var unknown = order.Map.Where(pair => from.Find(pair.Key) is null || to.Find(pair.Value) is null)
            .Select(pair => new Problem(
                "unknown-activity", $"Expected the map to lead from an activity of the old version to one of the new, but '{pair.Key} → {pair.Value}' does not.", "Mend the map.") { ActivityId = pair.Key })
            .ToImmutableArray();
        var (clocks, wrong) = MovedClocks.Read(from, order.Clocks);
        return unknown.IsEmpty && wrong.IsEmpty ? (new MigrationRoute(from, to, order, clocks), []) : (null, [.. unknown, .. wrong]);

        static (MigrationRoute?, ImmutableArray<Problem>) Refuse(string code, string reason, string remedy) => (null, [new Problem(code, reason, remedy)]);
    }

    private async Task<(MigrationCounts Counts, ImmutableArray<MigrationItem> Items)> Examine(
        MigrationRoute route, bool onlyStuck, PageRequest page, CancellationToken cancellation)
    {
        var tally = new MigrationTally(onlyStuck, page);
        var (command, data, now) = (route.Command(new Actor(""), null), catalog.Current, time.Now());
        await foreach (var batch in Batches(route.From.ContentHash, cancellation))
        {
            foreach (var row in batch)
            {
                var state = StoredState.Read(row, route.From);
                tally.Add(row.Id, (state.Attachment as CaseFile)?.Number, InstanceMove.Decide(state, route.From, route.To, command, WorldAt(now, 0, data)));
            }
        }

        return (tally.Counts, tally.Items);
    }

    private async Task<MigrationReport> Move(MigrationRoute route, InstanceCommand.Migrate command, CancellationToken cancellation)
    {
        var (moved, left) = (0, 0);
        try
        {
            await foreach (var batch in Batches(route.From.ContentHash, cancellation))
            {
                // A batch is queued at once, so that the pipeline writes it in one transaction.
                var steps = await Task.WhenAll(batch.Select(row => Move(row, route, command, cancellation)));
                moved += steps.Count(step => step is MoveStep.Moved);
                left += steps.Count(step => step is MoveStep.Stayed);
                if (steps.OfType<MoveStep.Stopped>().FirstOrDefault() is { } stopped)
                    return stopped.Busy;
            }

            return new MigrationReport.Done(route.To.ContentHash, moved, left);
        }
        finally
        {
            if (moved > 0)
                await Record(route, command, $"{moved} moved, {left} left{(command.ApprovedBy is { } second ? $"; approved by {second}" : "")}");
        }
    }

    private async Task<MoveStep> Move(InstanceRow seen, MigrationRoute route, InstanceCommand.Migrate command, CancellationToken cancellation)
    {
        var row = seen;
        for (var tries = 1; tries <= MostTries; tries++)
        {
            var (seed, now, data) = (_random.Seed(), time.Now(), catalog.Current);
            if (InstanceMove.Decide(StoredState.Read(row, route.From), route.From, route.To, command, WorldAt(now, seed, data)) is not MoveDecision.Possible possible)
                return new MoveStep.Stayed();
            var transition = Transitions.Of(route.To, row, command, possible.Burst, seed, now, data, Cause.None, command.Actor.Role);
            switch (await pipeline.Commit(transition))
            {
                case WriteOutcome.Committed:
                    return new MoveStep.Moved();
                case WriteOutcome.Conflict:
                    if (await store.Load(row.Id, cancellation) is not { Status: InstanceStatus.Running } latest || latest.ProgramHash != route.From.ContentHash)
                        return new MoveStep.Gone();
                    row = latest;
                    continue;
                case WriteOutcome.Busy busy:
                    return new MoveStep.Stopped(new MigrationReport.Busy(busy.RetryAfter, "Too much is waiting to be written."));
                case WriteOutcome.Unavailable unavailable:
                    return new MoveStep.Stopped(new MigrationReport.Busy(RetryAfter, unavailable.Reason));
                case var impossible:
                    throw new InvalidOperationException($"Moving instance {row.Id} is impossible: {impossible}");
            }
        }

        return new MoveStep.Stayed();
    }

    /// <summary>The act stands beside those on the versions; each case has its own journal row besides.</summary>
    private async Task Record(MigrationRoute route, InstanceCommand.Migrate command, string note)
    {
        for (var tries = 1; tries <= MostTries; tries++)
        {
            var history = await queries.History(route.To.DefinitionId, CancellationToken.None);
            var change = history.Change(DefinitionAct.Migrated, route.Order.ToVersion, command.Actor.PersonId, time.Now(), command.From, command.To, note);
            if (await pipeline.Commit(new Write.ChangeDefinitions([change])) is not WriteOutcome.Conflict)
                return;
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<InstanceRow>> Batches(string hash, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var last = Guid.Empty;
        while (true)
        {
            List<InstanceRow> batch;
            await using (var context = await contexts.CreateDbContextAsync(cancellation))
            {
                batch = await context.Instances.AsNoTracking()
                    .Where(row => row.ProgramHash == hash && row.Status == InstanceStatus.Running && row.Id > last)
                    .OrderBy(row => row.Id).Take(BatchSize).ToListAsync(cancellation);
            }

            if (batch.Count == 0)
                yield break;
            last = batch[^1].Id;
            yield return batch;
        }
    }

    private static World WorldAt(DateTimeOffset now, ulong seed, ReferenceData data) => new(now, new IdSource(seed, now), data) { PublishedDefinitions = data.Definitions.Ids };

    private sealed record MigrationRoute(Program From, Program To, MigrationOrder Order, ImmutableSortedDictionary<string, ClockFate>? Clocks)
    {
        public InstanceCommand.Migrate Command(Actor by, string? approvedBy) => new(by, Order.FromHash, To.ContentHash, Order.Map) { Clocks = Clocks, ApprovedBy = approvedBy };
    }

    private abstract record MoveStep
    {
        public sealed record Moved : MoveStep;

        /// <summary>It cannot move any more, or was moving itself each time.</summary>
        public sealed record Stayed : MoveStep;

        /// <summary>It has finished, or somebody else has moved it.</summary>
        public sealed record Gone : MoveStep;

        public sealed record Stopped(MigrationReport.Busy Busy) : MoveStep;
    }
}
