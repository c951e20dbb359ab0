namespace GridWorkflow.Workflow.Activities;

/// <summary>What bookmarks and triggers of Elsa's activities are called, for those who wake them.</summary>
public static class BookmarkKinds
{
    /// <summary>Key: the name of the event.</summary>
    public const string Event = "Event";

    /// <summary>Key: the name of the task; data: its id.</summary>
    public const string RunTask = "RunTask";

    /// <summary>Key: what <see cref="Interpreter.ParentLink.Key"/> says; resumed by <see cref="Interpreter.ChildRested"/>.</summary>
    public const string Child = "Child";

    /// <summary>Key: the path template; data: the methods, a list. See <see cref="Delivery.HttpRoutes"/>.</summary>
    public const string HttpEndpoint = "HttpEndpoint";

    /// <summary>No key; woken by a timer. Data of the trigger: the interval.</summary>
    public const string Timer = "Timer";

    /// <summary>No key; woken by a timer. Data of the trigger: the expression, six fields, seconds first.</summary>
    public const string Cron = "Cron";

    /// <summary>No key; woken by a timer. Data of the trigger: the instant.</summary>
    public const string StartAt = "StartAt";

    /// <summary>No key; woken by a timer.</summary>
    public const string Delay = "Delay";

    /// <summary>An HTTP request is under way; no key.</summary>
    public const string HttpAnswer = "HttpAnswer";
}
