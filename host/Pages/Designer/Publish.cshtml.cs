using GridWorkflow.Host.Access;
using GridWorkflow.Host.Pages.Reviews;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Reviews;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>What stands before a version comes into force: the gate, the difference, and the act or the request.</summary>
[Authorize(Policies.Admin)]
public sealed class PublishModel(
    DefinitionQueries queries, DefinitionLibrary library, ReviewQueue reviews, TwoPersonRule rule, Reader reader, Names names, LifecycleWords words, Wording wording) : PageModel
{
    public string Name { get; private set; } = "";

    public DefinitionVersion Latest { get; private set; } = null!;

    public GateView Gate { get; private set; } = new(false, []);

    public DifferenceView Difference { get; private set; } = new("", [], true, 0);

    /// <summary>It is asked for already.</summary>
    public Review? Open { get; private set; }

    public bool NeedsSecond { get; private set; }

    public async Task<IActionResult> OnGetAsync(string definition)
    {
        var cancellation = HttpContext.RequestAborted;
        if (await queries.Find(definition, new VersionChoice.Latest(), cancellation) is not { } latest)
            return NotFound();
        Latest = latest.Version;
        var after = WorkflowDefinition.Parse(latest.Json);
        Name = names.Lifecycle(definition, after.Name);
        if (Latest.IsPublished)
            return Page();
        var before = await queries.Find(definition, new VersionChoice.Published(), cancellation);
        Gate = GateView.Of(await library.Validate(definition, new VersionChoice.Number(Latest.Version), cancellation), after, words) ?? Gate;
        Difference = DifferenceView.Of(before is null ? null : WorkflowDefinition.Parse(before.Json), after, words, wording);
        Open = await reviews.Open(ReviewKind.Definition, definition, cancellation);
        NeedsSecond = await rule.IsOn(cancellation);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string definition, long revision, string? note)
    {
        switch (await library.Publish(definition, revision, reader.Actor.PersonId, HttpContext.RequestAborted, note is { Length: > 500 } ? note[..500] : note))
        {
            case DefinitionOutcome.Changed or DefinitionOutcome.Unchanged:
                Flash.Say(this, wording["publish.in-force"]);
                break;
            case DefinitionOutcome.AwaitsReview awaits:
                Flash.Say(this, wording["review.was-asked"]);
                return Redirect($"/admin/reviews/{awaits.Review.Id}");
            case DefinitionOutcome.Conflicting:
                Flash.Fail(this, wording["publish.moved-on"]);
                break;
            case DefinitionOutcome.Refused refused:
                Flash.Fail(this, wording["gate.closed", refused.Problems.Length]);
                break;
            case DefinitionOutcome.NotFound:
                return NotFound();
            default:
                Flash.Fail(this, wording["review.busy"]);
                break;
        }

        return RedirectToPage(new { definition });
    }
}
