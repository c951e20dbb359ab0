using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Casework.Catalogue;

/// <summary>Reads a file of the catalogue: categories, and what tasks and outcomes are called.</summary>
internal static class CatalogueFile
{
    private static readonly ImmutableSortedDictionary<string, PermissionClass> Hints = new Dictionary<string, PermissionClass>
    {
        ["general"] = PermissionClass.General,
        ["coordination"] = PermissionClass.Coordination,
        ["approval"] = PermissionClass.Approval,
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <param name="Categories">Each with its line.</param>
    /// <param name="Words">Names of tasks and outcomes.</param>
    public sealed record Content(ImmutableArray<(Category Category, int Line, string Path)> Categories, CaseWords Words);

    public static Content Read(SourceFile file) => YamlFile.Read(file, map => new Content(
        map.List("categories", value => (value.Map(ReadCategory) ?? Nothing, value.Line, value.Path)),
        map.Get("words")?.Map(CaseWords.Read) ?? CaseWords.Empty));

    private static Category Nothing { get; } = new("", LocalText.Same(""), "", "");

    private static Category ReadCategory(YamlMap map) => new(
        map.Value("code", Code) ?? "", LocalText.Read(map.Need("names")), map.Id("definition"), map.Id("policy"))
    {
        PermissionHint = map.Get("permission")?.Parse(text => Names.OneOf(text, Hints)) ?? PermissionClass.Unjudged,
        EmergencyCapable = map.Flag("emergency", false),
    };

    private static Parsed<string> Code(string text) => text.Length <= 32 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_')
        ? new Parsed<string>.Value(text)
        : new Parsed<string>.Refused("category-code", $"Expected a category code but found '{text}'.", "Use letters, digits, '-', '.' and '_', at most 32.");
}
