using System.Text.Json;
using GridWorkflow.Workflow.Expressions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Control;

/// <summary>One case of a switch.</summary>
internal sealed record SwitchCase(string Label, Expression? Condition, int Activity)
{
    public static SwitchCase[] ReadAll(Compilation.Scope scope, string property, bool withActivity)
    {
        if (!scope.Owner.Node.TryGet(property, out var list) || list.ValueKind != JsonValueKind.Array)
            return [];
        var cases = new List<SwitchCase>();
        foreach (var json in list.EnumerateArray())
        {
            var path = $"{property}[{cases.Count}]";
            if (json.ValueKind != JsonValueKind.Object)
            {
                scope.Report("bad-case", $"Expected a case with label and condition, but found {json}.", "Write it as an object.", path);
                continue;
            }

            var condition = json.TryGetProperty("condition", out var written) ? ExpressionCompiler.CompileBare(scope, $"{path}.condition", written, DataType.Object) : null;
            var activity = withActivity && json.TryGetProperty("activity", out var child) && child.ValueKind == JsonValueKind.Object
                ? scope.Child(child, $"{scope.Owner.Node.Path}.{path}.activity")
                : -1;
            cases.Add(new SwitchCase(Json.Text(json, "label") ?? "", condition, activity));
        }

        return [.. cases];
    }

    /// <exception cref="ActivityFaultException">The condition fails or is neither true nor false.</exception>
    public bool IsMet(ActivityContext c)
    {
        if (Condition is null)
            return false;
        var value = Condition.Evaluate(c);
        return value is bool met
            ? met
            : DataType.Boolean.TryConvert(value, out var converted, out var reason)
                ? converted is true
                : throw new ActivityFaultException($"Case '{Label}': {reason}") { Code = "conversion-failed" };
    }

    /// <summary>Elsa writes the mode by name or number.</summary>
    public static bool IsMatchAny(object? mode) => mode is "MatchAny" or "1";
}
