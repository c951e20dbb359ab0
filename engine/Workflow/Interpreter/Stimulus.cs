namespace GridWorkflow.Workflow.Interpreter;

/// <summary>What makes an instance move. Closed: an instance moves for no other reason.</summary>
public abstract record Stimulus
{
    private Stimulus()
    {
    }

    /// <summary>Begins a new instance.</summary>
    /// <param name="InstanceId">The id of the new instance.</param>
    /// <param name="Input">Workflow input by name; names match without regard to case.</param>
    public sealed record Start(Guid InstanceId, IReadOnlyDictionary<string, object?> Input) : Stimulus
    {
        public string? CorrelationId { get; init; }

        public string? Name { get; init; }

        /// <summary>The activity that triggered the start; null starts where the root says.</summary>
        public string? TriggerActivityId { get; init; }

        /// <summary>What the trigger brings: the payload of the event, the request …</summary>
        public object? TriggerPayload { get; init; }

        /// <summary>Where the instance reports to when it rests; null when nobody waits.</summary>
        public ParentLink? Parent { get; init; }

        /// <summary>What the instance carries from its first burst on.</summary>
        public Attachment? Attachment { get; init; }
    }

    /// <summary>Wakes one bookmark.</summary>
    /// <param name="BookmarkId">A bookmark of the instance; an unknown one is refused.</param>
    /// <param name="Payload">What the waker brings: a value of the closed set of workflow values.</param>
    public sealed record Resume(Guid BookmarkId, object? Payload) : Stimulus;

    /// <summary>A timer that the interpreter set has come due.</summary>
    /// <param name="Key">Key of the timer.</param>
    /// <param name="DueAt">The instant for which it was set, at or before the world's instant.</param>
    public sealed record TimerDue(string Key, DateTimeOffset DueAt) : Stimulus;

    /// <summary>Ends the instance: bookmarks and timers are cleared.</summary>
    public sealed record Cancel(string Reason) : Stimulus;

    /// <summary>Executes a faulted activity again, after an admin has mended what was wrong.</summary>
    public sealed record Retry(string ActivityId) : Stimulus;
}

/// <summary>What a product layer above keeps with an instance (for casework: the case file). Immutable.</summary>
public abstract record Attachment;
