using System.Collections.Immutable;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Casework.Duties;

/// <summary>Reads <c>duties/*.yaml</c>. What the files say of one another and of roles is checked when all are read.</summary>
internal static class DutyFile
{
    private static readonly Dictionary<string, SeparationScope> Scopes = new(StringComparer.Ordinal)
    {
        ["person"] = SeparationScope.Person,
        ["unit"] = SeparationScope.Unit,
    };

    /// <param name="Actions">Each with its line.</param>
    /// <param name="Grants">Actions of a role, each grant with its line.</param>
    public sealed record Content(
        ImmutableArray<(DutyAction Item, int Line)> Actions,
        ImmutableArray<(string Role, ImmutableArray<string> Actions, int Line)> Grants,
        ImmutableArray<(SeparationRule Item, int Line)> Rules);

    public static Content Read(SourceFile file) => YamlFile.Read(file, map => new Content(
        map.List("actions", value => (value.Map(ReadAction)!, value.Line)),
        map.Get("grants")?.Map(ReadGrants) ?? [],
        map.List("separation", value => (value.Map(ReadRule)!, value.Line))));

    private static DutyAction ReadAction(YamlMap map) => new(map.Id("key"), map.Text("letter"), LocalText.Read(map.Need("names")));

    private static ImmutableArray<(string, ImmutableArray<string>, int)> ReadGrants(YamlMap map) =>
        [.. map.Entries().Select(entry => (entry.Key, entry.Value.List(Name), entry.Value.Line))];

    private static SeparationRule ReadRule(YamlMap map)
    {
        var rule = new SeparationRule(map.Id("key"), map.List("did", Name), map.Value("scope", text => Names.OneOf(text, Scopes)), map.List("mayNot", Name));
        if (rule.Did.IsEmpty || rule.MayNot.IsEmpty)
            map.Self.Refuse("separation-empty", "Expected actions in 'did' and in 'mayNot', but one of them is empty.", "Name at least one action in each, or remove the rule.");
        return rule;
    }

    private static string Name(YamlValue value) => value.Parse(Names.Parse) ?? "";
}
