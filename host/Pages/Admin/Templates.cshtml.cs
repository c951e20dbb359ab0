using GridWorkflow.Casework.Notices;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>How the templates of notices and mails read, in each language, on a case that never was.</summary>
[Authorize(Policies.Admin)]
public sealed class TemplatesModel(ReferenceCatalog reference) : PageModel
{
    public IReadOnlyList<string> Ids { get; private set; } = [];

    public string Chosen { get; private set; } = "";

    public IReadOnlyList<(string Language, string Name, NoticeText Text)> Texts { get; private set; } = [];

    /// <param name="id">The template; without it, or with one that is not there, the first.</param>
    public void OnGet(string? id = null)
    {
        var templates = reference.Current.Templates;
        Ids = [.. templates.All.Keys];
        Chosen = id is not null && templates.Find(id) is not null ? id : Ids.Count > 0 ? Ids[0] : "";
        if (templates.Find(Chosen) is { } template)
            Texts = [.. Languages.All.Select(language => (language.Tag, language.Name, template.Render(TemplateModel.Sample, language.Tag)))];
    }
}
