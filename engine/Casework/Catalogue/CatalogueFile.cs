using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Casework.Catalogue;

/// <summary>Reads a file of the catalogue: groups, categories with their conditions and limits, and what tasks and outcomes are called.</summary>
internal static class CatalogueFile
{
    private static readonly ImmutableSortedDictionary<string, PermissionClass> Hints = new Dictionary<string, PermissionClass>
    {
        ["general"] = PermissionClass.General,
        ["coordination"] = PermissionClass.Coordination,
        ["approval"] = PermissionClass.Approval,
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    private static readonly ImmutableSortedDictionary<string, CategoryType> Types = new Dictionary<string, CategoryType>
    {
        ["own"] = CategoryType.Own,
        ["component"] = CategoryType.Component,
        ["event"] = CategoryType.Event,
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <param name="Categories">Each with its line.</param>
    /// <param name="Groups">大類, each with its line.</param>
    /// <param name="Words">Names of tasks and outcomes.</param>
    public sealed record Content(
        ImmutableArray<(Category Category, int Line, string Path)> Categories, ImmutableArray<(CategoryGroup Group, int Line)> Groups, CaseWords Words);

    public static Content Read(SourceFile file) => YamlFile.Read(file, map => new Content(
        map.List("categories", value => (value.Map(ReadCategory) ?? Nothing, value.Line, value.Path)),
        map.List("groups", value => (value.Map(ReadGroup) ?? NoGroup, value.Line)),
        map.Get("words")?.Map(CaseWords.Read) ?? CaseWords.Empty));

    private static Category Nothing { get; } = new("", LocalText.Same(""), "", "");

    private static CategoryGroup NoGroup { get; } = new("", LocalText.Same(""), CategoryType.Own);

    private static CategoryGroup ReadGroup(YamlMap map) => new(
        map.Value("code", Code) ?? "", LocalText.Read(map.Need("names")), map.Get("type")?.Parse(text => Names.OneOf(text, Types)) ?? CategoryType.Own);

    private static Category ReadCategory(YamlMap map)
    {
        var conditions = map.List("conditions", value => (Condition: value.Map(ReadCondition), At: value));
        foreach (var (condition, at) in conditions)
        {
            if (condition is not null && conditions.First(pair => pair.Condition?.Number == condition.Number).At != at)
                at.Refuse("duplicate-condition", $"Expected each filing condition once, but number '{condition.Number}' stands here again.", "Give it another number.");
            if (condition is { IsDefault: true } && conditions.First(pair => pair.Condition is { IsDefault: true }).At != at)
                at.Refuse("second-default", $"Expected one condition that is taken where none is named, but '{condition.Number}' is another.", "Leave 'default: true' at one of them.");
        }

        return new Category(map.Value("code", Code) ?? "", LocalText.Read(map.Need("names")), map.Text("definition"), map.Id("policy"))
        {
            PermissionHint = PermissionOf(map),
            EmergencyCapable = map.Flag("emergency", false),
            ByHand = map.Flag("byHand", true),
            Series = map.Get("series")?.Map(DocumentSeries.Read),
            Repeats = map.Get("repeats")?.Map(rule => new RepeatRule(
                rule.Count("days", 30, 1, 366), rule.Count("metres", 50, 1, 10_000), rule.Count("times", 3, 2, 1000), rule.Get("rootCause")?.Parse(Code))),
            GroupCode = map.Get("group")?.Parse(Code),
            Conditions = [.. conditions.Select(pair => pair.Condition).OfType<FilingCondition>()],
            // At a category 'permission' is the hint above.
            Limits = ReadLimits(map, PermissionClass.Unjudged),
        };
    }

    private static FilingCondition ReadCondition(YamlMap map) => new(map.Value("number", Code) ?? "", LocalText.Read(map.Need("text")))
    {
        IsDefault = map.Flag("default", false),
        Handler = map.TextOrNull("handler"),
        Supervisor = map.TextOrNull("supervisor"),
        Limits = ReadLimits(map, PermissionOf(map)),
    };

    // Short: the limit stands beside the text and is for all areas. Long: a list under 'limits'.
    private static ImmutableArray<LimitRule> ReadLimits(YamlMap map, PermissionClass permission)
    {
        var general = ReadRule(map, null, null, permission);
        var rules = map.List("limits", value => (Rule: value.Map(ReadPlaced), At: value));
        foreach (var (rule, at) in rules)
        {
            if (rule is null)
                continue;
            if (!rule.IsLimit)
                at.Refuse("missing-limit", "Expected a limit or milestones, but there is neither.", "Write 'limit: 4 workHour'.");
            var isAgain = rules.First(pair => pair.Rule is { } other && other.Area == rule.Area && other.Level == rule.Level).At != at;
            if (isAgain || (general is { IsLimit: true } && rule is { Area: null, Level: null }))
                at.Refuse("duplicate-limit", "Expected one limit for each area and level, but this one stands here again.", "Remove one of the two, or name an area or a level.");
        }

        // What stands beside the list is said for each of its rules.
        var placed = rules.Select(pair => pair.Rule).OfType<LimitRule>().Select(rule => general is null ? rule : rule with
        {
            Source = rule.Source ?? general.Source,
            Close = rule.Close ?? general.Close,
            Permission = rule.Permission == PermissionClass.Unjudged ? general.Permission : rule.Permission,
        });
        return [.. (general is null || (!general.IsLimit && rules.Length > 0) ? [] : new[] { general }).Concat(placed)];
    }

    private static LimitRule ReadPlaced(YamlMap map)
    {
        var (area, level) = (map.Get("area")?.Parse(Code), map.Get("level")?.Parse(Names.Parse));
        return ReadRule(map, area, level, PermissionOf(map)) ?? new LimitRule(area, level, null);
    }

    private static LimitRule? ReadRule(YamlMap map, string? area, string? level, PermissionClass permission)
    {
        Budget? budget = map.Get("limit") is { } limit ? limit.Parse(Limit) : null;
        var milestones = map.List("milestones", value => (Milestone: value.Map(ReadMilestone), At: value));
        foreach (var (milestone, at) in milestones)
        {
            if (milestone is not null && milestones.First(pair => pair.Milestone?.Key == milestone.Key).At != at)
                at.Refuse("duplicate-milestone", $"Expected each milestone once, but '{milestone.Key}' stands here again.", "Give it another key.");
        }

        var rule = new LimitRule(area, level, budget)
        {
            Source = map.TextOrNull("source"),
            Close = map.TextOrNull("close"),
            Permission = permission,
            Milestones = [.. milestones.Select(pair => pair.Milestone).OfType<Milestone>()],
        };
        return rule is { Budget: null, Source: null, Close: null, Permission: PermissionClass.Unjudged, Milestones.IsEmpty: true } ? null : rule;
    }

    private static Milestone ReadMilestone(YamlMap map) => new(map.Id("key"), LocalText.Read(map.Need("names")), map.Value("limit", Limit));

    private static PermissionClass PermissionOf(YamlMap map) => map.Get("permission")?.Parse(Permission) ?? PermissionClass.Unjudged;

    private static Parsed<PermissionClass> Permission(string text) => Names.OneOf(text, Hints);

    // A limit of the catalogue is a rule for all cases; a target in milliseconds belongs to one report.
    private static Parsed<Budget> Limit(string text) => Budget.Parse(text) switch
    {
        Parsed<Budget>.Value { Result.Unit: BudgetUnit.ElapsedMillisecond } => new Parsed<Budget>.Refused(
            "budget-unit", $"Expected a unit that people count in but found '{text}'.", "Use urgentHour for wall time."),
        var read => read,
    };

    private static Parsed<string> Code(string text) => text.Length <= 32 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_')
        ? new Parsed<string>.Value(text)
        : new Parsed<string>.Refused("category-code", $"Expected a category code but found '{text}'.", "Use letters, digits, '-', '.' and '_', at most 32.");
}
