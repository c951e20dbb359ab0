using GridWorkflow.Host.Access;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>The people of the organisation and their accounts.</summary>
[Authorize(Policies.Admin)]
public sealed class PeopleModel(Accounts accounts, AdminRoles admins, Reader reader, ReferenceCatalog reference, Wording wording) : PageModel
{
    public sealed record Line(string PersonId, string Name, string Posts, string State, bool IsAdmin = false);

    public sealed record FreshSignIn(string Name, string UserName, string Password);

    private const int Size = 20;

    public IReadOnlyList<Line> Lines { get; private set; } = [];

    /// <summary>Part of a name, an id, a unit or a role.</summary>
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Text { get; set; }

    [BindProperty(SupportsGet = true, Name = "page-number")]
    public int PageNumber { get; set; } = 1;

    public Paging Paging { get; private set; } = new(1, Size, 0, _ => "");

    /// <summary>Shown in this one answer and never again.</summary>
    public FreshSignIn? Fresh { get; private set; }

    public Task OnGetAsync() => List();

    public Task<IActionResult> OnPostCreateAsync(string personId) => Issue(personId);

    public Task<IActionResult> OnPostResetAsync(string personId) => Issue(personId);

    public async Task<IActionResult> OnPostUnlockAsync(string personId)
    {
        await accounts.Unlock(personId);
        Flash.Say(this, wording["people.unlocked"]);
        return RedirectToPage();
    }

    public Task<IActionResult> OnPostGiveAdminAsync(string personId) => ChangeRole(personId, true);

    public Task<IActionResult> OnPostTakeAdminAsync(string personId) => ChangeRole(personId, false);

    private async Task<IActionResult> ChangeRole(string personId, bool give)
    {
        switch (await admins.Change(personId, give, reader.Actor.PersonId, HttpContext.RequestAborted))
        {
            case RoleOutcome.Done:
                Flash.Say(this, wording[give ? "people.is-admin" : "people.is-no-admin"]);
                break;
            case RoleOutcome.AwaitsReview awaits:
                Flash.Say(this, wording["review.was-asked"]);
                return Redirect($"/admin/reviews/{awaits.Review.Id}");
            case RoleOutcome.TooFew:
                Flash.Fail(this, wording["people.too-few-admins"]);
                break;
            default:
                return NotFound();
        }

        return RedirectToPage(new { q = Text });
    }

    private async Task<IActionResult> Issue(string personId)
    {
        if (await accounts.IssuePassword(personId) is not { } fresh)
            return NotFound();
        var name = reference.Current.Organisation.Person(personId)!.Names.In(wording.Language);
        Fresh = new FreshSignIn(name, fresh.UserName, fresh.Password);
        await List();
        return Page();
    }

    private async Task List()
    {
        var chart = reference.Current.Organisation;
        var found = chart.People
            .Select(person => new Line(person.Id, person.Names.In(wording.Language), Reader.PostsOf(person, chart, wording.Language), ""))
            .Where(line => string.IsNullOrWhiteSpace(Text) || $"{line.PersonId} {line.Name} {line.Posts}".Contains(Text.Trim(), StringComparison.OrdinalIgnoreCase))
            .ToList();
        var page = Math.Clamp(PageNumber, 1, Math.Max(1, (found.Count + Size - 1) / Size));
        var lines = new List<Line>(Size);
        foreach (var line in found.Skip((page - 1) * Size).Take(Size))
            lines.Add(line with { State = (await accounts.StateOf(line.PersonId)).ToString().ToLowerInvariant(), IsAdmin = await accounts.IsAdmin(line.PersonId) });
        Lines = lines;
        Paging = new Paging(page, Size, found.Count, Link);
    }

    private string Link(int page)
    {
        var query = new QueryString();
        if (!string.IsNullOrWhiteSpace(Text))
            query = query.Add("q", Text);
        return "/admin/people" + query.Add("page-number", page.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
