using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Workflow.Definitions;
using YamlDotNet.RepresentationModel;

namespace GridWorkflow.Casework.Loading;

/// <summary>
/// A mapping in a YAML file. Asking for a key makes it known; what nobody asked for is reported with the word that was probably meant.
/// </summary>
public sealed class YamlMap
{
    private readonly YamlMappingNode _node;
    private readonly Findings _findings;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private bool _free;

    internal YamlMap(YamlMappingNode node, YamlValue self, Findings findings) => (_node, Self, _findings) = (node, self, findings);

    /// <summary>The mapping as a value: its path, its line, and where to report what concerns all of it.</summary>
    public YamlValue Self { get; }

    /// <summary>The value of a key, or null when it is not there.</summary>
    public YamlValue? Get(string key)
    {
        _known.Add(key);
        return _node.Children.TryGetValue(new YamlScalarNode(key), out var child) ? At(key, child) : null;
    }

    /// <summary>The value of a key; a missing one is reported.</summary>
    public YamlValue? Need(string key)
    {
        var value = Get(key);
        if (value is null)
            Self.Refuse("missing-key", $"Expected the key '{key}' but it is not there.", $"Add '{key}:'.");
        return value;
    }

    /// <summary>Every key with its value, in order, for mappings whose keys are free.</summary>
    public ImmutableArray<(string Key, YamlValue Value)> Entries()
    {
        _free = true;
        var entries = ImmutableArray.CreateBuilder<(string, YamlValue)>(_node.Children.Count);
        foreach (var (key, child) in _node.Children)
        {
            if (key is YamlScalarNode { Value: { Length: > 0 } name })
                entries.Add((name, At(name, child)));
            else
                Self.Refuse("yaml-key", "Expected a word as key.", "Write 'key: value'.");
        }

        return entries.ToImmutable();
    }

    /// <summary>A text that must be there; empty when it is not.</summary>
    public string Text(string key) => Need(key)?.Text() ?? "";

    /// <summary>A text that may be missing.</summary>
    public string? TextOrNull(string key) => Get(key)?.Text();

    /// <summary>A name for references: lower-case letters, digits and hyphens.</summary>
    public string Id(string key) => Need(key)?.Parse(Names.Parse) ?? "";

    /// <summary>A value read by a parser that must be there.</summary>
    public T? Value<T>(string key, Func<string, Parsed<T>> parse)
    {
        var value = Need(key);
        return value is null ? default : value.Parse(parse);
    }

    /// <summary><c>true</c> or <c>false</c>; <paramref name="otherwise"/> when missing.</summary>
    public bool Flag(string key, bool otherwise) => Get(key) is not { } value ? otherwise : value.Parse<bool>(text => text switch
    {
        "true" => new Parsed<bool>.Value(true),
        "false" => new Parsed<bool>.Value(false),
        _ => new Parsed<bool>.Refused("flag", $"Expected true or false but found '{text}'.", "Write true or false."),
    });

    /// <summary>A number within bounds; <paramref name="otherwise"/> when missing.</summary>
    public decimal Number(string key, decimal otherwise, decimal least, decimal most) => Get(key) is not { } value ? otherwise : value.Parse<decimal>(text =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most
            ? new Parsed<decimal>.Value(number)
            : new Parsed<decimal>.Refused(
                "number",
                $"Expected a number from {least.ToString(CultureInfo.InvariantCulture)} to {most.ToString(CultureInfo.InvariantCulture)} but found '{text}'.",
                "Mend the number."));

    /// <summary>A whole number within bounds; <paramref name="otherwise"/> when missing.</summary>
    public int Count(string key, int otherwise, int least, int most)
    {
        var number = Number(key, otherwise, least, most);
        if (decimal.IsInteger(number))
            return (int)number;
        Get(key)!.Refuse("number", $"Expected a whole number but found {number.ToString(CultureInfo.InvariantCulture)}.", "Mend the number.");
        return otherwise;
    }

    /// <summary>A list that may be missing; empty then.</summary>
    public ImmutableArray<T> List<T>(string key, Func<YamlValue, T> read) => Get(key)?.List(read) ?? [];

    internal void ReportUnknown()
    {
        if (_free)
            return;
        foreach (var (key, child) in _node.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (!_known.Contains(name))
                _findings.Add("unknown-key", $"Expected a known key but found '{name}'.", Names.Remedy(name, [.. _known.Order(StringComparer.Ordinal)]), At(name, child).Path, (int)key.Start.Line);
        }
    }

    private YamlValue At(string key, YamlNode child) => new(child, Self.Path.Length == 0 ? key : $"{Self.Path}.{key}", _findings);
}

/// <summary>Names by which files refer to one another.</summary>
public static class Names
{
    /// <summary>Lower-case letters, digits and hyphens, beginning with a letter; at most 64.</summary>
    public static Parsed<string> Parse(string text) =>
        text.Length is > 0 and <= 64 && char.IsAsciiLetterLower(text[0]) && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
            ? new Parsed<string>.Value(text)
            : new Parsed<string>.Refused("name", $"Expected a name but found '{text}'.", "Use lower-case letters, digits and hyphens, beginning with a letter.");

    /// <summary>A remedy sentence: the likely word when one is near, otherwise the whole list.</summary>
    public static string Remedy(string word, IReadOnlyCollection<string> known) =>
        Nearest.Suggest(word, known) ?? (known.Count == 0 ? "Remove it." : $"Use one of: {string.Join(", ", known)}.");

    /// <summary>One word of a closed list.</summary>
    public static Parsed<T> OneOf<T>(string text, IReadOnlyDictionary<string, T> words) =>
        words.TryGetValue(text, out var value)
            ? new Parsed<T>.Value(value)
            : new Parsed<T>.Refused("word", $"Expected one of {string.Join(", ", words.Keys)} but found '{text}'.", Names.Remedy(text, [.. words.Keys]));
}
