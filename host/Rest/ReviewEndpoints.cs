using GridWorkflow.Host.Access;
using GridWorkflow.Host.Composition;
using GridWorkflow.Runtime.Reviews;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Host.Rest;

/// <summary>Changes that wait for a second person, under <c>/api/v1/reviews</c>: auditors read, admins decide.</summary>
public static class ReviewEndpoints
{
    private const int LongestReason = 2000;

    public static void MapReviews(this RouteGroupBuilder api)
    {
        ArgumentNullException.ThrowIfNull(api);
        var read = api.MapGroup("/reviews").WithTags("Reviews").RequireAuthorization(Policies.Auditor);
        read.MapGet("", List).WithName("ListReviews").WithSummary("Changes that wait for a second person (待審核), the latest first; open=false: those that are decided");
        read.MapGet("/{id:guid}", Get).WithName("GetReview").WithSummary("A review with the text in force when it was asked, and the text that is asked for")
            .Produces<ReviewTextView>().ProducesProblem(StatusCodes.Status404NotFound);
        read.MapGet("/two-person-rule", Rule).WithName("GetTwoPersonRule").WithSummary("Whether what comes into force needs a second person (雙人覆核)");

        var change = api.MapGroup("/reviews").WithTags("Reviews").RequireAuthorization(Policies.Admin);
        change.MapPost("/{id:guid}/approve", Approve).WithName("ApproveReview")
            .WithSummary("Approves a change and puts exactly the reviewed text in force (批准), or runs the reviewed move of cases; not for whoever asked or changed it last. 422 broken-off: approved, but the run stopped before its end; ask for what is left").AsDecision();
        change.MapPost("/{id:guid}/refuse", Refuse).WithName("RefuseReview").WithSummary("Refuses a change, with the reason (否決)").AsDecision();
        change.MapPost("/{id:guid}/withdraw", Withdraw).WithName("WithdrawReview").WithSummary("Takes a request back; for whoever asked (撤回)").AsDecision();
        change.MapPut("/two-person-rule", SetRule).WithName("SetTwoPersonRule")
            .WithSummary("Turns the rule on at once; turning it off asks another admin (202)")
            .Produces<RuleView>().Produces<ReviewView>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>What became of a decision, for machines.</summary>
    internal static IResult Answer(ReviewOutcome outcome, HttpContext http) => outcome switch
    {
        ReviewOutcome.Decided decided => Results.Ok(ReviewView.Of(decided.Review)),
        ReviewOutcome.DecidedBefore before => Problems.Of(
            StatusCodes.Status409Conflict, "review-decided", $"Expected a review that is open, but it is {Word(before.Review.State)} already.", "Read it again; ask anew where it is needed."),
        ReviewOutcome.Outdated => Problems.Of(
            StatusCodes.Status409Conflict, "review-outdated", "Expected what was asked for, but it has changed since. Nothing came into force.", "Ask for it again: that makes a new review."),
        ReviewOutcome.NotYours notYours => Problems.Of(StatusCodes.Status403Forbidden, "second-person", notYours.Reason, notYours.Remedy),
        ReviewOutcome.Refused refused => DefinitionAnswers.Refused(refused.Problems),
        ReviewOutcome.NotFound => NoReview(),
        ReviewOutcome.Busy busy => Problems.Busy(http, busy.RetryAfter),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static async Task<Listing<ReviewView>> List([FromServices] ReviewQueue queue, HttpContext http, bool? open = true, int page = 1, int size = 25)
    {
        var found = await queue.List(open, new PageRequest(page, size), http.RequestAborted);
        return new Listing<ReviewView>([.. found.Rows.Select(ReviewView.Of)], found.Number, found.Size, found.Total);
    }

    private static async Task<IResult> Get(Guid id, [FromServices] ReviewQueue queue, HttpContext http) =>
        await queue.Find(id, http.RequestAborted) is { } text
            ? Results.Ok(new ReviewTextView(ReviewView.Of(text.Review), text.Before, text.Content))
            : NoReview();

    private static async Task<RuleView> Rule([FromServices] TwoPersonRule rule, HttpContext http) =>
        await rule.Current(http.RequestAborted) is { } current
            ? new RuleView(await rule.IsOn(http.RequestAborted), current.SetBy, current.SetAt)
            : new RuleView(false, null, null);

    private static async Task<IResult> Approve(Guid id, [FromServices] ReviewDesk desk, [FromServices] Reader reader, HttpContext http, [FromBody] ReviewReason? body = null) =>
        TooLong(body) ?? Answer(await desk.Approve(id, reader.Actor.PersonId, body?.Reason, http.RequestAborted), http);

    private static async Task<IResult> Refuse(Guid id, [FromServices] ReviewDesk desk, [FromServices] Reader reader, HttpContext http, [FromBody] ReviewReason? body = null)
    {
        if (string.IsNullOrWhiteSpace(body?.Reason))
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, "reason-required", "Expected a reason, but there is none.", "Say what must change before it can be approved.");
        return TooLong(body) ?? Answer(await desk.Refuse(id, reader.Actor.PersonId, body.Reason, http.RequestAborted), http);
    }

    private static async Task<IResult> Withdraw(Guid id, [FromServices] ReviewDesk desk, [FromServices] Reader reader, HttpContext http) =>
        Answer(await desk.Withdraw(id, reader.Actor.PersonId, http.RequestAborted), http);

    private static async Task<IResult> SetRule(
        [FromBody] RuleRequest body, [FromServices] TwoPersonRule rule, [FromServices] Accounts accounts, [FromServices] Reader reader, HttpContext http)
    {
        if (body.On && await accounts.CountAdmins() < 2)
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, "one-admin", "Expected two administrators, but there is one: nobody could approve.", "Give a second account the role of an administrator first.");
        var by = reader.Actor.PersonId;
        return (body.On ? await rule.TurnOn(by, http.RequestAborted) : await rule.TurnOff(by, body.Note, http.RequestAborted)) switch
        {
            RuleOutcome.AwaitsReview awaits => Results.Accepted($"/api/v1/reviews/{awaits.Review.Id}", ReviewView.Of(awaits.Review)),
            RuleOutcome.Busy => Problems.Busy(http, TimeSpan.FromSeconds(1)),
            _ => Results.Ok(await Rule(rule, http)),
        };
    }

    private static IResult? TooLong(ReviewReason? body) => body?.Reason is { Length: > LongestReason }
        ? Problems.Of(StatusCodes.Status422UnprocessableEntity, "too-long", $"Expected at most {LongestReason} characters, but the reason is longer.", "Shorten it.")
        : null;

    private static IResult NoReview() => Problems.Of(StatusCodes.Status404NotFound, "no-such-review", "Expected a review with this id, but there is none.", "List the reviews to see what there is.");

    private static string Word(ReviewState state) => state.ToString().ToLowerInvariant();

    private static RouteHandlerBuilder AsDecision(this RouteHandlerBuilder route) =>
        route.Produces<ReviewView>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}

/// <summary>A change that waits for a second person, or waited.</summary>
/// <param name="SubjectId">Id of the definition, path of the file, name of the setting.</param>
/// <param name="Version">The version that is asked for.</param>
/// <param name="BeforeVersion">The version in force when it was asked.</param>
/// <param name="ContentHash">SHA-256 of the text that is asked for.</param>
/// <param name="EditedBy">Who changed the text last.</param>
public sealed record ReviewView(
    Guid Id, ReviewKind Kind, string SubjectId, string Title, int? Version, int? BeforeVersion, string ContentHash, ReviewState State,
    string AskedBy, DateTimeOffset AskedAt, string? EditedBy, string? Note, string? DecidedBy, DateTimeOffset? DecidedAt, string? Reason)
{
    public static ReviewView Of(Review review) => new(
        review.Id, review.Kind, review.SubjectId, review.Title, review.Version, review.BeforeVersion, review.ContentHash, review.State,
        review.AskedBy, review.AskedAt, review.EditedBy, review.Note, review.DecidedBy, review.DecidedAt, review.Reason);
}

/// <param name="Before">Null: nothing was in force.</param>
public sealed record ReviewTextView(ReviewView Review, string? Before, string Content);

public sealed record ReviewReason(string? Reason);

/// <param name="Note">What whoever approves should know.</param>
public sealed record RuleRequest(bool On, string? Note = null);

/// <param name="SetBy">Null: never set.</param>
public sealed record RuleView(bool On, string? SetBy, DateTimeOffset? SetAt);
