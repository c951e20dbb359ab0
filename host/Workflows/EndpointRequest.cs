using System.Collections.Immutable;
using System.Text;
using GridWorkflow.Host.Access;
using GridWorkflow.Workflow.Delivery;
using Microsoft.AspNetCore.Http.Features;

namespace GridWorkflow.Host.Workflows;

/// <summary>A request as the payload of an HttpEndpoint.</summary>
internal static class EndpointRequest
{
    /// <summary>Bytes of a body that are read at most, files included.</summary>
    public const int BodyCap = 1024 * 1024;

    public const string CorrelationHeader = "X-Correlation-Id";

    // What signs a caller in is nobody else's to know: payloads are kept with instances and journals.
    private static readonly HashSet<string> Secret = new(StringComparer.OrdinalIgnoreCase) { "Authorization", "Cookie", ApiKeyAuthentication.Header };

    /// <summary>The correlation id that a request names, in a header or in the query; null when none.</summary>
    public static string? CorrelationOf(HttpRequest request) =>
        request.Headers[CorrelationHeader].ToString() is { Length: > 0 } header ? header
        : request.Query["correlationId"].ToString() is { Length: > 0 } query ? query : null;

    /// <exception cref="InvalidDataException">The form cannot be read.</exception>
    public static async Task<HttpCall> Read(HttpRequest request, string path, byte[] body, ImmutableSortedDictionary<string, object?> routeValues, CancellationToken cancellation)
    {
        var call = new HttpCall(request.Method.ToUpperInvariant(), path)
        {
            RouteValues = routeValues,
            Query = request.Query.ToImmutableSortedDictionary(pair => pair.Key, pair => Value(pair.Value), StringComparer.OrdinalIgnoreCase),
            Headers = request.Headers.Where(header => !Secret.Contains(header.Key))
                .ToImmutableSortedDictionary(header => header.Key, header => (object?)header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            ContentType = request.ContentType,
            Length = body.Length,
        };
        if (body.Length == 0)
            return call;
        if (!request.HasFormContentType)
            return call with { Body = IsText(request.ContentType) ? Encoding.UTF8.GetString(body) : body };
        request.Body = new MemoryStream(body);
        var form = await new FormFeature(request, new FormOptions { ValueCountLimit = 256, MultipartBodyLengthLimit = BodyCap }).ReadFormAsync(cancellation);
        var files = ImmutableArray.CreateBuilder<HttpCallFile>(form.Files.Count);
        foreach (var file in form.Files)
        {
            await using var stream = file.OpenReadStream();
            var content = new byte[file.Length];
            await stream.ReadExactlyAsync(content, cancellation);
            files.Add(new HttpCallFile(Path.GetFileName(file.FileName), file.ContentType, content));
        }

        return call with
        {
            Body = form.ToDictionary(pair => pair.Key, pair => Value(pair.Value), StringComparer.Ordinal),
            Files = files.ToImmutable(),
        };
    }

    private static object? Value(Microsoft.Extensions.Primitives.StringValues values) =>
        values.Count == 1 ? values[0] : values.Select(value => (object?)value).ToList();

    private static bool IsText(string? contentType) => contentType is null
        || contentType.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
        || contentType.Contains("json", StringComparison.OrdinalIgnoreCase)
        || contentType.Contains("xml", StringComparison.OrdinalIgnoreCase);
}
