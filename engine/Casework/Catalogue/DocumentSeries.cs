using System.Globalization;
using GridWorkflow.Casework.Loading;

namespace GridWorkflow.Casework.Catalogue;

/// <summary>文號: documents of a kind are numbered by year, without gaps as far as nothing fails.</summary>
/// <param name="Prefix">Begins the numbers of the cases: <c>DB</c> gives <c>DB-2026-17</c>.</param>
/// <param name="Pattern">How the document shows it: <c>督辦〔{year}〕{number}號</c>.</param>
public sealed record DocumentSeries(string Prefix, string Pattern)
{
    /// <summary>Number of a case of the series.</summary>
    public string CaseNumber(int year, long number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}-{year}-{number}");

    /// <summary>The document's number of a case of the series; the case number itself where it is of another.</summary>
    public string Show(string caseNumber)
    {
        ArgumentNullException.ThrowIfNull(caseNumber);
        var parts = caseNumber.Split('-');
        return parts.Length == 3 && parts[0] == Prefix
            ? Pattern.Replace("{year}", parts[1], StringComparison.Ordinal).Replace("{number}", parts[2], StringComparison.Ordinal)
            : caseNumber;
    }

    internal static DocumentSeries Read(YamlMap map) => new(map.Value("prefix", ReadPrefix) ?? "", map.Value("number", ReadPattern) ?? "");

    private static Parsed<string> ReadPrefix(string text) => text.Length is > 0 and <= 8 && text.All(char.IsAsciiLetterUpper)
        ? new Parsed<string>.Value(text)
        : new Parsed<string>.Refused("series-prefix", $"Expected the beginning of case numbers but found '{text}'.", "Use at most 8 capital letters.");

    private static Parsed<string> ReadPattern(string text) => text.Contains("{year}", StringComparison.Ordinal) && text.Contains("{number}", StringComparison.Ordinal)
        ? new Parsed<string>.Value(text)
        : new Parsed<string>.Refused("series-number", $"Expected a number with {{year}} and {{number}} but found '{text}'.", "Write such as '督辦〔{year}〕{number}號'.");
}
