using System.Collections.Immutable;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Reviews;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Host.Access;

/// <summary>What became of giving or taking the role of an administrator.</summary>
public abstract record RoleOutcome
{
    private RoleOutcome()
    {
    }

    public sealed record Done : RoleOutcome;

    /// <summary>The two-person rule holds: another administrator must approve.</summary>
    public sealed record AwaitsReview(Review Review) : RoleOutcome;

    /// <summary>Somebody must be left who can approve.</summary>
    public sealed record TooFew : RoleOutcome;

    public sealed record NotFound : RoleOutcome;
}

/// <summary>
/// Who administers. Under the two-person rule this needs a second person like what comes into force: else one could make the second.
/// </summary>
public sealed class AdminRoles(Accounts accounts, TwoPersonRule rule, ReviewQueue reviews)
{
    internal const string Prefix = "administrator:";
    internal const string On = "on";
    internal const string Off = "off";

    /// <param name="personId">Whose account.</param>
    /// <param name="give">False: it is taken from it.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<RoleOutcome> Change(string personId, bool give, string by, CancellationToken cancellation)
    {
        var on = await rule.IsOn(cancellation);
        if (!give && await accounts.CountAdmins() <= (on ? 2 : 1))
            return new RoleOutcome.TooFew();
        if (on)
        {
            return new RoleOutcome.AwaitsReview(await reviews.Ask(
                new ReviewRequest(ReviewKind.Setting, Prefix + personId, personId, give ? On : Off, by) { Before = give ? Off : On }, cancellation));
        }

        return await (give ? accounts.GiveAdmin(personId) : accounts.TakeAdmin(personId)) ? new RoleOutcome.Done() : new RoleOutcome.NotFound();
    }
}

/// <summary>
/// How an approved change of a role is made. Accounts are Identity's, outside the commit pipeline: the approval is written first, and a role
/// that a node then died over is asked for again.
/// </summary>
internal sealed class ReviewedAdminRoles(CommitPipeline pipeline, IServiceScopeFactory scopes) : IReviewed
{
    public ReviewKind Kind => ReviewKind.Setting;

    public bool Takes(string subjectId) => subjectId.StartsWith(AdminRoles.Prefix, StringComparison.Ordinal);

    /// <inheritdoc/>
    public async Task<ImmutableArray<Problem>> Enact(ReviewText review, ReviewDecision approval, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<Accounts>();
        var give = review.Content == AdminRoles.On;
        if (!give && await accounts.CountAdmins() <= 2)
            return [new Problem("too-few-admins", "Expected two administrators to be left, but there would be one.", "Give somebody else the role first.")];
        var outcome = await pipeline.Commit(new Write.DecideReview(approval));
        if (outcome is WriteOutcome.Conflict)
            return [];
        if (outcome is not WriteOutcome.Committed)
            throw new StoreUnavailableException(StoreTrouble.Busy, "The approval could not be written.");
        var personId = review.Review.SubjectId[AdminRoles.Prefix.Length..];
        _ = give ? await accounts.GiveAdmin(personId) : await accounts.TakeAdmin(personId);
        return [];
    }
}
