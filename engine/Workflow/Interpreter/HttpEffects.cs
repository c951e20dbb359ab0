using System.Collections.Immutable;

namespace GridWorkflow.Workflow.Interpreter;

/// <summary>
/// Send an HTTP request through the outbox, at least once; the answer (<see cref="Delivery.HttpAnswer"/>) resumes the bookmark.
/// </summary>
/// <param name="BookmarkId">Resumed by the answer; also the idempotency key of the request.</param>
/// <param name="Method">Upper case.</param>
/// <param name="Url">Absolute, http or https. Whether it may be called is for the sender to say.</param>
public sealed record HttpRequested(Guid BookmarkId, string Method, string Url) : Effect
{
    /// <summary>Text, bytes or null; anything else has been written as JSON.</summary>
    public object? Content { get; init; }

    public string? ContentType { get; init; }

    /// <summary>Value of the Authorization header.</summary>
    public string? Authorization { get; init; }

    public ImmutableSortedDictionary<string, string> Headers { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}

/// <summary>
/// Answer the HTTP request that led to this burst. The first answer counts; when no request is waiting (any more), it is dropped.
/// </summary>
/// <param name="StatusCode">100 to 599.</param>
public sealed record HttpResponded(int StatusCode) : Effect
{
    /// <summary>Text, bytes or null.</summary>
    public object? Content { get; init; }

    public string? ContentType { get; init; }

    public ImmutableSortedDictionary<string, string> Headers { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Offered as a download under this name.</summary>
    public string? FileName { get; init; }

    public string? EntityTag { get; init; }
}
