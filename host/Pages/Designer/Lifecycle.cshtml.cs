using System.Text.Json;
using GridWorkflow.Designer.Drawing;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>One lifecycle as its designer drew it; with a case, where that case stands.</summary>
[Authorize(Policies.Overview)]
public sealed class LifecycleModel(ReferenceCatalog reference, DefinitionQueries versions, CaseDoor door, CaseQueries queries, Names names, Wording wording) : PageModel
{
    public sealed record Step(string Label, IReadOnlyList<string> Ways);

    public string Name { get; private set; } = "";

    public int Version { get; private set; }

    public string Hash { get; private set; } = "";

    public string Svg { get; private set; } = "";

    public string? CaseNumber { get; private set; }

    /// <summary>Names of the activities where the case waits.</summary>
    public IReadOnlyList<string> Here { get; private set; } = [];

    public IReadOnlyList<Step> Steps { get; private set; } = [];

    /// <summary>All versions, newest first; none beside a case.</summary>
    public IReadOnlyList<DefinitionVersion> Versions { get; private set; } = [];

    /// <summary>The version that is drawn; null for the one that a case runs.</summary>
    public DefinitionVersion? Drawn { get; private set; }

    public async Task<IActionResult> OnGetAsync(string definition, [FromQuery(Name = "case")] string? number, int? version)
    {
        if (number is null)
            return await OnVersion(definition, version);
        if (await door.Open(number, HttpContext.RequestAborted) is not { } detail)
            return NotFound();
        // The case is pinned to its version, whatever is published now.
        var program = await reference.Pinned(detail.ProgramHash, HttpContext.RequestAborted);
        var here = detail.File.Tasks.Select(task => task.ActivityId).ToHashSet(StringComparer.Ordinal);
        var walked = await Walked(detail.Case.Id);
        CaseNumber = number;
        if (program is null || program.DefinitionId != definition)
            return NotFound();
        (Version, Hash) = (program.Version, program.ContentHash[..16]);
        Show(program.Definition, here, walked);
        return Page();
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
        Show(WorkflowDefinition.Parse(text.Json), [], []);
        return Page();
    }

    /// <summary>Pairs of activities that moved one after the other: where the drawing has a connection between them, the case went it.</summary>
    private async Task<HashSet<(string, string)>> Walked(Guid caseId)
    {
        var walked = new HashSet<(string, string)>();
        string? last = null;
        foreach (var step in (await queries.Timeline(caseId, HttpContext.RequestAborted)).SelectMany(item => item.Path))
        {
            if (step.Kind == StepKind.Completed)
                last = step.ActivityId;
            else if (step.Kind == StepKind.Started && last is not null)
                walked.Add((last, step.ActivityId));
        }

        return walked;
    }

    private void Show(WorkflowDefinition definition, HashSet<string> here, HashSet<(string, string)> walked)
    {
        Name = definition.Name.Length > 0 ? definition.Name : definition.DefinitionId;
        var drawn = DrawnLifecycle.From(definition, activity => names.Activity(definition.DefinitionId, activity.Id) ?? Label(activity), (_, port) => names.Outcome(port));
        Svg = drawn.Nodes.IsEmpty ? "" : LifecycleSvg.Write(drawn, Name, here, walked);
        Here = [.. drawn.Nodes.Where(node => here.Contains(node.Id)).Select(node => node.Label)];
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

    /// <summary>A task is named as in the inbox; another activity as the texts of the face or the definition say.</summary>
    private string? Label(ActivityNode activity) =>
        activity.Type switch
        {
            "Grid.Task" when Literal(activity, "key") is { } key => names.Task(key),
            "Grid.SetPermissionClass" when Literal(activity, "permissionClass") is { } permission => wording["activity.permission", wording[$"permission.{permission}"]],
            _ => wording.Find($"activity.{activity.Type}"),
        };

    /// <summary>The literal text of an input; null when it is computed.</summary>
    private static string? Literal(ActivityNode activity, string input) =>
        activity.TryGet(input, out var property) && property.ValueKind == JsonValueKind.Object
        && property.TryGetProperty("expression", out var expression) && expression.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
