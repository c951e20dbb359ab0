using System.Collections.Frozen;
using System.Text.Json;

namespace GridWorkflow.Designer.Descriptors;

/// <summary>
/// What activities, their inputs and ports are called in one language: <c>Elsa.FlowJoin</c> its name, <c>Elsa.FlowJoin#</c> what it does,
/// <c>Elsa.FlowJoin.Mode</c> an input, <c>.Mode</c> an input of any type, <c>category:Flow</c>, <c>port:Then</c>, <c>choice:WaitAll</c>.
/// </summary>
public sealed class DescriptorTexts
{
    private static readonly FrozenDictionary<string, DescriptorTexts> All =
        new[] { Casework.Texts.Language.English, Casework.Texts.Language.Simplified, Casework.Texts.Language.Traditional }.ToFrozenDictionary(tag => tag, Read, StringComparer.Ordinal);

    private readonly FrozenDictionary<string, string> _texts;

    private DescriptorTexts(string language, FrozenDictionary<string, string> texts) => (Language, _texts) = (language, texts);

    /// <summary>Tag of the language.</summary>
    public string Language { get; }

    /// <summary>Whether it is English, in which the engine itself names things.</summary>
    public bool IsEnglish => Language == Casework.Texts.Language.English;

    /// <summary>Every key.</summary>
    public IEnumerable<string> Keys => _texts.Keys;

    /// <summary>The texts of a language; English for one that is not there.</summary>
    public static DescriptorTexts In(string language) => All.GetValueOrDefault(language) ?? All[Casework.Texts.Language.English];

    /// <summary>The text of a key; null when there is none.</summary>
    public string? Find(string key) => _texts.GetValueOrDefault(key);

    /// <summary>The text of an input: of this type, else of any.</summary>
    /// <param name="typeName">Type of the activity.</param>
    /// <param name="input">Name of the input.</param>
    /// <param name="mark"><c>#</c> for what it does.</param>
    public string? OfInput(string typeName, string input, string mark = "") => Find($"{typeName}.{input}{mark}") ?? Find($".{input}{mark}");

    private static DescriptorTexts Read(string language)
    {
        using var stream = typeof(DescriptorTexts).Assembly.GetManifestResourceStream($"Descriptors.Texts.{language}")
            ?? throw new InvalidOperationException($"Expected the texts of the descriptors in {language}, but they are not in the assembly.");
        return new DescriptorTexts(language, JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.ToFrozenDictionary(StringComparer.Ordinal));
    }
}
