using GridWorkflow.Workflow.Activities;

namespace GridWorkflow.Casework.Tasks;

/// <summary>How a task ends, as the desk hands it to the activity that waits.</summary>
internal sealed record TaskCompletion(string Outcome, string? Remark, string By, string? Role)
{
    public Dictionary<string, object?> ToPayload(IReadOnlyDictionary<string, string> fields) => new(StringComparer.Ordinal)
    {
        ["outcome"] = Outcome,
        ["remark"] = Remark,
        ["by"] = By,
        ["role"] = Role,
        ["fields"] = fields.ToDictionary(field => field.Key, field => (object?)field.Value, StringComparer.Ordinal),
    };

    /// <exception cref="ActivityFaultException">It was not the desk that resumed the bookmark.</exception>
    public static TaskCompletion From(object? payload) =>
        payload is IReadOnlyDictionary<string, object?> map && map.GetValueOrDefault("outcome") is string outcome && map.GetValueOrDefault("by") is string by
            ? new TaskCompletion(outcome, map.GetValueOrDefault("remark") as string, by, map.GetValueOrDefault("role") as string)
            : throw new ActivityFaultException("Expected the outcome of the task and who completed it, but the payload has neither: tasks are completed by a command.");
}
