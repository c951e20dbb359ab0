using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Host.Pages.Reviews;

/// <summary>What the publish gate says to a version, for people.</summary>
/// <param name="Lines">Errors first.</param>
public sealed record GateView(bool MayPublish, IReadOnlyList<GateView.Line> Lines)
{
    /// <param name="Activity">What the reader calls the activity; null: it is about the whole.</param>
    /// <param name="Place">Property, file and line, as far as known.</param>
    public sealed record Line(Severity Severity, string Code, string? Activity, string Reason, string Remedy, string? Place);

    /// <summary>Null: there is no such version.</summary>
    public static GateView? Of(ValidationOutcome outcome, WorkflowDefinition definition, LifecycleWords words) => outcome switch
    {
        ValidationOutcome.Passed passed => new GateView(true, [.. passed.Warnings.Select(problem => LineOf(problem, definition, words))]),
        ValidationOutcome.Refused refused => new GateView(false, [.. refused.Problems.OrderBy(problem => problem.Severity).Select(problem => LineOf(problem, definition, words))]),
        _ => null,
    };

    private static Line LineOf(Problem problem, WorkflowDefinition definition, LifecycleWords words)
    {
        var node = problem.ActivityId is { } id && definition.Root.TryGet("activities", out var list) && list.ValueKind == System.Text.Json.JsonValueKind.Array
            ? list.EnumerateArray().Where(json => json.ValueKind == System.Text.Json.JsonValueKind.Object).Select(json => new ActivityNode(json, "")).FirstOrDefault(node => node.Id == id)
            : null;
        var name = problem.ActivityId is null ? null : node is null ? problem.ActivityId : words.Label(definition.DefinitionId, node) ?? node.DisplayText ?? node.Name ?? node.Id;
        string?[] place = [problem.Property, problem.File, problem.Line?.ToString(System.Globalization.CultureInfo.InvariantCulture)];
        return new Line(problem.Severity, problem.Code, name, problem.Reason, problem.Remedy, place.Any(part => part is not null) ? string.Join(" · ", place.OfType<string>()) : null);
    }
}
