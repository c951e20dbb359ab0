using System.Collections.Immutable;
using YamlDotNet.RepresentationModel;

namespace GridWorkflow.Casework.Loading;

/// <summary>A value in a YAML file that knows where it stands. A wrong one is reported and read as the default, so that reading goes on.</summary>
public sealed class YamlValue
{
    private readonly YamlNode _node;
    private readonly Findings _findings;

    internal YamlValue(YamlNode node, string path, Findings findings) => (_node, Path, _findings) = (node, path, findings);

    /// <summary>Path inside the file: <c>rungs[2].at</c>.</summary>
    public string Path { get; }

    /// <summary>Line in the file, from 1.</summary>
    public int Line => (int)_node.Start.Line;

    /// <summary>Whether it is a mapping, for places that take a short and a long form.</summary>
    public bool IsMap => _node is YamlMappingNode;

    /// <summary>Reports that this value cannot be.</summary>
    public void Refuse(string code, string reason, string remedy) => _findings.Add(code, reason, remedy, Path, Line);

    /// <summary>Reports something about a place below this value, such as a fault found after reading.</summary>
    public void Refuse(string code, string reason, string remedy, string path, int line) => _findings.Add(code, reason, remedy, path, line);

    /// <summary>Its text; reported when it is not a scalar or empty.</summary>
    public string Text()
    {
        if (_node is YamlScalarNode { Value: { Length: > 0 } text })
            return text;
        Refuse("yaml-text", $"Expected text but found {Kind(_node)}.", "Write a value behind the colon.");
        return "";
    }

    /// <summary>Its text read by a parser; the parser's refusal is reported here.</summary>
    public T? Parse<T>(Func<string, Parsed<T>> parse)
    {
        if (_node is not YamlScalarNode { Value: { Length: > 0 } text })
        {
            Text();
            return default;
        }

        switch (parse(text))
        {
            case Parsed<T>.Value value:
                return value.Result;
            case Parsed<T>.Refused refused:
                Refuse(refused.Code, refused.Reason, refused.Remedy);
                return default;
            default:
                throw new InvalidOperationException("A parse gives a value or a refusal.");
        }
    }

    /// <summary>Reads a mapping; keys that <paramref name="read"/> did not ask for are reported.</summary>
    public T? Map<T>(Func<YamlMap, T> read)
    {
        if (_node is not YamlMappingNode mapping)
        {
            Refuse("yaml-map", $"Expected keys with values but found {Kind(_node)}.", "Write 'key: value' lines, indented below.");
            return default;
        }

        var map = new YamlMap(mapping, this, _findings);
        var value = read(map);
        map.ReportUnknown();
        return value;
    }

    /// <summary>Reads a list, element by element.</summary>
    public ImmutableArray<T> List<T>(Func<YamlValue, T> read)
    {
        if (_node is not YamlSequenceNode sequence)
        {
            Refuse("yaml-list", $"Expected a list but found {Kind(_node)}.", "Write '- item' lines or [item, item].");
            return [];
        }

        var items = ImmutableArray.CreateBuilder<T>(sequence.Children.Count);
        for (var index = 0; index < sequence.Children.Count; index++)
            items.Add(read(new YamlValue(sequence.Children[index], $"{Path}[{index}]", _findings)));
        return items.ToImmutable();
    }

    private static string Kind(YamlNode node) => node switch
    {
        YamlMappingNode => "keys with values",
        YamlSequenceNode => "a list",
        YamlScalarNode { Value: { Length: > 0 } text } => $"'{text}'",
        _ => "nothing",
    };
}
