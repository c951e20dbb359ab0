using System.Text.Json;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Host.Texts;

/// <summary>What the steps of a drawing are called in the reader's language.</summary>
public sealed class ActivityNames(Names names, Wording wording)
{
    /// <summary>A task is named as in the inbox; another activity as the data, the texts of the face or the definition say. Null: as the definition says.</summary>
    public string? Of(string definitionId, ActivityNode activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        return names.Activity(definitionId, activity.Id) ?? activity.Type switch
        {
            "Grid.Task" when Literal(activity, "key") is { } key => names.Task(key),
            "Grid.SetPermissionClass" when Literal(activity, "permissionClass") is { } permission => wording["activity.permission", wording[$"permission.{permission}"]],
            _ => wording.Find($"activity.{activity.Type}"),
        };
    }

    /// <summary>The literal text of an input; null when it is computed.</summary>
    internal static string? Literal(ActivityNode activity, string input) =>
        activity.TryGet(input, out var property) && property.ValueKind == JsonValueKind.Object
        && property.TryGetProperty("expression", out var expression) && expression.ValueKind == JsonValueKind.Object
        && expression.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
