using System.Collections.Immutable;

namespace GridWorkflow.Workflow.Delivery;

/// <summary>A request that came in for an HttpEndpoint, as the payload of its bookmark or trigger.</summary>
/// <param name="Method">Upper case.</param>
/// <param name="Path">Path below the base path.</param>
public sealed record HttpCall(string Method, string Path)
{
    public ImmutableSortedDictionary<string, object?> RouteValues { get; init; } = NoValues;

    /// <summary>Text by name; a list of texts where a name comes more than once.</summary>
    public ImmutableSortedDictionary<string, object?> Query { get; init; } = NoValues;

    /// <summary>Text by name.</summary>
    public ImmutableSortedDictionary<string, object?> Headers { get; init; } = NoValues;

    public string? ContentType { get; init; }

    /// <summary>Length of the body in bytes.</summary>
    public long Length { get; init; }

    /// <summary>Text or bytes; fields by name for a form; null when there is none.</summary>
    public object? Body { get; init; }

    public ImmutableArray<HttpCallFile> Files { get; init; } = [];

    private static ImmutableSortedDictionary<string, object?> NoValues { get; } = ImmutableSortedDictionary.Create<string, object?>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The payload: a workflow value.</summary>
    public Dictionary<string, object?> ToPayload() => new(StringComparer.Ordinal)
    {
        ["Method"] = Method,
        ["Path"] = Path,
        ["RouteData"] = RouteValues.ToDictionary(StringComparer.Ordinal),
        ["Query"] = Query.ToDictionary(StringComparer.Ordinal),
        ["Headers"] = Headers.ToDictionary(StringComparer.Ordinal),
        ["ContentType"] = ContentType,
        ["Length"] = Length,
        ["Body"] = Body,
        ["Files"] = Files.Select(file => (object?)file.ToValue()).ToList(),
    };
}

/// <summary>A file in a request.</summary>
public sealed record HttpCallFile(string Name, string? ContentType, byte[] Content)
{
    internal Dictionary<string, object?> ToValue() => new(StringComparer.Ordinal)
    {
        ["Name"] = Name,
        ["ContentType"] = ContentType,
        ["Length"] = (long)Content.Length,
        ["Content"] = Content,
    };
}

/// <summary>How an HTTP request of ours went.</summary>
public abstract record HttpAnswer
{
    private HttpAnswer()
    {
    }

    /// <param name="StatusCode">Of the response.</param>
    public sealed record Response(int StatusCode) : HttpAnswer
    {
        /// <summary>Text by name.</summary>
        public ImmutableSortedDictionary<string, object?> Headers { get; init; } =
            ImmutableSortedDictionary.Create<string, object?>(StringComparer.OrdinalIgnoreCase);

        public string? ContentType { get; init; }

        /// <summary>Name that the response gives to a file.</summary>
        public string? FileName { get; init; }

        /// <summary>Text or bytes; null when there is none.</summary>
        public object? Content { get; init; }
    }

    /// <summary>No connection, or the request was refused before it was sent.</summary>
    public sealed record NoConnection(string Reason) : HttpAnswer;

    /// <summary>No response in time.</summary>
    public sealed record TimedOut : HttpAnswer;

    /// <summary>The payload for the bookmark: a workflow value.</summary>
    public Dictionary<string, object?> ToPayload() => this switch
    {
        Response response => new(StringComparer.Ordinal)
        {
            ["StatusCode"] = response.StatusCode,
            ["Headers"] = response.Headers.ToDictionary(StringComparer.Ordinal),
            ["ContentType"] = response.ContentType,
            ["FileName"] = response.FileName,
            ["Content"] = response.Content,
        },
        NoConnection none => new(StringComparer.Ordinal) { ["Failure"] = "NoConnection", ["Reason"] = none.Reason },
        _ => new(StringComparer.Ordinal) { ["Failure"] = "TimedOut" },
    };
}
