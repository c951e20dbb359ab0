using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Runtime.Reviews;

/// <summary>
/// Where a second person decides on a change. Whoever asked for it or changed it last does not; approval puts exactly the reviewed text in
/// force, in the transaction that keeps the approval. A move of running cases alone begins after it, case by case, and may break off.
/// </summary>
/// <param name="subjects">One for each kind of review.</param>
public sealed class ReviewDesk(ReviewQueue queue, CommitPipeline pipeline, IEnumerable<IReviewed> subjects, TimeProvider time)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Approves a change and puts it in force. Refused with <c>broken-off</c>, it is approved all the same.</summary>
    /// <param name="id">The review.</param>
    /// <param name="by">Account or person; that it is an admin is the caller's to know.</param>
    /// <param name="reason">What there is to say to it; may be null.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public Task<ReviewOutcome> Approve(Guid id, string by, string? reason, CancellationToken cancellation) =>
        Decide(Decision(id, ReviewState.Approved, by, reason), async (text, decision) =>
        {
            var review = text.Review;
            if (review.AskedBy == by)
                return new ReviewOutcome.NotYours(review, "Expected a second person, but you have asked for this change yourself.", "Let another administrator decide.");
            if (review.EditedBy == by)
            {
                return new ReviewOutcome.NotYours(
                    review, "Expected a second person, but you have changed this text last.",
                    "Let another administrator decide; where there is none, let who asked withdraw, and ask yourself.");
            }

            var subject = subjects.FirstOrDefault(subject => subject.Kind == review.Kind && subject.Takes(review.SubjectId))
                ?? throw new InvalidOperationException($"Expected somebody who puts {review.Kind} '{review.SubjectId}' in force, but nobody is registered.");
            var problems = await subject.Enact(text, decision, cancellation);
            return problems.IsEmpty ? null : new ReviewOutcome.Refused(review, problems);
        }, cancellation);

    /// <summary>Refuses a change: what is in force stays.</summary>
    /// <param name="id">The review.</param>
    /// <param name="by">Anybody but who asked; he withdraws.</param>
    /// <param name="reason">Why; not empty.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public Task<ReviewOutcome> Refuse(Guid id, string by, string reason, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return Decide(Decision(id, ReviewState.Refused, by, reason), async (text, decision) => text.Review.AskedBy == by
            ? new ReviewOutcome.NotYours(text.Review, "Expected a second person, but you have asked for this change yourself.", "Withdraw it.")
            : await Write(decision), cancellation);
    }

    /// <summary>Takes a request back. Only who asked does; another refuses.</summary>
    public Task<ReviewOutcome> Withdraw(Guid id, string by, CancellationToken cancellation) =>
        Decide(Decision(id, ReviewState.Withdrawn, by, null), async (text, decision) => text.Review.AskedBy != by
            ? new ReviewOutcome.NotYours(text.Review, "Expected whoever asked for this change, but somebody else did.", "Refuse it.")
            : await Write(decision), cancellation);

    /// <summary>What the review is afterwards says what became of the decision.</summary>
    private async Task<ReviewOutcome> Decide(
        ReviewDecision decision, Func<ReviewText, ReviewDecision, Task<ReviewOutcome?>> decide, CancellationToken cancellation)
    {
        try
        {
            if (await queue.Find(decision.Id, cancellation) is not { } before)
                return new ReviewOutcome.NotFound();
            if (before.Review.IsOpen && await decide(before, decision) is { } outcome)
                return outcome;
            var after = before.Review.IsOpen ? (await queue.Find(decision.Id, cancellation))!.Review : before.Review;
            return after.State switch
            {
                ReviewState.Asked => new ReviewOutcome.Busy(RetryAfter, $"Expected the review of '{after.Title}' decided, but others were first each time."),
                ReviewState.Outdated => new ReviewOutcome.Outdated(after),
                _ when before.Review.IsOpen && after.State == decision.State && after.DecidedBy == decision.By => new ReviewOutcome.Decided(after),
                _ => new ReviewOutcome.DecidedBefore(after),
            };
        }
        catch (StoreUnavailableException unavailable)
        {
            return new ReviewOutcome.Busy(RetryAfter, unavailable.Message);
        }
    }

    private ReviewDecision Decision(Guid id, ReviewState state, string by, string? reason) =>
        new(id, state, by, time.Now(), string.IsNullOrWhiteSpace(reason) ? null : reason.Trim());

    private async Task<ReviewOutcome?> Write(ReviewDecision decision)
    {
        var outcome = await pipeline.Commit(new Write.DecideReview(decision));
        if (outcome is not WriteOutcome.Conflict)
            outcome.ThrowUnlessCommitted("The decision");
        return null;
    }
}
