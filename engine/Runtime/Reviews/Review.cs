using System.Collections.Immutable;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Runtime.Reviews;

/// <summary>A change that waits for a second person, or waited, without its texts.</summary>
public sealed record Review
{
    public required Guid Id { get; init; }

    public required ReviewKind Kind { get; init; }

    /// <summary>Id of the definition, path of the file, name of the setting.</summary>
    public required string SubjectId { get; init; }

    public required string Title { get; init; }

    public int? Version { get; init; }

    /// <summary>SHA-256 of the text that is asked for, hexadecimal.</summary>
    public required string ContentHash { get; init; }

    /// <summary>The version that was in force when it was asked; null: none was, or the subject has no versions.</summary>
    public int? BeforeVersion { get; init; }

    public required string AskedBy { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>Who changed the text last.</summary>
    public string? EditedBy { get; init; }

    public string? Note { get; init; }

    public required ReviewState State { get; init; }

    public string? DecidedBy { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public string? Reason { get; init; }

    public bool IsOpen => State == ReviewState.Asked;

    /// <summary>Whether somebody had a hand in the change, and so is no second person.</summary>
    public bool IsOwnOf(string person) => person == AskedBy || person == EditedBy;
}

/// <summary>A review with the text in force when it was asked, and the text that is asked for.</summary>
/// <param name="Before">Null: nothing was in force.</param>
public sealed record ReviewText(Review Review, string? Before, string Content);

/// <summary>What is to be looked at by a second person.</summary>
/// <param name="SubjectId">Id of the definition, path of the file, name of the setting.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Content">The text, byte for byte as it shall come into force.</param>
/// <param name="AskedBy">Account or person.</param>
public sealed record ReviewRequest(ReviewKind Kind, string SubjectId, string Title, string Content, string AskedBy)
{
    public int? Version { get; init; }

    /// <summary>The text in force; null: nothing is.</summary>
    public string? Before { get; init; }

    public int? BeforeVersion { get; init; }

    /// <summary>Who changed the text last.</summary>
    public string? EditedBy { get; init; }

    public string? Note { get; init; }
}

/// <summary>What became of a decision on a review.</summary>
public abstract record ReviewOutcome
{
    private ReviewOutcome()
    {
    }

    /// <summary>Done; what was approved is in force.</summary>
    public sealed record Decided(Review Review) : ReviewOutcome;

    /// <summary>Somebody was first, or the same click came twice; nothing was changed.</summary>
    public sealed record DecidedBefore(Review Review) : ReviewOutcome;

    /// <summary>Whoever asked for a change or made it does not decide it.</summary>
    public sealed record NotYours(Review Review, string Reason, string Remedy) : ReviewOutcome;

    /// <summary>
    /// What was asked for may not come into force now, with every reason; the review stays open. With the one problem <c>broken-off</c> it is
    /// approved, but what it asked for was done in part only.
    /// </summary>
    /// <param name="Review">As it was before.</param>
    /// <param name="Problems">Not empty.</param>
    public sealed record Refused(Review Review, ImmutableArray<Problem> Problems) : ReviewOutcome;

    /// <summary>What was asked for has changed since: it must be asked for again.</summary>
    public sealed record Outdated(Review Review) : ReviewOutcome;

    public sealed record NotFound : ReviewOutcome;

    /// <summary>The database cannot be written now; nothing was changed.</summary>
    public sealed record Busy(TimeSpan RetryAfter, string Reason) : ReviewOutcome;
}

/// <summary>What can be reviewed: how what was approved comes into force. One for each <see cref="ReviewKind"/>.</summary>
public interface IReviewed
{
    ReviewKind Kind { get; }

    /// <summary>Whether this subject of the kind is its own; some kinds have several who know theirs.</summary>
    bool Takes(string subjectId) => true;

    /// <summary>
    /// Puts exactly the reviewed text in force and commits the decision with it: <see cref="Commit.Write.DecideReview"/> with the act, in one
    /// transaction. What is no single act, as a move of many cases, is begun after the decision and says when it broke off. When the text in
    /// force or the text asked for has changed since, decides the review as <see cref="ReviewState.Outdated"/>.
    /// </summary>
    /// <returns>
    /// What stands against it, and nothing was changed; or that it broke off after it was approved. Empty: it was done, or somebody else
    /// decided first. The review says which.
    /// </returns>
    /// <exception cref="StoreUnavailableException">Nothing was changed.</exception>
    Task<ImmutableArray<Problem>> Enact(ReviewText review, ReviewDecision approval, CancellationToken cancellation);
}
