using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Ladders;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Loading;

/// <summary>Reads <c>workflows/ladders/*.yaml</c>.</summary>
public static class LadderFile
{
    private static readonly Dictionary<string, NoticeKind> NoticeKinds = new(StringComparer.Ordinal)
    {
        ["urging"] = NoticeKind.Urging,
        ["supervision"] = NoticeKind.Supervision,
        ["bulletin"] = NoticeKind.Bulletin,
        ["accountability"] = NoticeKind.Accountability,
    };

    private static readonly Dictionary<string, Func<YamlMap, RungAction>> Actions = new(StringComparer.Ordinal)
    {
        ["remind"] = map => new RungAction.Remind(Template(map)),
        ["warn"] = map => new RungAction.Warn(Template(map)),
        ["notice"] = map => new RungAction.IssueNotice(map.Value("notice", text => Names.OneOf(text, NoticeKinds)), map.Id("template")),
        ["reassign"] = _ => new RungAction.Reassign(),
        ["raiseLevel"] = _ => new RungAction.RaiseLevel(),
        ["openAccountability"] = map => new RungAction.OpenAccountability(map.Id("template")),
    };

    private static readonly Dictionary<string, RungStop> Stops = new(StringComparer.Ordinal)
    {
        ["acknowledgement"] = RungStop.Acknowledged,
        ["progress"] = RungStop.Progress,
        // Closing stops the clock, and with it every rung; who writes it down is right.
        ["close"] = RungStop.None,
    };

    /// <exception cref="GridWorkflow.Workflow.Definitions.RefusedException">With every problem found.</exception>
    public static EscalationLadder Read(SourceFile file) => YamlFile.Read(file, Ladder)!;

    private static EscalationLadder Ladder(YamlMap map)
    {
        var id = map.Id("id");
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var rungs = map.Need("rungs")?.List(item => item.Map(rung => ReadRung(rung, keys))) ?? [];
        if (rungs.Length == 0)
            map.Self.Refuse("ladder-empty", "Expected at least one rung but found none.", "Add a rung, or leave the ladder out of the policy.");
        map.TextOrNull("name");
        ImmutableArray<Rung> sound = [.. rungs.OfType<Rung>()];
        return new EscalationLadder(id, ContentVersion.Of(id, sound.Select(Describe)), sound);
    }

    private static Rung ReadRung(YamlMap map, HashSet<string> keys)
    {
        var key = map.Id("key");
        if (key.Length > 0 && !keys.Add(key))
            map.Self.Refuse("rung-duplicate", $"Expected each key once but '{key}' stands here again.", "Give the rung another key.");
        var at = map.Value("at", Instant);
        var action = map.Value("do", text => Names.OneOf(text, Actions))?.Invoke(map);
        var to = map.List("to", item => item.Parse(ReadRecipient)!);
        if (to.Length == 0 && action is not RungAction.RaiseLevel)
            map.Self.Refuse("rung-recipients", "Expected somebody to address but found nobody.", "Add 'to:' with one or more recipients.");
        var opens = map.TextOrNull("opens");
        if (opens is not null && action is not (RungAction.OpenAccountability or RungAction.IssueNotice { Kind: NoticeKind.Supervision }))
        {
            map.Self.Refuse(
                "rung-opens", $"Expected a supervision notice or accountability with 'opens', but the rung '{key}' does something else.",
                "Write 'do: notice' with 'notice: supervision', or 'do: openAccountability'; or leave 'opens' out.");
        }

        return new Rung(key, at!, action!, to)
        {
            Opens = opens,
            Cc = map.List("cc", item => item.Parse(ReadRecipient)!),
            Repeat = map.Get("repeat")?.Map(repeat => new RungRepeat(repeat.Value("every", Above), repeat.Count("max", 0, 1, 100))),
            OfficeHoursOnly = map.Flag("officeHoursOnly", otherwise: false),
            Collapsible = map.Flag("collapsible", otherwise: false),
            StopOn = map.List("stopOn", item => item.Parse(text => Names.OneOf(text, Stops))).Aggregate(RungStop.None, (all, one) => all | one),
        };
    }

    private static string? Template(YamlMap map) => map.Get("template")?.Parse(Names.Parse);

    private static Parsed<RungInstant> Instant(string text)
    {
        text = text.Trim();
        if (text == "due")
            return new Parsed<RungInstant>.Value(new RungInstant.Due());
        if (text.EndsWith('%'))
        {
            return decimal.TryParse(text[..^1], NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var percent)
                && percent is > 0 and <= 100
                ? new Parsed<RungInstant>.Value(new RungInstant.Percent(percent))
                : new Parsed<RungInstant>.Refused("rung-percent", $"Expected a percentage above 0 and at most 100 but found '{text}'.", "After the due instant write 'due + 1 workDayStatutory'.");
        }

        if (text.StartsWith("due", StringComparison.Ordinal) && text[3..].TrimStart() is ['+', .. var late])
            return Above(late).Select<RungInstant>(budget => new RungInstant.After(budget));
        if (text.EndsWith(" left", StringComparison.Ordinal))
        {
            return Above(text[..^5]) switch
            {
                Parsed<Budget>.Value { Result.Measure: TimeMeasure.Workdays or TimeMeasure.NaturalDays } => new Parsed<RungInstant>.Refused(
                    "rung-remaining", $"Expected an hour or rolling unit for what is left but found '{text}'.", "Statutory days cannot be counted back; use workHour or workDayRolling."),
                var read => read.Select<RungInstant>(budget => new RungInstant.Remaining(budget)),
            };
        }

        return new Parsed<RungInstant>.Refused("rung-instant", $"Expected when the rung fires but found '{text}'.", "Write '50 %', '2 workHour left', 'due' or 'due + 1 workDayStatutory'.");
    }

    private static Parsed<Budget> Above(string text) => Budget.Parse(text) switch
    {
        Parsed<Budget>.Value { Result: { Value: > 0, Gate: null } } above => above,
        Parsed<Budget>.Value => new Parsed<Budget>.Refused("rung-distance", $"Expected a distance above zero without a gate but found '{text.Trim()}'.", "Write such as '1 workDayStatutory'."),
        var refused => refused,
    };

    private static Parsed<Recipient> ReadRecipient(string text)
    {
        Recipient? simple = text switch
        {
            "assignee" => new Recipient.Assignee(),
            "candidates" => new Recipient.Candidates(),
            "unit-leader" => new Recipient.UnitLeader(),
            "reporter" => new Recipient.Reporter(),
            _ => null,
        };
        if (simple is not null)
            return new Parsed<Recipient>.Value(simple);
        if (text.StartsWith("role:", StringComparison.Ordinal))
            return Names.Parse(text[5..]).Select<Recipient>(role => new Recipient.NamedRole(role));
        if (text.StartsWith("person:", StringComparison.Ordinal))
            return Names.Parse(text[7..]).Select<Recipient>(person => new Recipient.NamedPerson(person));
        if (text.StartsWith("roster:", StringComparison.Ordinal))
            return Names.Parse(text[7..]).Select<Recipient>(roster => new Recipient.OnDuty(roster));
        var parts = text.Split('@');
        if (parts.Length == 2 && Levels(parts[1]) is { } levels && (parts[0] != "leader" || levels > 0))
        {
            return parts[0] == "leader"
                ? new Parsed<Recipient>.Value(new Recipient.LeaderAbove(levels))
                : Names.Parse(parts[0]).Select<Recipient>(role => new Recipient.RoleAtLevel(role, levels));
        }

        return new Parsed<Recipient>.Refused(
            "rung-recipient",
            $"Expected a recipient but found '{text}'.",
            Nearest.Suggest(text, ["assignee", "candidates", "unit-leader", "reporter"])
                ?? "Write assignee, candidates, unit-leader, reporter, leader@level+1, ROLE@level, ROLE@level+1, role:ROLE, person:ID or roster:ID.");
    }

    private static int? Levels(string text) => text switch
    {
        "level" => 0,
        ['l', 'e', 'v', 'e', 'l', '+', var digit and >= '1' and <= '9'] => digit - '0',
        _ => null,
    };

    private static string Describe(Rung rung) => string.Create(
        CultureInfo.InvariantCulture,
        $"{rung.Key}|{rung.At}|{rung.Action}|{string.Join(',', rung.To)}|{string.Join(',', rung.Cc)}|{rung.Repeat}|{rung.OfficeHoursOnly}|{rung.StopOn}|{rung.Collapsible}{(rung.Opens is null ? "" : $"|opens {rung.Opens}")}");
}
