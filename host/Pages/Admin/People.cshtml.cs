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
public sealed class PeopleModel(Accounts accounts, ReferenceCatalog reference, Wording wording) : PageModel
{
    public sealed record Line(string PersonId, string Name, string Posts, string State);

    public sealed record FreshSignIn(string Name, string UserName, string Password);

    public IReadOnlyList<Line> Lines { get; private set; } = [];

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
        var lines = new List<Line>(chart.People.Length);
        foreach (var person in chart.People)
        {
            var state = (await accounts.StateOf(person.Id)).ToString().ToLowerInvariant();
            lines.Add(new Line(person.Id, person.Names.In(wording.Language), Reader.PostsOf(person, chart, wording.Language), state));
        }

        Lines = lines;
    }
}
