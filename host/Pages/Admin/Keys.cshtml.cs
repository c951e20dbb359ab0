using GridWorkflow.Host.Access;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Access;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

[Authorize(Policies.Admin)]
public sealed class KeysModel(ApiKeys keys, Wording wording) : PageModel
{
    public IReadOnlyList<ApiKeyRow> Keys { get; private set; } = [];

    /// <summary>Shown in this one answer and never again.</summary>
    public string? FreshKey { get; private set; }

    public async Task OnGetAsync() => Keys = await keys.All(HttpContext.RequestAborted);

    public async Task<IActionResult> OnPostCreateAsync(string? name, string[] scopes)
    {
        name = name?.Trim();
        var granted = ApiScopes.All.Intersect(scopes).ToList();
        if (string.IsNullOrEmpty(name) || name.Length > 60 || granted.Count == 0)
        {
            Flash.Fail(this, wording["keys.no-name"]);
            return RedirectToPage();
        }

        FreshKey = (await keys.Create(name, granted)).Key;
        await OnGetAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostRevokeAsync(Guid id)
    {
        if (!await keys.Revoke(id, HttpContext.RequestAborted))
            return NotFound();
        Flash.Say(this, wording["keys.was-revoked"]);
        return RedirectToPage();
    }
}
