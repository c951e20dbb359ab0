using GridWorkflow.Designer.Drawing;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Workflow.Definitions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>One lifecycle as its designer drew it.</summary>
[Authorize(Policies.Overview)]
public sealed class LifecycleModel(DefinitionQueries versions, Names names, ActivityNames activities) : PageModel
{
    public sealed record Step(string Label, IReadOnlyList<string> Ways);

    public string Name { get; private set; } = "";

    public string DefinitionId { get; private set; } = "";

    public int Version { get; private set; }

    public string Hash { get; private set; } = "";

    public string Svg { get; private set; } = "";

    public IReadOnlyList<Step> Steps { get; private set; } = [];

    /// <summary>All versions, newest first.</summary>
    public IReadOnlyList<DefinitionVersion> Versions { get; private set; } = [];

    /// <summary>The version that is drawn.</summary>
    public DefinitionVersion? Drawn { get; private set; }

    public async Task<IActionResult> OnGetAsync(string definition, [FromQuery(Name = "case")] string? number, int? version)
    {
        // Where a case stands is shown on a page of its own, with the way that it took.
        return number is null ? await OnVersion(definition, version) : RedirectToPage("/Ways/Case", new { number });
    }

    /// <summary>A version as it was drawn, complete or not: the named one, else the published one, else the latest.</summary>
    private async Task<IActionResult> OnVersion(string definition, int? version)
    {
        Versions = await versions.Versions(definition, HttpContext.RequestAborted);
        Drawn = version is null
            ? Versions.FirstOrDefault(one => one.IsPublished) ?? Versions.FirstOrDefault(one => one.IsLatest)
            : Versions.FirstOrDefault(one => one.Version == version);
        if (Drawn is null || await versions.Find(definition, new VersionChoice.Number(Drawn.Version), HttpContext.RequestAborted) is not { } text)
            return NotFound();
        (Version, Hash) = (Drawn.Version, Drawn.ContentHash?[..16] ?? "");
        Show(WorkflowDefinition.Parse(text.Json));
        return Page();
    }

    private void Show(WorkflowDefinition definition)
    {
        DefinitionId = definition.DefinitionId;
        Name = names.Lifecycle(definition.DefinitionId, definition.Name);
        var drawn = DrawnLifecycle.From(definition, activity => activities.Of(definition.DefinitionId, activity), (_, port) => names.Outcome(port));
        Svg = drawn.Nodes.IsEmpty ? "" : LifecycleSvg.Write(drawn, Name, LifecycleMarks.None);
        var labels = drawn.Nodes.ToDictionary(node => node.Id, node => node.Label, StringComparer.Ordinal);
        Steps =
        [
            .. drawn.Nodes.Select(node => new Step(node.Label,
            [
                .. drawn.Connections.Where(connection => connection.Source == node.Id)
                    .Select(connection => connection.Label.Length == 0 ? labels[connection.Target] : $"{connection.Label}: {labels[connection.Target]}"),
            ])),
        ];
    }
}
