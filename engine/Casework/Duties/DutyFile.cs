using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
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

    private static readonly Dictionary<string, PermissionClass> Classes = new(StringComparer.Ordinal)
    {
        ["general"] = PermissionClass.General,
        ["coordination"] = PermissionClass.Coordination,
        ["approval"] = PermissionClass.Approval,
    };

    /// <param name="Actions">Each with its line.</param>
    /// <param name="Grants">Actions of a role, each grant with its line.</param>
    public sealed record Content(
        ImmutableArray<(DutyAction Item, int Line)> Actions,
        ImmutableArray<(string Role, ImmutableArray<string> Actions, int Line)> Grants,
        ImmutableArray<(SeparationRule Item, int Line)> Rules,
        ImmutableArray<(ClassRoute Item, int Line)> Routes);

    public static Content Read(SourceFile file) => YamlFile.Read(file, map => new Content(
        map.List("actions", value => (value.Map(ReadAction)!, value.Line)),
        map.Get("grants")?.Map(ReadGrants) ?? [],
        map.List("separation", value => (value.Map(ReadRule)!, value.Line)),
        map.Get("routes")?.Map(ReadRoutes) ?? []));

    // Which levels and roles there are is known when all files are read.
    private static ImmutableArray<(ClassRoute, int)> ReadRoutes(YamlMap map)
    {
        var routes = ImmutableArray.CreateBuilder<(ClassRoute, int)>();
        foreach (var (word, levels) in map.Entries())
        {
            if (Names.OneOf(word, Classes) is not Parsed<PermissionClass>.Value { Result: var permission })
                levels.Refuse("word", $"Expected a permission class but found '{word}'.", Names.Remedy(word, [.. Classes.Keys]));
            else
                routes.AddRange(levels.Map(cells => cells.Entries().Select(cell => (new ClassRoute(permission, cell.Key, Name(cell.Value)), cell.Value.Line)).ToArray()) ?? []);
        }

        return routes.ToImmutable();
    }

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
