using GridWorkflow.Workflow.Activities;

namespace GridWorkflow.Casework.Activities;

/// <summary>The activity types of casework: <c>Grid.*</c>.</summary>
public static class CaseActivities
{
    /// <summary>In the order of the designer's palette.</summary>
    public static IReadOnlyList<ActivityType> All { get; } =
    [
        new FileCase(),
        new RegisterCase(),
        new HumanTask(),
        new Dispatch(),
        new ReturnCase(),
        new SupportTasks(),
        new AcceptFeedback(),
        new Rework(),
        new NotifyLevels(),
        new SetPermissionClass(),
        new RaiseLevel(),
        new LowerLevel(),
        new Reply(),
        new CloseCase(),
        new AwaitReopening(),
        new ArchiveCase(),
        new VoidCase(),
        new IssueNotice(),
        new MarkNotice(),
        new GrantExemption(),
    ];

    /// <summary>Elsa's activities and these.</summary>
    public static ActivityTypes Types { get; } = ActivityTypes.Elsa.With(All);
}
