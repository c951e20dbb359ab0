using System.Collections.Immutable;

namespace GridWorkflow.Casework.Texts;

/// <summary>The languages of the product.</summary>
public static class Language
{
    public const string English = "en";
    public const string Simplified = "zh-Hans";
    public const string Traditional = "zh-Hant";

    /// <summary>All languages, in the order in which they are shown.</summary>
    public static ImmutableArray<string> All { get; } = [English, Simplified, Traditional];

    /// <summary>The product's language for a tag; regions of Chinese map to their script, everything else to English.</summary>
    public static string Of(string? tag) => tag switch
    {
        null => English,
        _ when Starts(tag, "zh-Hant") || Starts(tag, "zh-TW") || Starts(tag, "zh-HK") || Starts(tag, "zh-MO") => Traditional,
        _ when Starts(tag, "zh") => Simplified,
        _ => English,
    };

    private static bool Starts(string tag, string prefix) =>
        tag.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && (tag.Length == prefix.Length || tag[prefix.Length] == '-');
}
