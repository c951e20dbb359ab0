using System.Globalization;
using GridWorkflow.Workflow.Definitions;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace GridWorkflow.Casework.Loading;

/// <summary>
/// Changes single values in the text of a YAML file and leaves every other byte as it is: comments, layout, order. Pure.
/// </summary>
public static class YamlEdit
{
    /// <summary>The text with another value at a path; the same text when the value is there already.</summary>
    /// <param name="text">The file.</param>
    /// <param name="path">Keys from the root; an element of a list is its index from 0. All but the last must be there.</param>
    /// <param name="value">The new value, as a scalar.</param>
    /// <param name="raw">It stands in the file as it is given, in the syntax of YAML.</param>
    /// <exception cref="RefusedException">The text cannot be read, or the path does not lead to a place for a value.</exception>
    public static string Set(string text, IReadOnlyList<string> path, string value, bool raw = false) => raw ? Put(text, path, value, null) : Put(text, path, Scalar(value), value);

    /// <summary>The text with a list of plain names at a path, as <c>[a, b]</c>.</summary>
    public static string SetList(string text, IReadOnlyList<string> path, IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Find(Root(text), path) is YamlSequenceNode list && list.Children.OfType<YamlScalarNode>().Select(item => item.Value).SequenceEqual(values)
            ? text
            : Put(text, path, $"[{string.Join(", ", values.Select(Scalar))}]", null);
    }

    /// <summary>The text without a key and its value; the same text when it is not there.</summary>
    public static string Remove(string text, IReadOnlyList<string> path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Find(Root(text), [.. path.SkipLast(1)]) is not YamlMappingNode map || Entry(map, path[^1]) is not { } entry)
            return text;
        var index = map.Children.ToList().FindIndex(pair => pair.Key == entry.Key);
        var entries = map.Children.ToList();
        if (map.Style == YamlDotNet.Core.Events.MappingStyle.Flow)
        {
            return entries.Count == 1
                ? Replace(text, Start(map), End(map, text), "{}")
                : index == 0
                    ? Replace(text, Start(entry.Key), Start(entries[1].Key), "")
                    : Replace(text, End(entries[index - 1].Value, text), End(entry.Value, text), "");
        }

        var from = LineStart(text, Start(entry.Key));
        // The first key of an element stands behind the dash, which is the element's.
        if (!string.IsNullOrWhiteSpace(text[from..Start(entry.Key)]))
            return entries.Count == 1 ? Replace(text, Start(map), End(map, text), "{}") : Replace(text, Start(entry.Key), Start(entries[1].Key), "");
        return Replace(text, from, NextLine(text, End(entry.Value, text)), "");
    }

    /// <summary>The text with an element put before another one of a list, or behind the last; a list that is missing is made.</summary>
    /// <param name="text">The file.</param>
    /// <param name="path">Of the list.</param>
    /// <param name="before">Index of the element that follows; null: it comes last.</param>
    /// <param name="element">The element in flow style, on one line.</param>
    /// <exception cref="RefusedException">The text cannot be read, or the path does not lead to a place for a list.</exception>
    public static string Insert(string text, IReadOnlyList<string> path, int? before, string element)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(path);
        if (Find(Root(text), path) is not YamlSequenceNode { Children.Count: > 0 } list)
        {
            if (path is not [var key])
                return Put(text, path, $"[{element}]", null);
            var without = Remove(text, path);
            return $"{without}{(without.EndsWith('\n') || without.Length == 0 ? "" : NewLine(text))}{key}:{NewLine(text)}  - {element}{NewLine(text)}";
        }

        if (list.Style == SequenceStyle.Flow)
        {
            return before is { } next
                ? Replace(text, Start(list.Children[next]), Start(list.Children[next]), element + ", ")
                : Replace(text, End(list.Children[^1], text), End(list.Children[^1], text), ", " + element);
        }

        var dash = text.LastIndexOf('-', Start(list.Children[0]) - 1);
        var indent = text[LineStart(text, dash)..dash];
        if (before is { } following)
        {
            var line = LineStart(text, Start(list.Children[following]));
            return Replace(text, line, line, $"{indent}- {element}{NewLine(text)}");
        }

        var end = NextLine(text, End(list.Children[^1], text));
        return Replace(text, end, end, $"{(end > 0 && text[end - 1] != '\n' ? NewLine(text) : "")}{indent}- {element}{NewLine(text)}");
    }

    /// <summary>The text without an element of a list; the list goes with its last one.</summary>
    public static string RemoveAt(string text, IReadOnlyList<string> path, int index)
    {
        if (Find(Root(text), path) is not YamlSequenceNode list || index < 0 || index >= list.Children.Count)
            return text;
        if (list.Children.Count == 1)
            return Remove(text, path);
        if (list.Style == SequenceStyle.Flow)
        {
            return index == 0
                ? Replace(text, Start(list.Children[0]), Start(list.Children[1]), "")
                : Replace(text, End(list.Children[index - 1], text), End(list.Children[index], text), "");
        }

        return Replace(text, LineStart(text, Start(list.Children[index])), NextLine(text, End(list.Children[index], text)), "");
    }

    /// <summary>The text with an element of a list in the place of the one before it; the first stays where it is.</summary>
    public static string MoveUp(string text, IReadOnlyList<string> path, int index)
    {
        if (Find(Root(text), path) is not YamlSequenceNode list || index < 1 || index >= list.Children.Count)
            return text;
        var (first, second) = (list.Children[index - 1], list.Children[index]);
        // What is said behind an element in its last line goes with it.
        int Whole(YamlNode element) => list.Style == SequenceStyle.Flow ? End(element, text) : LineEnd(text, End(element, text));
        var (from, to) = (Start(first), Whole(first));
        var (next, end) = (Start(second), Whole(second));
        return string.Concat(text.AsSpan(0, from), text.AsSpan(next, end - next), text.AsSpan(to, next - to), text.AsSpan(from, to - from)) + text[end..];
    }

    /// <summary>The text of the value at a path exactly as it stands there; null when there is none.</summary>
    public static string? Raw(string text, IReadOnlyList<string> path) => Find(Root(text), path) is { } node ? text[Start(node)..End(node, text)] : null;

    /// <summary>A scalar at a path; null when there is none.</summary>
    public static string? Value(string text, IReadOnlyList<string> path) => (Find(Root(text), path) as YamlScalarNode)?.Value;

    /// <summary>Keys of the mapping at a path, in order; empty when there is none.</summary>
    public static IReadOnlyList<string> Keys(string text, IReadOnlyList<string> path) =>
        Find(Root(text), path) is YamlMappingNode map ? [.. map.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? "")] : [];

    /// <summary>How many elements the list at a path has; 0 when there is none.</summary>
    public static int Count(string text, IReadOnlyList<string> path) => Find(Root(text), path) is YamlSequenceNode list ? list.Children.Count : 0;

    /// <summary>The scalars of a key in the elements of a list, in order; null where an element has none.</summary>
    public static IReadOnlyList<string?> Values(string text, IReadOnlyList<string> path, string key) => Find(Root(text), path) is YamlSequenceNode list
        ? [.. list.Children.Select(element => element is YamlMappingNode map ? (Entry(map, key)?.Value as YamlScalarNode)?.Value : null)]
        : [];

    /// <summary>Line of the value at a path, from 1; null when there is none.</summary>
    public static int? Line(string text, IReadOnlyList<string> path) => Find(Root(text), path) is { } node ? (int)node.Start.Line : null;

    private static string Put(string text, IReadOnlyList<string> path, string raw, string? scalar)
    {
        ArgumentNullException.ThrowIfNull(path);
        var root = Root(text);
        if (Find(root, path) is { } old)
            return scalar is not null && old is YamlScalarNode { Value: var same } && same == scalar ? text : Replace(text, Start(old), End(old, text), raw);
        return Find(root, [.. path.SkipLast(1)]) is YamlMappingNode { Children.Count: > 0 } map
            ? Add(text, map, path[^1], raw)
            : throw Refuse("yaml-place", $"Expected a place for '{string.Join('.', path)}' but there is none.", "Write it into the text of the file.");
    }

    private static string Add(string text, YamlMappingNode map, string key, string raw)
    {
        var last = End(map.Children[^1].Value, text);
        if (map.Style == MappingStyle.Flow)
            return Replace(text, last, last, $", {Scalar(key)}: {raw}");
        var first = Start(map.Children[0].Key);
        var indent = new string(' ', first - LineStart(text, first));
        var end = NextLine(text, last);
        return Replace(text, end, end, $"{(end > 0 && text[end - 1] != '\n' ? NewLine(text) : "")}{indent}{Scalar(key)}: {raw}{NewLine(text)}");
    }

    private static YamlNode? Find(YamlNode node, IReadOnlyList<string> path)
    {
        var found = node;
        foreach (var step in path)
        {
            var next = found switch
            {
                YamlMappingNode map => Entry(map, step)?.Value,
                YamlSequenceNode list when int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Children.Count => list.Children[index],
                _ => null,
            };
            if (next is null)
                return null;
            found = next;
        }

        return found;
    }

    private static KeyValuePair<YamlNode, YamlNode>? Entry(YamlMappingNode map, string key)
    {
        foreach (var pair in map.Children)
        {
            if (pair.Key is YamlScalarNode { Value: var name } && name == key)
                return pair;
        }

        return null;
    }

    private static YamlNode Root(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // What cannot be read, or is nested too deep to read, is said as everywhere.
        YamlFile.Read<bool>(new SourceFile("text", text), static map =>
        {
            foreach (var _ in map.Entries())
            {
            }

            return true;
        });
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents[0].RootNode;
    }

    // Marks of the reader count characters, and a carriage return with its line feed as two.
    private static int Start(YamlNode node) => (int)node.Start.Index;

    // The reader tells where a mapping or a list begins, not where it ends; its last leaf does.
    private static int End(YamlNode node, string text)
    {
        var end = node switch
        {
            YamlMappingNode { Style: MappingStyle.Flow } map => Closed(text, map.Children.Count == 0 ? Start(map) + 1 : End(map.Children[^1].Value, text)),
            YamlSequenceNode { Style: SequenceStyle.Flow } list => Closed(text, list.Children.Count == 0 ? Start(list) + 1 : End(list.Children[^1], text)),
            YamlMappingNode { Children: { Count: > 0 } children } => End(children[^1].Value, text),
            YamlSequenceNode { Children: { Count: > 0 } children } => End(children[^1], text),
            _ => (int)node.End.Index,
        };
        while (end > Start(node) && char.IsWhiteSpace(text[end - 1]))
            end--;
        return end;
    }

    /// <summary>Behind the bracket that closes a flow collection, from the end of its last element.</summary>
    private static int Closed(string text, int index)
    {
        for (; text[index] is not ('}' or ']'); index++)
        {
            if (text[index] == '#')
                index = NextLine(text, index) - 1;
        }

        return index + 1;
    }

    private static int LineStart(string text, int index) => index == 0 ? 0 : text.LastIndexOf('\n', index - 1) + 1;

    private static int NextLine(string text, int index)
    {
        var end = text.IndexOf('\n', index);
        return end < 0 ? text.Length : end + 1;
    }

    private static int LineEnd(string text, int index)
    {
        var end = text.IndexOf('\n', index);
        end = end < 0 ? text.Length : end;
        return end > index && text[end - 1] == '\r' ? end - 1 : end;
    }

    private static string NewLine(string text) => text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    private static string Replace(string text, int from, int to, string by) => string.Concat(text.AsSpan(0, from), by, text.AsSpan(to));

    /// <summary>A text as it may stand anywhere: plain where that cannot be taken for anything else.</summary>
    internal static string Scalar(string value)
    {
        var plain = value.Length > 0 && value.Trim() == value
            && (char.IsLetterOrDigit(value[0]) || value[0] == '/')
            && value.All(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '.' or '_' or '-' or '/' or '@' or '+' or '%' or '(' or ')' or '、' or '，')
            && value is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off");
        return plain ? value : $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings("\\n")}\"";
    }

    private static RefusedException Refuse(string code, string reason, string remedy) => new([new Problem(code, reason, remedy)]);
}
