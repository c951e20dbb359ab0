using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace GridWorkflow.Designer.Api;

/// <summary>What the API says of its own, in the language of the reader. What the gate and the engine say comes in English.</summary>
internal sealed class ApiTexts
{
    private static readonly FrozenDictionary<string, ApiTexts> All =
        new[] { Casework.Texts.Language.English, Casework.Texts.Language.Simplified, Casework.Texts.Language.Traditional }.ToFrozenDictionary(tag => tag, Read, StringComparer.Ordinal);

    private readonly FrozenDictionary<string, string> _texts;

    private ApiTexts(FrozenDictionary<string, string> texts) => _texts = texts;

    public IEnumerable<string> Keys => _texts.Keys;

    /// <summary>The texts of a language; English for one that is not there.</summary>
    public static ApiTexts In(string language) => All.GetValueOrDefault(language) ?? All[Casework.Texts.Language.English];

    /// <summary>A text in the language of whoever calls.</summary>
    public static string For(HttpContext http, string key, params ReadOnlySpan<object?> parts) =>
        string.Format(CultureInfo.InvariantCulture, In(http.RequestServices.GetRequiredService<DesignerDoors>().Language(http))._texts[key], parts);

    private static ApiTexts Read(string language)
    {
        using var stream = typeof(ApiTexts).Assembly.GetManifestResourceStream($"Api.Texts.{language}")
            ?? throw new InvalidOperationException($"Expected the texts of the API in {language}, but they are not in the assembly.");
        return new ApiTexts(JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.ToFrozenDictionary(StringComparer.Ordinal));
    }
}
