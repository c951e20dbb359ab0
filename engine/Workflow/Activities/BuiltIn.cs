namespace GridWorkflow.Workflow.Activities;

/// <summary>Elsa's activities, in the order of the palette.</summary>
internal static class BuiltIn
{
    public static IReadOnlyList<ActivityType> All { get; } =
    [
        new Sequence(),
        new WriteLine(),
    ];
}
