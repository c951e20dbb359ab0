using GridWorkflow.Host.Access;
using GridWorkflow.Host.Pages.Reviews;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Workflow.Definitions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>Two versions of a lifecycle beside each other, drawn and in words.</summary>
[Authorize(Policies.Overview)]
public sealed class CompareModel(DefinitionQueries queries, Names names, LifecycleWords words, Wording wording) : PageModel
{
    public string DefinitionId { get; private set; } = "";

    public string Name { get; private set; } = "";

    public int From { get; private set; }

    public int To { get; private set; }

    /// <summary>All versions, newest first.</summary>
    public IReadOnlyList<DefinitionVersion> Versions { get; private set; } = [];

    public DifferenceView? Difference { get; private set; }

    /// <param name="definition">Its id.</param>
    /// <param name="from">The version before; without it the one in force, else the one before the latest.</param>
    /// <param name="to">The version after; without it the latest.</param>
    public async Task<IActionResult> OnGetAsync(string definition, int? from, int? to)
    {
        Versions = await queries.Versions(definition, HttpContext.RequestAborted);
        if (Versions.Count == 0)
            return NotFound();
        DefinitionId = definition;
        To = to ?? Versions.First(version => version.IsLatest).Version;
        From = from ?? Versions.FirstOrDefault(version => version.IsPublished && version.Version != To)?.Version ?? Versions.FirstOrDefault(version => version.Version < To)?.Version ?? To;
        if (await Text(definition, From) is not { } before || await Text(definition, To) is not { } after)
            return NotFound();
        Name = names.Lifecycle(definition, after.Name);
        Difference = DifferenceView.Of(before, after, words, wording);
        return Page();
    }

    private async Task<WorkflowDefinition?> Text(string definition, int version) =>
        await queries.Find(definition, new VersionChoice.Number(version), HttpContext.RequestAborted) is { } text ? WorkflowDefinition.Parse(text.Json) : null;
}
