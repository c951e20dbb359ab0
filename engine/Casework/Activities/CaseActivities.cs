using GridWorkflow.Workflow.Activities;

namespace GridWorkflow.Casework.Activities;

/// <summary>The activity types of casework: <c>Grid.*</c>.</summary>
public static class CaseActivities
{
    /// <summary>In the order of the designer's palette.</summary>
    public static IReadOnlyList<ActivityType> All { get; } = [];

    /// <summary>Elsa's activities and these.</summary>
    public static ActivityTypes Types { get; } = ActivityTypes.Elsa.With(All);
}
