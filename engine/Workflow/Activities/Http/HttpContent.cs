using System.Collections;
using System.Collections.Immutable;
using System.Text;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Http;

/// <summary>What goes over the wire and back, as workflow values.</summary>
internal static class HttpContent
{
    /// <summary>What a body means: JSON becomes its value, text stays text, anything else bytes.</summary>
    public static object? Parsed(object? body, string? contentType)
    {
        if (body is byte[] bytes && (IsJson(contentType) || contentType?.StartsWith("text/", StringComparison.OrdinalIgnoreCase) == true))
            body = Encoding.UTF8.GetString(bytes);
        return body is string text && IsJson(contentType) && StoredValue.TryParseJson(text, out var parsed) ? parsed : body;
    }

    /// <summary>What an expression gave, as text or bytes.</summary>
    public static object? Written(object? content) => content switch
    {
        null or string or byte[] => content,
        IDictionary or IDictionary<string, object?> or IList => StoredValue.ToJson(content),
        _ => Text.Of(content),
    };

    /// <summary>The content type when none is given.</summary>
    public static string? TypeOf(object? content, string? given) => !string.IsNullOrWhiteSpace(given) ? given : content switch
    {
        null => null,
        string => "text/plain",
        byte[] => "application/octet-stream",
        _ => "application/json",
    };

    /// <summary>Headers as an expression gives them: text, or a list of texts, by name.</summary>
    public static ImmutableSortedDictionary<string, string> Headers(object? value)
    {
        var headers = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.OrdinalIgnoreCase);
        if (value is not IDictionary<string, object?> entries)
            return headers.ToImmutable();
        foreach (var (name, held) in entries)
        {
            var text = held is IList list and not byte[] ? string.Join(", ", list.Cast<object?>().Select(Text.Of)) : Text.Of(held) ?? "";
            if (name.AsSpan().ContainsAny('\r', '\n', ':') || text.AsSpan().ContainsAny('\r', '\n'))
                throw new ActivityFaultException($"Expected a header of one line, but '{name}' has more.") { Code = "bad-header" };
            headers[name] = text;
        }

        return headers.ToImmutable();
    }

    public static bool IsJson(string? contentType)
    {
        var semicolon = contentType?.IndexOf(';', StringComparison.Ordinal) ?? -1;
        var type = (semicolon < 0 ? contentType : contentType![..semicolon])?.Trim();
        return string.Equals(type, "application/json", StringComparison.OrdinalIgnoreCase)
            || string.Equals(type, "text/json", StringComparison.OrdinalIgnoreCase)
            || type?.EndsWith("+json", StringComparison.OrdinalIgnoreCase) == true;
    }
}
