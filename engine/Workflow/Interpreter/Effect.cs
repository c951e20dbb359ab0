namespace GridWorkflow.Workflow.Interpreter;

/// <summary>
/// Something outside the state that must come true together with it. Records only; each layer above adds its own sealed ones, and
/// the commit pipeline knows them all.
/// </summary>
public abstract record Effect;

/// <summary>The instance now waits on this bookmark.</summary>
public sealed record BookmarkSet(Bookmark Bookmark) : Effect;

/// <summary>The instance no longer waits on this bookmark.</summary>
public sealed record BookmarkBurned(Guid BookmarkId) : Effect;

/// <summary>Wake the instance at an instant. One timer per key: setting it again replaces it.</summary>
/// <param name="Key">Unique within the instance.</param>
/// <param name="DueAt">When; never earlier.</param>
/// <param name="Epoch">Grows with each setting of the key; a timer of an older epoch is nothing.</param>
public sealed record TimerSet(string Key, DateTimeOffset DueAt, int Epoch) : Effect;

/// <summary>The timer of this key, if any, is gone.</summary>
public sealed record TimerCleared(string Key) : Effect;

/// <summary>Publish an event after the commit: resumes matching bookmarks, starts matching triggers.</summary>
public sealed record EventPublished(Guid MessageId, string Name, string? CorrelationId, object? Payload) : Effect
{
    /// <summary>The only instance that the event is for; null for all.</summary>
    public Guid? InstanceId { get; init; }
}

/// <summary>The host is asked to do a task; its result resumes the bookmark.</summary>
public sealed record TaskRequested(Guid TaskId, Guid BookmarkId, string Name, object? Payload) : Effect;

/// <summary>A line of text from WriteLine.</summary>
public sealed record LineWritten(string Text) : Effect;
