using System.Text.Json;

namespace GridWorkflow.Workflow.Definitions;

/// <summary>Finds the line of a path in a JSON source. Slow and only called when there is something to complain about.</summary>
internal static class SourceLines
{
    /// <summary>Line from 1 of the deepest part of the path that exists; null when the source cannot be read.</summary>
    public static int? LineOf(ReadOnlySpan<byte> source, string path)
    {
        var reader = new Utf8JsonReader(source, new JsonReaderOptions { MaxDepth = 256 });
        var places = new Stack<(string Path, int Next, bool IsArray)>();
        var current = "";
        long found = 0;
        var best = -1;
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = reader.GetString()!;
                    var parent = places.Peek().Path;
                    current = parent.Length == 0 ? name : $"{parent}.{name}";
                    Weigh(current, reader.TokenStartIndex);
                    continue;
                }

                if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
                {
                    places.Pop();
                    continue;
                }

                if (places.TryPeek(out var place) && place.IsArray)
                {
                    places.Pop();
                    current = $"{place.Path}[{place.Next}]";
                    places.Push(place with { Next = place.Next + 1 });
                    Weigh(current, reader.TokenStartIndex);
                }

                if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                    places.Push((current, 0, reader.TokenType == JsonTokenType.StartArray));
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return source[..(int)found].Count((byte)'\n') + 1;

        void Weigh(string candidate, long position)
        {
            if (candidate.Length <= best || !path.StartsWith(candidate, StringComparison.OrdinalIgnoreCase))
                return;
            if (path.Length > candidate.Length && path[candidate.Length] is not ('.' or '['))
                return;
            best = candidate.Length;
            found = position;
        }
    }
}
