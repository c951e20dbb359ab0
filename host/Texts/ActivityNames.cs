using GridWorkflow.Casework.Activities;
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
            "Grid.Task" when GridActivity.Literal(activity, "key") is { } key => names.Task(key),
            "Grid.SetPermissionClass" when GridActivity.Literal(activity, "permissionClass") is { } permission => wording["activity.permission", wording[$"permission.{permission}"]],
            _ => wording.Find($"activity.{activity.Type}"),
        };
    }
}
