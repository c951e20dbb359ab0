using GridWorkflow.Workflow.Activities;

namespace GridWorkflow.Casework.Tasks;

/// <summary>How a task ends, as the desk hands it to the activity that waits.</summary>
/// <param name="Outcome">One of the task's.</param>
/// <param name="Remark">Null: none.</param>
/// <param name="By">Person id, or a system.</param>
/// <param name="Role">The role in which she acts; null for a system.</param>
/// <param name="Fields">Fields of the task's form, by name.</param>
internal sealed record TaskCompletion(string Outcome, string? Remark, string By, string? Role, IReadOnlyDictionary<string, object?> Fields)
{
    /// <summary>The fields as the case file keeps them.</summary>
    public System.Collections.Immutable.ImmutableSortedDictionary<string, string> Texts => Fields.Count == 0
        ? Cases.LastOutcome.NoFields
        : Cases.LastOutcome.NoFields.AddRange(Fields.Where(pair => pair.Value is string).Select(pair => KeyValuePair.Create(pair.Key, (string)pair.Value!)));

    public static IReadOnlyDictionary<string, object?> NoFields { get; } = new Dictionary<string, object?>();

    public Dictionary<string, object?> ToPayload() => new(StringComparer.Ordinal)
    {
        ["outcome"] = Outcome,
        ["remark"] = Remark,
        ["by"] = By,
        ["role"] = Role,
        ["fields"] = Fields,
    };

    /// <exception cref="ActivityFaultException">It was not the desk that resumed the bookmark.</exception>
    public static TaskCompletion From(object? payload) =>
        payload is IReadOnlyDictionary<string, object?> map && map.GetValueOrDefault("outcome") is string outcome && map.GetValueOrDefault("by") is string by
            ? new TaskCompletion(
                outcome, map.GetValueOrDefault("remark") as string, by, map.GetValueOrDefault("role") as string,
                map.GetValueOrDefault("fields") as IReadOnlyDictionary<string, object?> ?? NoFields)
            : throw new ActivityFaultException("Expected the outcome of the task and who completed it, but the payload has neither: tasks are completed by a command.");
}
