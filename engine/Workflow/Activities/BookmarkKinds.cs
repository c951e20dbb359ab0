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

    /// <summary>An HTTP request is under way; no key.</summary>
    public const string HttpAnswer = "HttpAnswer";
}
