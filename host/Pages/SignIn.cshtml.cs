using GridWorkflow.Host.Access;
using GridWorkflow.Host.Composition;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Access;
using GridWorkflow.Runtime.Catalog;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

[AllowAnonymous]
public sealed class SignInModel(SignInManager<GridUser> signIn, ReferenceCatalog reference, HostSettings settings, Wording wording) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Back { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    /// <summary>Key of the text that says why nobody was signed in.</summary>
    public string? Problem { get; private set; }

    public string? DemoPassword { get; private set; }

    public IReadOnlyList<(string Id, string Name, string Posts)> DemoPeople { get; private set; } = [];

    public IActionResult OnGet()
    {
        if (User.Identity?.IsAuthenticated == true)
            return LocalRedirect(LanguageChoice.SafeReturn(Back));
        ListDemoPeople();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string? password, bool stay)
    {
        var result = await signIn.PasswordSignInAsync(Name?.Trim() ?? "", password ?? "", stay, lockoutOnFailure: true);
        if (result.Succeeded)
            return LocalRedirect(LanguageChoice.SafeReturn(Back));
        // A locked account is named only to who knows the right name anyway; a wrong name and a wrong password look the same.
        Problem = result.IsLockedOut ? "signin.locked" : "signin.wrong";
        ListDemoPeople();
        return Page();
    }

    private void ListDemoPeople()
    {
        if (!settings.Demo)
            return;
        var chart = reference.Current.Organisation;
        DemoPassword = chart.DemoPassword;
        DemoPeople = [.. chart.People.Select(person => (person.Id, person.Names.In(wording.Language), Reader.PostsOf(person, chart, wording.Language)))];
    }
}
