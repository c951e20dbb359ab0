using System.Globalization;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Reviews;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>The changes that wait for a second person, and whether any need to.</summary>
[Authorize(Policies.Auditor)]
public sealed class ReviewsModel(ReviewQueue queue, TwoPersonRule rule, Accounts accounts, Reader reader, Wording wording) : PageModel
{
    private const int Size = 25;
    private const int Most = 200;

    public Page<Review> Open { get; private set; } = new([], 1, Most, 0);

    public Page<Review> Decided { get; private set; } = new([], 1, Size, 0);

    public Paging Paging { get; private set; } = new(1, Size, 0, _ => "");

    public SettingRow? Rule { get; private set; }

    public bool IsOn { get; private set; }

    /// <summary>How many accounts could decide.</summary>
    public int Admins { get; private set; }

    public async Task OnGetAsync([FromQuery(Name = "page-number")] int number = 1)
    {
        Open = await queue.List(true, new PageRequest(1, Most), HttpContext.RequestAborted);
        Decided = await queue.List(false, new PageRequest(number, Size), HttpContext.RequestAborted);
        Paging = new Paging(Decided.Number, Decided.Size, Decided.Total, page => string.Create(CultureInfo.InvariantCulture, $"/admin/reviews?page-number={page}"));
        Rule = await rule.Current(HttpContext.RequestAborted);
        IsOn = await rule.IsOn(HttpContext.RequestAborted);
        Admins = await accounts.CountAdmins();
    }

    public async Task<IActionResult> OnPostOnAsync()
    {
        if (!reader.IsAdmin)
            return Forbid();
        if (await accounts.CountAdmins() < 2)
            Flash.Fail(this, wording["rule.one-admin"]);
        else
            Say(await rule.TurnOn(reader.Actor.PersonId, HttpContext.RequestAborted));
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostOffAsync(string? note)
    {
        if (!reader.IsAdmin)
            return Forbid();
        var outcome = await rule.TurnOff(reader.Actor.PersonId, note is { Length: > 500 } ? note[..500] : note, HttpContext.RequestAborted);
        if (outcome is RuleOutcome.AwaitsReview awaits)
        {
            Flash.Say(this, wording["review.was-asked"]);
            return Redirect($"/admin/reviews/{awaits.Review.Id}");
        }

        Say(outcome);
        return RedirectToPage();
    }

    private void Say(RuleOutcome outcome)
    {
        if (outcome is RuleOutcome.Busy)
            Flash.Fail(this, wording["review.busy"]);
        else
            Flash.Say(this, wording[outcome is RuleOutcome.Set { On: true } or RuleOutcome.Unchanged { On: true } ? "rule.on" : "rule.off"]);
    }
}
