using System.Collections.Immutable;
using System.Text.RegularExpressions;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Tests.Cases;

namespace GridWorkflow.Casework.Tests.Routes;

/// <summary>
/// Recorded routes of the shipped lifecycles. A line that begins with '>' is what happens; the lines below it are what came of it. With
/// RECORD_ROUTES=1 the files are written anew; look at the difference before it is committed.
/// </summary>
public sealed partial class RouteTests
{
    public static TheoryData<string> Routes => [.. Directory.EnumerateFiles(Folder, "*.route").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    private static string Folder => District.Folder("tests/Casework.Tests/Routes");

    [Theory]
    [MemberData(nameof(Routes))]
    public void Goes_as_recorded(string route)
    {
        var path = Path.Combine(Folder, $"{route}.route");
        var recorded = File.ReadAllText(path).ReplaceLineEndings("\n");
        var played = Play(recorded);
        if (Environment.GetEnvironmentVariable("RECORD_ROUTES") == "1")
            File.WriteAllText(path, played);
        else
            played.ShouldBe(recorded);
    }

    /// <summary>Plays the lines that begin with '>' and answers the whole route.</summary>
    internal static string Play(string route, ReferenceData? data = null)
    {
        var table = new CaseTable(data ?? District.Data);
        foreach (var line in route.Split('\n').Where(line => line.StartsWith('>') || line.StartsWith('#')))
        {
            if (line[0] == '#')
            {
                table.Note(line);
                continue;
            }

            Step(table, line);
            table.ShouldBeSound();
        }

        return table.Transcript;
    }

    /// <summary>Lives until the instant of one line and does what it says.</summary>
    internal static void Step(CaseTable table, string line)
    {
        var step = Step().Match(line);
        step.Success.ShouldBeTrue($"Expected '> yyyy-MM-dd HH:mm WHO WHAT', but found: {line}");
        table.Until(step.Groups["at"].Value);
        table.Note(line);
        Do(table, step.Groups["who"].Value, step.Groups["what"].Value);
    }

    // Timers of the minute itself come first, as the sweep would have it; then the person.
    private static void Do(CaseTable table, string who, string what)
    {
        var words = what.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        switch (who)
        {
            case "wait":
                break;
            case "case":
                table.Report(words[0], words[1], report => report with { Origin = OriginOf(table, words[2]) }, "case");
                break;
            case "report" or "patrol" or "emergency":
                table.Report(
                    words[0], words[1],
                    report => report with { Reporter = words.Length < 3 ? Reporter.Anonymous : new Reporter("Chen Ming", words[2], null), Emergency = who == "emergency" },
                    who == "patrol" ? "patrol" : "webhook:hotline");
                break;
            default:
                Act(table, who, words[0], what[words[0].Length..].Trim());
                break;
        }
    }

    private static void Act(CaseTable table, string who, string verb, string rest)
    {
        var words = rest.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries);
        switch (verb)
        {
            case "claims":
                table.Claim(who, rest);
                break;
            case "withdraws":
                table.Decide(new CaseCommand.WithdrawNotice(new Actor(who), table.File.Notices[0].Id, rest));
                break;
            case "signs":
                table.Decide(new CaseCommand.SignNotice(new Actor(who), table.File.Notices[0].Id));
                break;
            case "forces":
                table.Decide(new CaseCommand.ForceClose(new Actor(who), rest));
                break;
            case "transfers":
                var sideways = words[1].Split(' ', 2);
                table.Decide(new CaseCommand.Transfer(new Actor(who), table.Task(words[0]), sideways[0], sideways.Length > 1 ? sideways[1] : ""));
                break;
            case "reopens":
                table.Decide(new CaseCommand.Reopen(new Actor(who), rest));
                break;
            case "resumes":
                table.Decide(new CaseCommand.EndSuspension(new Actor(who), rest));
                break;
            case "asks-extension":
                var extension = Asked().Match(words[1]);
                table.Decide(new CaseCommand.RequestAdjustment(new Actor(who), table.Task(words[0]), AdjustmentKind.Extension, Budget.Parse(extension.Groups["what"].Value).OrThrow(), null, extension.Groups["why"].Value));
                break;
            case "asks-suspension":
                var suspension = Asked().Match(words[1]);
                table.Decide(new CaseCommand.RequestAdjustment(new Actor(who), table.Task(words[0]), AdjustmentKind.Suspension, null, table.Local(suspension.Groups["what"].Value), suspension.Groups["why"].Value));
                break;
            default:
                var completion = Completion().Match(rest);
                table.Complete(who, verb, completion.Groups["outcome"].Value, completion.Groups["remark"].Value is { Length: > 0 } remark ? remark : null, Fields(completion.Groups["fields"].Value));
                break;
        }
    }

    // A city case that was due an hour ago at wu-xia's opens this one for a unit.
    private static CaseOrigin OriginOf(CaseTable table, string unit) => new(new Guid("01234567-89ab-7def-8123-000000000001"), "2026-02-27-000009", CaseRelation.Supervision, table.Now)
    {
        ClockId = new Guid("01234567-89ab-7def-8123-000000000002"), Clock = "handle", DueAt = table.Now.AddHours(-1), Rung = "supervise", UnitId = unit, PersonId = "wu-xia",
        Items = ["2026-02-27-000009 Lamp dark"],
    };

    // {unit=urban; support=housing}
    private static ImmutableSortedDictionary<string, string> Fields(string text) => text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .ToImmutableSortedDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    [GeneratedRegex(@"^(?<outcome>\S+)( \{(?<fields>[^}]*)\})?( (?<remark>.+))?$")]
    private static partial Regex Completion();

    [GeneratedRegex(@"^\[(?<what>[^\]]+)\] (?<why>.+)$")]
    private static partial Regex Asked();

    [GeneratedRegex(@"^> (?<at>\d{4}-\d\d-\d\d \d\d:\d\d) (?<who>\S+) ?(?<what>.*)$")]
    private static partial Regex Step();
}
