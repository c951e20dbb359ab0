using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Workflow.Delivery;

/// <summary>Something that happened, told to whom it concerns: an event by name.</summary>
/// <param name="MessageId">One per publication; the same one again is the same publication.</param>
/// <param name="Kind">As of bookmarks and triggers: <c>Event</c>.</param>
/// <param name="Key">What bookmarks and triggers are matched with; case matters.</param>
/// <param name="CorrelationId">Reaches only instances with this correlation id; null reaches all.</param>
/// <param name="Payload">A workflow value.</param>
public sealed record Broadcast(Guid MessageId, string Kind, string Key, string? CorrelationId, object? Payload)
{
    /// <summary>The only instance that it is for, and then it starts nothing; null for all.</summary>
    public Guid? InstanceId { get; init; }
}

/// <summary>A running instance that waits on a bookmark.</summary>
/// <param name="InstanceId">The instance.</param>
/// <param name="CorrelationId">Its correlation id.</param>
/// <param name="Bookmark">What it waits on.</param>
public sealed record Waiter(Guid InstanceId, string? CorrelationId, Bookmark Bookmark);

/// <summary>A published definition that a trigger starts.</summary>
/// <param name="DefinitionId">The definition.</param>
/// <param name="Trigger">What starts it.</param>
public sealed record Startable(string DefinitionId, Trigger Trigger);

/// <summary>
/// Whom a broadcast reaches. One publication first starts what it triggers, then resumes what waits: also an instance that it has
/// just started and that waits for the same again. What resumes nobody is kept until somebody waits for it.
/// </summary>
public static class BroadcastDelivery
{
    /// <summary>The definitions that the broadcast starts, in the order given. Each gets the broadcast's correlation id.</summary>
    public static IReadOnlyList<Startable> Starts(Broadcast broadcast, IEnumerable<Startable> published)
    {
        ArgumentNullException.ThrowIfNull(broadcast);
        ArgumentNullException.ThrowIfNull(published);
        return broadcast.InstanceId is null ? [.. published.Where(startable => Matches(broadcast, startable.Trigger.Kind, startable.Trigger.Key))] : [];
    }

    /// <summary>
    /// The bookmarks that the broadcast resumes, in the order given. To be asked after the starts. Each is resumed in a burst of its
    /// own, and one that an earlier of these bursts has burned is passed over.
    /// </summary>
    public static IReadOnlyList<Waiter> Resumes(Broadcast broadcast, IEnumerable<Waiter> waiting)
    {
        ArgumentNullException.ThrowIfNull(broadcast);
        ArgumentNullException.ThrowIfNull(waiting);
        return [.. waiting.Where(waiter => Reaches(broadcast, waiter))];
    }

    /// <summary>True when the broadcast must be kept until a bookmark appears for it.</summary>
    /// <param name="resumed">How many bookmarks it has resumed; starts do not count.</param>
    public static bool IsKept(int resumed) => resumed == 0;

    /// <summary>
    /// The first kept broadcast, oldest first, for which somebody waits now; null when there is none. It is delivered to all who
    /// wait for it, and then gone. It starts nothing: it did so when it was published.
    /// </summary>
    public static Broadcast? NextKept(IEnumerable<Broadcast> kept, IReadOnlyCollection<Waiter> waiting)
    {
        ArgumentNullException.ThrowIfNull(kept);
        ArgumentNullException.ThrowIfNull(waiting);
        return kept.FirstOrDefault(broadcast => waiting.Any(waiter => Reaches(broadcast, waiter)));
    }

    private static bool Reaches(Broadcast broadcast, Waiter waiter) =>
        (broadcast.InstanceId is null || broadcast.InstanceId == waiter.InstanceId)
        && Matches(broadcast, waiter.Bookmark.Kind, waiter.Bookmark.Key)
        && (broadcast.CorrelationId is null || string.Equals(broadcast.CorrelationId, waiter.CorrelationId, StringComparison.Ordinal));

    private static bool Matches(Broadcast broadcast, string kind, string? key) =>
        string.Equals(broadcast.Kind, kind, StringComparison.Ordinal) && string.Equals(broadcast.Key, key, StringComparison.Ordinal);
}
