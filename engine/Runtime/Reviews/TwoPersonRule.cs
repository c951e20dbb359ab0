using System.Collections.Immutable;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Reviews;

/// <summary>What became of turning the rule on or off.</summary>
public abstract record RuleOutcome
{
    private RuleOutcome()
    {
    }

    /// <summary>It holds now, or does not any more.</summary>
    public sealed record Set(bool On) : RuleOutcome;

    /// <summary>It was so already.</summary>
    public sealed record Unchanged(bool On) : RuleOutcome;

    /// <summary>The rule holds for itself: another admin must approve that it goes.</summary>
    public sealed record AwaitsReview(Review Review) : RuleOutcome;

    /// <summary>The database cannot be written now; nothing was changed.</summary>
    public sealed record Busy(string Reason) : RuleOutcome;
}

/// <summary>
/// The two-person rule (雙人覆核) of an installation: whether what comes into force needs a second person. Asked of the database each time,
/// so that it holds on every node at once.
/// </summary>
public sealed class TwoPersonRule(CommitPipeline pipeline, IDbContextFactory<GridDbContext> contexts, ReviewQueue queue, TimeProvider time) : IReviewed
{
    /// <summary>Name of the setting.</summary>
    public const string Setting = "two-person-rule";

    private const string On = "on";
    private const string Off = "off";
    private const int MostTries = 4;

    public ReviewKind Kind => ReviewKind.Setting;

    public bool Takes(string subjectId) => subjectId == Setting;

    public async Task<bool> IsOn(CancellationToken cancellation) => (await Current(cancellation))?.Value == On;

    /// <summary>As it was set last; null: never.</summary>
    public async Task<SettingRow?> Current(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Settings.AsNoTracking().Where(row => row.Name == Setting).OrderByDescending(row => row.Revision).FirstOrDefaultAsync(cancellation);
    }

    /// <summary>From now on a second person is needed. One person may ask more of all.</summary>
    public async Task<RuleOutcome> TurnOn(string by, CancellationToken cancellation)
    {
        try
        {
            for (var tries = 1; tries <= MostTries; tries++)
            {
                var current = await Current(cancellation);
                if (current?.Value == On)
                    return new RuleOutcome.Unchanged(true);
                var outcome = await pipeline.Commit(new Write.PutSetting(Next(current, On, by)));
                if (outcome is WriteOutcome.Conflict)
                    continue;
                outcome.ThrowUnlessCommitted("The two-person rule");
                return new RuleOutcome.Set(true);
            }

            return new RuleOutcome.Busy("Others were first each time.");
        }
        catch (StoreUnavailableException unavailable)
        {
            return new RuleOutcome.Busy(unavailable.Message);
        }
    }

    /// <summary>Asks another admin that the rule goes.</summary>
    public async Task<RuleOutcome> TurnOff(string by, string? note, CancellationToken cancellation)
    {
        try
        {
            if (await Current(cancellation) is not { Value: On } current)
                return new RuleOutcome.Unchanged(false);
            return new RuleOutcome.AwaitsReview(await queue.Ask(
                new ReviewRequest(Kind, Setting, Setting, Off, by) { Before = On, BeforeVersion = current.Revision, Version = current.Revision + 1, Note = note }, cancellation));
        }
        catch (StoreUnavailableException unavailable)
        {
            return new RuleOutcome.Busy(unavailable.Message);
        }
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<Problem>> Enact(ReviewText review, ReviewDecision approval, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(review);
        ArgumentNullException.ThrowIfNull(approval);
        var current = await Current(cancellation);
        var stands = current?.Revision == review.Review.BeforeVersion;
        var outcome = await pipeline.Commit(stands
            ? new Write.DecideReview(approval, new Write.PutSetting(Next(current, review.Content, approval.By)))
            : new Write.DecideReview(approval with { State = ReviewState.Outdated }));
        if (outcome is not WriteOutcome.Conflict)
            outcome.ThrowUnlessCommitted("The two-person rule");
        return [];
    }

    private SettingRow Next(SettingRow? current, string value, string by) =>
        new() { Name = Setting, Revision = (current?.Revision ?? 0) + 1, Value = value, SetBy = by, SetAt = time.Now() };
}
