using System.Collections.Immutable;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Casework.Loading;

/// <summary>Reads <c>workflows/policies/*.yaml</c> and checks its references against the calendars and ladders there are.</summary>
public static class PolicyFile
{
    /// <param name="file">The file.</param>
    /// <param name="calendars">Ids of the calendars there are.</param>
    /// <param name="ladders">Ids of the ladders there are.</param>
    /// <exception cref="GridWorkflow.Workflow.Definitions.RefusedException">With every problem found.</exception>
    public static SlaPolicy Read(SourceFile file, IReadOnlyCollection<string> calendars, IReadOnlyCollection<string> ladders) =>
        YamlFile.Read(file, map => Policy(map, calendars, ladders));

    private static SlaPolicy Policy(YamlMap map, IReadOnlyCollection<string> calendars, IReadOnlyCollection<string> ladders)
    {
        var id = map.Id("id");
        var calendar = Reference(map.Get("calendar"), "calendar", calendars) ?? "";
        var total = map.Get("total")?.Map(rule =>
        {
            var (rest, own) = rule.Get("limits")?.Map(limits => Limits(limits, text => new Parsed<string>.Value(text))) ?? Nothing;
            return new TotalRule(Reference(rule.Get("ladder"), "ladder", ladders), rest, own.Remove(Emergency)) { Emergency = Urgent(own), EmergencyLadderId = Reference(rule.Get("emergencyLadder"), "ladder", ladders), FromCatalogue = FromCatalogue(rule), StartsAt = rule.Get("startsAt")?.Parse(text => Names.OneOf(text, Starts)) ?? TotalStart.Report };
        });
        var stages = ImmutableSortedDictionary.CreateBuilder<string, StageRule>(StringComparer.Ordinal);
        map.Get("stages")?.Map(tasks =>
        {
            foreach (var (key, value) in tasks.Entries())
            {
                if (value.Map(rule => Stage(key, rule, ladders)) is { } stage)
                    stages[key] = stage;
            }

            return true;
        });
        if (total is null && stages.Count == 0)
            map.Self.Refuse("policy-empty", "Expected a total rule or stages but found neither.", "Add 'total:' or 'stages:'.");
        var (decider, days, pausesTotal) = ("dispatcher", 365, false);
        ImmutableArray<SuspensionReason> reasons = [];
        string? notify = null;
        var adjustments = map.Get("adjustments")?.Map(rules =>
        {
            decider = rules.TextOrNull("decider") ?? decider;
            notify = rules.TextOrNull("notify");
            days = rules.Count("maxSuspendedDays", days, 1, 3660);
            pausesTotal = rules.Flag("suspensionPausesTotal", otherwise: false);
            reasons = Reasons(rules, pausesTotal);
            return new AdjustmentRules(
                rules.Count("maxExtensions", AdjustmentRules.Default.MaxExtensions, 0, 100),
                rules.Number("maxExtensionPercent", AdjustmentRules.Default.MaxExtensionPercent, 0, 1000),
                rules.Count("maxPauses", AdjustmentRules.Default.MaxPauses, 0, 100));
        }) ?? AdjustmentRules.Default;
        var lines = new List<string> { calendar, $"{adjustments}" };
        if ((decider, days, pausesTotal) != ("dispatcher", 365, false))
            lines.Add($"adjustments {decider} {days} {pausesTotal}");
        lines.AddRange(reasons.Select(reason => $"reason {reason.Key} {reason.PausesPromise} {reason.Names.English} {reason.Names.Simplified} {reason.Names.Traditional}"));
        if (notify is not null)
            lines.Add($"adjustments notify {notify}");
        if (total is not null)
            lines.Add($"total {total.LadderId} {Describe(total.Default, total.ByCategory)}{Describe(total.Emergency)}");
        lines.AddRange(stages.Values.Select(stage => $"{stage.TaskKey} {stage.LadderId} {Describe(stage.Default, stage.ByLevel)}{Describe(stage.Emergency)}"));
        // Only what is said goes into the version: a policy without it keeps the one it had.
        lines.AddRange(stages.Values.Where(stage => stage.FromCatalogue).Select(stage => $"{stage.TaskKey} from catalogue"));
        if (total is { FromCatalogue: true })
            lines.Add("total from catalogue");
        if (total is { StartsAt: TotalStart.Filing })
            lines.Add("total starts at filing");
        lines.AddRange(stages.Values.Where(stage => stage.AfterRework == AfterRework.NewBudget).Select(stage => $"{stage.TaskKey} after rework new budget"));
        lines.AddRange(stages.Values.Where(stage => stage.EmergencyLadderId is not null).Select(stage => $"{stage.TaskKey} emergency ladder {stage.EmergencyLadderId}"));
        if (total?.EmergencyLadderId is { } urgentLadder)
            lines.Add($"total emergency ladder {urgentLadder}");
        return new SlaPolicy(id, ContentVersion.Of(id, lines), calendar, total, stages.ToImmutable(), adjustments)
        {
            Name = map.TextOrNull("name"), AdjustmentDecider = decider, AdjustmentNotify = notify, MostSuspendedDays = days, SuspensionPausesTotal = pausesTotal,
            SuspensionReasons = reasons,
        };
    }

    // 掛賬事由: each says whether the promise to the reporter stands still, too; left out, the policy says it for all.
    private static ImmutableArray<SuspensionReason> Reasons(YamlMap rules, bool pausesTotal)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        return [.. rules.List("reasons", item => item.Map(map =>
        {
            var key = map.Id("key");
            if (!known.Add(key))
                item.Refuse("reason-duplicate", $"Expected each reason once but '{key}' stands here again.", "Give it another key.");
            return new SuspensionReason(key, LocalText.Read(map.Need("names")), map.Flag("pausesPromise", otherwise: pausesTotal));
        })).OfType<SuspensionReason>()];
    }

    private static (Budget? Otherwise, ImmutableSortedDictionary<string, Budget> Own) Nothing =>
        (null, ImmutableSortedDictionary<string, Budget>.Empty.WithComparers(StringComparer.Ordinal));

    private static StageRule Stage(string key, YamlMap rule, IReadOnlyCollection<string> ladders)
    {
        var (rest, own) = rule.Need("limits")?.Map(limits => Limits(limits, Names.Parse)) ?? Nothing;
        return new StageRule(key, Reference(rule.Get("ladder"), "ladder", ladders), rest, own.Remove(Emergency))
        {
            Emergency = Urgent(own), EmergencyLadderId = Reference(rule.Get("emergencyLadder"), "ladder", ladders), FromCatalogue = FromCatalogue(rule),
            AfterRework = rule.Get("afterRework")?.Parse(text => Names.OneOf(text, Reworks)) ?? AfterRework.Continue,
        };
    }

    private static bool FromCatalogue(YamlMap rule) => rule.Get("limitFrom")?.Parse<string>(text => text == "catalogue"
        ? new Parsed<string>.Value(text)
        : new Parsed<string>.Refused("limit-from", $"Expected 'catalogue' but found '{text}'.", "Write catalogue, or leave the line out.")) is not null;

    private static readonly Dictionary<string, TotalStart> Starts = new(StringComparer.Ordinal) { ["report"] = TotalStart.Report, ["filing"] = TotalStart.Filing };

    private static readonly Dictionary<string, AfterRework> Reworks = new(StringComparer.Ordinal) { ["continue"] = AfterRework.Continue, ["newBudget"] = AfterRework.NewBudget };

    private const string Emergency = "emergency";

    private static Budget? Urgent(ImmutableSortedDictionary<string, Budget> own) => own.TryGetValue(Emergency, out var budget) ? budget : null;

    private static (Budget? Otherwise, ImmutableSortedDictionary<string, Budget> Own) Limits(YamlMap map, Func<string, Parsed<string>> keys)
    {
        Budget? rest = null;
        var own = ImmutableSortedDictionary.CreateBuilder<string, Budget>(StringComparer.Ordinal);
        foreach (var (key, value) in map.Entries())
        {
            if (keys(key) is Parsed<string>.Refused refused)
                value.Refuse(refused.Code, refused.Reason, refused.Remedy);
            var budget = value.Parse(Limit);
            if (key == "default")
                rest = budget;
            else
                own[key] = budget;
        }

        return (rest, own.ToImmutable());
    }

    // A limit in a policy is a rule for all cases; a target in milliseconds belongs to one report.
    private static Parsed<Budget> Limit(string text) => Budget.Parse(text) switch
    {
        Parsed<Budget>.Value { Result.Unit: BudgetUnit.ElapsedMillisecond } => new Parsed<Budget>.Refused(
            "budget-unit", $"Expected a unit that people count in but found '{text}'.", "Use urgentHour for wall time."),
        var read => read,
    };

    private static string? Reference(YamlValue? value, string kind, IReadOnlyCollection<string> known)
    {
        if (value is null)
            return null;
        var id = value.Text();
        if (id.Length > 0 && !known.Contains(id))
            value.Refuse($"unknown-{kind}", $"Expected a known {kind} but found '{id}'.", Names.Remedy(id, known));
        return id;
    }

    private static string Describe(Budget? emergency) => emergency is { } budget ? $" emergency={budget}" : "";

    private static string Describe(Budget? rest, ImmutableSortedDictionary<string, Budget> own) =>
        $"{rest} {string.Join(',', own.Select(pair => $"{pair.Key}={pair.Value}"))}";
}
