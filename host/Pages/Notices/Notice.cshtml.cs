using GridWorkflow.Casework.Cases;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>One notice as a document, for the person it is addressed to.</summary>
[Authorize(Policies.Staff)]
public sealed class NoticeModel(CaseQueries queries, CaseRunner runner, Reader reader, Wording wording) : PageModel
{
    /// <summary>Later than this, the document says that it was issued late: the server was down.</summary>
    private static readonly TimeSpan Delay = TimeSpan.FromMinutes(5);

    public NoticeRow Notice { get; private set; } = null!;

    public string Subject { get; private set; } = "";

    /// <summary>Rendered and escaped when the notice was issued; nothing of a reader goes into it.</summary>
    public string Html { get; private set; } = "";

    public string TextLanguage { get; private set; } = "";

    public NoticeDelivery? Delivery { get; private set; }

    public bool WasDelayed => Notice.IssuedAt - Notice.DueAt > Delay;

    /// <summary>Why nothing came of the signature.</summary>
    public Flash? Refused { get; private set; }

    public static string NewKey() => CommandKeys.Create();

    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        if (await Find(id) is not { } found)
            return NotFound();
        await Show(found);
        return Page();
    }

    private async Task Show(NoticeDocument found)
    {
        Notice = found.Notice;
        Delivery = await queries.Delivery(Notice.Id, HttpContext.RequestAborted);
        (TextLanguage, var text) = NoticeTexts.In(found.Texts, wording.Language);
        (Subject, Html) = (text.Subject, text.Html);
    }

    public async Task<IActionResult> OnPostAsync(Guid id, string? key)
    {
        if (await Find(id) is not { } found)
            return NotFound();
        var outcome = await runner.Run(found.Notice.CaseId, new CaseCommand.SignNotice(reader.Actor, id), CommandKeys.Valid(key), HttpContext.RequestAborted);
        // Who may not is told so with the status that says it.
        if (outcome is CommandOutcome.Refused { Refusal: { Kind: RefusalKind.Forbidden } refusal })
        {
            Refused = Flash.Of(refusal, wording);
            Response.StatusCode = StatusCodes.Status403Forbidden;
            await Show(found);
            return Page();
        }

        CommandAnswers.Tell(this, outcome, wording["notice.signed-now"], wording);
        return RedirectToPage(new { id });
    }

    /// <summary>A notice to somebody else is not there.</summary>
    private async Task<NoticeDocument?> Find(Guid id) =>
        await queries.Notice(id, HttpContext.RequestAborted) is { } found && found.Notice.Recipient == reader.Person?.Id ? found : null;
}
