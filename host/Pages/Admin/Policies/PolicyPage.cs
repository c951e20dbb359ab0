using GridWorkflow.Host.Access;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>What the policy pages share: auditors read, admins change, and every act says in words what became of it.</summary>
public abstract class PolicyPage(FileLibrary library, FileQueries queries, Reader reader, Wording wording) : PageModel
{
    public bool MayChange => reader.IsAdmin;

    /// <summary>What stands against the last act.</summary>
    public IReadOnlyList<Problem> Problems { get; protected set; } = [];

    protected FileLibrary Library => library;

    protected FileQueries Queries => queries;

    protected Wording Wording => wording;

    protected string By => reader.Actor.PersonId;

    protected CancellationToken Aborted => HttpContext.RequestAborted;

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!HttpMethods.IsGet(context.HttpContext.Request.Method) && !HttpMethods.IsHead(context.HttpContext.Request.Method) && !MayChange)
            context.Result = Forbid();
    }

    /// <summary>The change that the reader works in unless he says otherwise: his own latest open one.</summary>
    protected async Task<ChangeOrder?> OwnChange() =>
        (await queries.Orders(ChangeOrderState.Open, new PageRequest(1, 200), Aborted)).Rows.FirstOrDefault(order => order.Row.CreatedBy == By);

    /// <summary>Says what became of an act.</summary>
    /// <returns>The change where it went well; null: <see cref="Problems"/> or a message says why not.</returns>
    protected ChangeOrder? Tell(ChangeOutcome outcome, string done)
    {
        switch (outcome)
        {
            case ChangeOutcome.Changed changed:
                Flash.Say(this, wording[done, changed.Order.Number]);
                return changed.Order;
            case ChangeOutcome.Unchanged unchanged:
                Flash.Say(this, wording["policies.unchanged"]);
                return unchanged.Order;
            case ChangeOutcome.AwaitsReview waits:
                Flash.Say(this, wording["policies.awaits-review", waits.Order.Number]);
                return waits.Order;
            case ChangeOutcome.Conflicting conflict:
                Problems = [new Problem("conflict", wording["policies.conflict", new Names(HttpContext.RequestServices.GetRequiredService<ReferenceCatalog>(), wording).Actor(conflict.By), wording.Moment(conflict.At)], wording["policies.conflict-remedy"])];
                return null;
            case ChangeOutcome.Refused refused:
                Problems = refused.Problems;
                return null;
            case ChangeOutcome.NotFound missing:
                Problems = [new Problem("not-found", missing.Reason, "")];
                return null;
            case ChangeOutcome.Busy busy:
                Problems = [new Problem("busy", wording["policies.busy"], busy.Reason)];
                return null;
            default:
                throw new InvalidOperationException($"Expected a known outcome, but got {outcome.GetType().Name}.");
        }
    }
}
