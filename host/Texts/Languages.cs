using System.Globalization;
using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Host.Texts;

/// <summary>The languages of the face. Each has a file <c>Texts/TAG.json</c>; the files name the same keys.</summary>
public static class Languages
{
    /// <summary>In the order of the switcher. The name of each is written in that language, as the switcher shows it.</summary>
    public static IReadOnlyList<(string Tag, string Name)> All { get; } =
        [(Language.English, "English"), (Language.Simplified, "简体中文"), (Language.Traditional, "繁體中文")];

    public static bool Knows(string? tag) => All.Any(language => language.Tag == tag);

    /// <summary>The language of the face for a language tag of a browser or a person; null when there is none.</summary>
    public static string? For(string? tag)
    {
        if (string.IsNullOrWhiteSpace(tag))
            return null;
        var parts = tag.Trim().Split('-', '_');
        if (string.Equals(parts[0], "en", StringComparison.OrdinalIgnoreCase))
            return Language.English;
        if (!string.Equals(parts[0], "zh", StringComparison.OrdinalIgnoreCase))
            return null;
        return parts.Skip(1).Any(part => part.ToUpperInvariant() is "HANT" or "TW" or "HK" or "MO") ? Language.Traditional : Language.Simplified;
    }

    /// <summary>The first language of an Accept-Language header that the face has, by weight.</summary>
    public static string? FromAcceptLanguage(string? header)
    {
        if (string.IsNullOrEmpty(header) || header.Length > 500)
            return null;
        return header.Split(',')
            .Select((item, place) =>
            {
                var parts = item.Split(';');
                var weight = parts.Length > 1 && parts[1].Trim() is ['q', '=', .. var text]
                    && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var q) ? q : 1.0;
                return (Tag: For(parts[0]), weight, place);
            })
            .Where(choice => choice.Tag is not null && choice.weight > 0)
            .OrderByDescending(choice => choice.weight).ThenBy(choice => choice.place)
            .Select(choice => choice.Tag)
            .FirstOrDefault();
    }
}
