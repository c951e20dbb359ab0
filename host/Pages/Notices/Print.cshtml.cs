using GridWorkflow.Casework.Texts;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>A notice on paper (A4): number, text, items, signatures. For its recipient, and for who may see its case.</summary>
[Authorize(Policies.Overview)]
public sealed class NoticePrintModel(CaseQueries queries, CaseDoor door, Reader reader, ReferenceCatalog reference, Wording wording, TextBook book) : PageModel
{
    public NoticeRow Notice { get; private set; } = null!;

    /// <summary>Rendered and escaped when the notice was issued.</summary>
    public string Html { get; private set; } = "";

    public string TextLanguage { get; private set; } = "";

    public string Organisation { get; private set; } = "";

    public IReadOnlyList<string> Items { get; private set; } = [];

    public string SignedBy { get; private set; } = "";

    /// <param name="id">The notice.</param>
    /// <param name="language">Of the document; without it the reader's.</param>
    public async Task<IActionResult> OnGetAsync(Guid id, string? language = null)
    {
        if (await queries.Notice(id, HttpContext.RequestAborted) is not { } found)
            return NotFound();
        if (found.Notice.Recipient != reader.Person?.Id && await door.Open(found.Notice.CaseNumber, HttpContext.RequestAborted) is null)
            return NotFound();
        Notice = found.Notice;
        (TextLanguage, var text) = NoticeTexts.In(found.Texts, language is null ? wording.Language : Language.Of(language));
        Html = text.Html;
        var data = reference.Current;
        Organisation = data.Organisation.Names.In(TextLanguage);
        // Most templates list them in the text.
        Items = found.Items.Any(item => !text.Plain.Contains(item, StringComparison.Ordinal)) ? found.Items : [];
        SignedBy = Notice.SignedBy is { } by ? data.Organisation.Person(by)?.Names.In(TextLanguage) ?? by : "";
        return Page();
    }

    /// <summary>A text in the language of the document, which need not be the reader's.</summary>
    public string Say(string key) => book.Find(TextLanguage, key) ?? wording[key];

    public string Moment(DateTimeOffset at) => wording.Moment(at);
}
