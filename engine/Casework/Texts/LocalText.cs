using GridWorkflow.Casework.Loading;

namespace GridWorkflow.Casework.Texts;

/// <summary>One text in the three languages of the product.</summary>
/// <param name="English">Language tag <c>en</c>.</param>
/// <param name="Simplified">简体中文, <c>zh-Hans</c>.</param>
/// <param name="Traditional">繁體中文, <c>zh-Hant</c>.</param>
public sealed record LocalText(string English, string Simplified, string Traditional)
{
    /// <summary>The text in a language; any tag that is not Chinese gets English.</summary>
    /// <param name="language">A language tag: <c>en</c>, <c>zh-Hans</c>, <c>zh-CN</c>, <c>zh-Hant</c>, <c>zh-TW</c> …</param>
    public string In(string language) => Language.Of(language) switch
    {
        Language.Simplified => Simplified,
        Language.Traditional => Traditional,
        _ => English,
    };

    /// <summary>The same text in each language, for names that need no translation.</summary>
    public static LocalText Same(string text) => new(text, text, text);

    public override string ToString() => English;

    /// <summary>Reads <c>{ en: …, zh-Hans: …, zh-Hant: … }</c>, or one text for all languages.</summary>
    internal static LocalText Read(YamlValue? value) => value switch
    {
        null => Same(""),
        { IsMap: true } => value.Map(map => new LocalText(map.Text(Language.English), map.Text(Language.Simplified), map.Text(Language.Traditional))) ?? Same(""),
        _ => Same(value.Text()),
    };
}
