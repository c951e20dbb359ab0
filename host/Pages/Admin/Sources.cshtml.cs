using GridWorkflow.Host.Access;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Texts;
using GridWorkflow.Host.Webhooks;
using GridWorkflow.Runtime.Access;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

[Authorize(Policies.Admin)]
public sealed class SourcesModel(WebhookSources sources, WebhookKeys keys, Wording wording) : PageModel
{
    public IReadOnlyList<WebhookSourceRow> Sources { get; private set; } = [];

    public string? FreshName { get; private set; }

    /// <summary>Shown in this one answer and never again.</summary>
    public string? FreshSecret { get; private set; }

    public async Task OnGetAsync() => Sources = await sources.All(HttpContext.RequestAborted);

    public async Task<IActionResult> OnPostCreateAsync(string? name)
    {
        var outcome = await keys.Create(name?.Trim() ?? "", HttpContext.RequestAborted);
        if (outcome is not SourceCreation.Created created)
        {
            Flash.Fail(this, outcome is SourceCreation.Taken ? wording["sources.taken", name] : wording["sources.bad-name"]);
            return RedirectToPage();
        }

        (FreshName, FreshSecret) = (created.Name, created.Secret);
        await OnGetAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostDisableAsync(string? name)
    {
        if (name is null || !await sources.Disable(name, HttpContext.RequestAborted))
            return NotFound();
        Flash.Say(this, wording["sources.disabled", name]);
        return RedirectToPage();
    }
}
