using GridWorkflow.Host.Access;
using GridWorkflow.Host.Pages.Reviews;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Reviews;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Difference;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>One change: what is different, what the gate says, and the decision.</summary>
[Authorize(Policies.Auditor)]
public sealed class ReviewModel(ReviewQueue queue, ReviewDesk desk, DefinitionLibrary library, MigrationDesk migrations, Reader reader, LifecycleWords words, Wording wording) : PageModel
{
    public ReviewText Text { get; private set; } = null!;

    public DifferenceView? Difference { get; private set; }

    public IReadOnlyList<DifferentLine>? Lines { get; private set; }

    /// <summary>What the gate says now; null once it is decided.</summary>
    public GateView? Gate { get; private set; }

    /// <summary>What the migration would do now, or why it cannot be run any more; null once it is decided, or for another kind.</summary>
    public MigrationReport? Plan { get; private set; }

    /// <summary>Nothing is known that would refuse the approval.</summary>
    public bool CanApprove => Gate is not { MayPublish: false } && Plan switch
    {
        MigrationReport.Refused => false,
        MigrationReport.Planned planned => planned.Counts.Stuck == 0 || ReviewedMigrations.LeavesStuck(Text.Content),
        _ => true,
    };

    public bool IsAsker => Text.Review.AskedBy == reader.Actor.PersonId;

    public bool IsEditor => Text.Review.EditedBy == reader.Actor.PersonId;

    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        if (await queue.Find(id, HttpContext.RequestAborted) is not { } found)
            return NotFound();
        Text = found;
        switch (found.Review.Kind)
        {
            case ReviewKind.Definition:
                var after = WorkflowDefinition.Parse(found.Content);
                Difference = DifferenceView.Of(found.Before is null ? null : WorkflowDefinition.Parse(found.Before), after, words, wording);
                if (found.Review is { IsOpen: true, Version: { } version })
                    Gate = GateView.Of(await library.Validate(found.Review.SubjectId, new VersionChoice.Number(version), HttpContext.RequestAborted), after, words);
                break;
            case ReviewKind.Migration:
                Lines = LineDifference.Between(null, found.Content);
                if (found.Review.IsOpen)
                    Plan = await migrations.DryRun(ReviewedMigrations.Order(found.Content), onlyStuck: false, new PageRequest(1, 10), HttpContext.RequestAborted);
                break;
            case ReviewKind.Policy:
                Lines = LineDifference.Between(found.Before, found.Content);
                break;
        }

        return Page();
    }

    public Task<IActionResult> OnPostApproveAsync(Guid id, string? reason) => Decide(id, "review.was-approved", by => desk.Approve(id, by, Short(reason), HttpContext.RequestAborted));

    public async Task<IActionResult> OnPostRefuseAsync(Guid id, string? reason)
    {
        if (!string.IsNullOrWhiteSpace(reason))
            return await Decide(id, "review.was-refused", by => desk.Refuse(id, by, Short(reason)!, HttpContext.RequestAborted));
        Flash.Fail(this, wording["review.needs-reason"]);
        return RedirectToPage(new { id });
    }

    public Task<IActionResult> OnPostWithdrawAsync(Guid id) => Decide(id, "review.was-withdrawn", by => desk.Withdraw(id, by, HttpContext.RequestAborted));

    private async Task<IActionResult> Decide(Guid id, string done, Func<string, Task<ReviewOutcome>> decide)
    {
        if (!reader.IsAdmin)
            return Forbid();
        switch (await decide(reader.Actor.PersonId))
        {
            case ReviewOutcome.Decided:
                Flash.Say(this, wording[done]);
                break;
            case ReviewOutcome.DecidedBefore before:
                Flash.Fail(this, wording["review.was-decided", wording[$"review-state.{before.Review.State}"]]);
                break;
            case ReviewOutcome.Outdated:
                Flash.Fail(this, wording["review.outdated"]);
                break;
            case ReviewOutcome.NotYours notYours:
                Flash.Fail(this, wording[notYours.Review.AskedBy == reader.Actor.PersonId ? "review.yours" : notYours.Review.EditedBy == reader.Actor.PersonId ? "review.your-edit" : "review.not-asker"]);
                break;
            case ReviewOutcome.Refused { Problems: [{ Code: MigrationDesk.BrokenOffCode }] }:
                Flash.Fail(this, wording["review.broken-off"]);
                break;
            case ReviewOutcome.Refused refused:
                Flash.Fail(this, wording["gate.closed", refused.Problems.Length]);
                break;
            case ReviewOutcome.Busy:
                Flash.Fail(this, wording["review.busy"]);
                break;
            default:
                return NotFound();
        }

        return RedirectToPage(new { id });
    }

    private static string? Short(string? reason) => reason is { Length: > 2000 } ? reason[..2000] : reason;
}
