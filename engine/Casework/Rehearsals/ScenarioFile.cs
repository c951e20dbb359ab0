using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Texts;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Rehearsals;

/// <summary>
/// Reads <c>workflows/scenarios/*.yaml</c>. Only the form is checked: whether people, places and steps are there is what a rehearsal shows.
/// </summary>
public static class ScenarioFile
{
    private const int MostEvents = 500;

    // What an event may be; one of them in each.
    private static readonly string[] Acts =
    [
        "complete", "claim", "release", "assign", "transfer", "askExtension", "askSuspension", "resume", "classify", "move", "emergency", "sign", "withdraw",
        "reopen", "forceClose", "say", "meet", "calendar", "nobodyActs",
    ];

    /// <exception cref="RefusedException">With every problem, each with path, line and remedy.</exception>
    public static Scenario Read(SourceFile file) => YamlFile.Read(file, Read);

    private static Scenario Read(YamlMap map)
    {
        var events = map.List("events", item => item.Map(ReadEvent));
        if (events.Length > MostEvents)
            map.Self.Refuse("scenario-size", $"Expected at most {MostEvents} events but found {events.Length}.", "Split the scenario.");
        return new Scenario
        {
            Id = map.Id("id"),
            Names = LocalText.Read(map.Need("names")),
            Notes = map.Get("notes") is { } notes ? LocalText.Read(notes) : null,
            DefinitionId = map.Text("definition"),
            CalendarId = map.TextOrNull("calendar"),
            Start = map.Need("start")?.Map(ReadStart) ?? new ScenarioStart(Midnight, "", ""),
            Events = [.. events.OfType<ScenarioEvent>()],
            Until = Time(map, "until"),
        };
    }

    private static ScenarioStart ReadStart(YamlMap map)
    {
        var at = Time(map, "at");
        var from = map.Get("from") is { } date ? date.Parse(Date) : (DateOnly?)null;
        if (at is not ScenarioTime.Moment && from is null)
            map.Self.Refuse("scenario-from", "Expected the date from which the start is counted, but it is not there.", "Add 'from: 2026-03-02', or give the start a date.");
        return new ScenarioStart(at, map.Text("category"), map.Text("grid"))
        {
            From = from,
            Title = map.TextOrNull("title") ?? "Rehearsal",
            Source = map.TextOrNull("source") ?? "webhook:hotline",
            By = map.TextOrNull("by"),
            Emergency = map.Flag("emergency", otherwise: false),
            Condition = map.TextOrNull("condition"),
            Reporter = map.Get("reporter")?.Map(one => new Reporter(one.TextOrNull("name"), one.TextOrNull("email"), one.TextOrNull("phone"))) ?? Reporter.Anonymous,
            Origin = map.Get("openedBy")?.Map(one => new ScenarioOrigin(
                one.Value("relation", text => Names.OneOf(text, Relations)), one.TextOrNull("unit"), one.TextOrNull("person"))),
        };
    }

    private static readonly Dictionary<string, CaseRelation> Relations = new(StringComparer.Ordinal)
    {
        ["supervision"] = CaseRelation.Supervision,
        ["accountability"] = CaseRelation.Accountability,
    };

    private static ScenarioTime Midnight { get; } = new ScenarioTime.Clock(TimeOnly.MinValue);

    private static ScenarioEvent? ReadEvent(YamlMap map)
    {
        var at = Time(map, "at");
        var acts = Acts.Where(act => map.Get(act) is not null).ToList();
        if (acts.Count != 1)
        {
            // Which other keys it may have nobody can say.
            map.Entries();
            map.Self.Refuse(
                "scenario-act", acts.Count == 0 ? "Expected what happens, but there is nothing." : $"Expected one thing that happens, but found {string.Join(", ", acts)}.",
                $"Give each event one of: {string.Join(", ", Acts)}.");
            return null;
        }

        var (act, by) = (acts[0], new ScenarioActor(map.TextOrNull("by"), map.TextOrNull("role")));
        return act switch
        {
            "complete" => new ScenarioEvent.Complete(at, by, map.Text(act), map.Text("outcome"), map.TextOrNull("remark"), Fields(map)),
            "claim" => new ScenarioEvent.Claim(at, by, map.Text(act)),
            "release" => new ScenarioEvent.Release(at, by, map.Text(act)),
            "askExtension" => new ScenarioEvent.AskExtension(at, by, map.Text(act), map.Value("amount", Budget.Parse), map.Text("reason")),
            "askSuspension" => new ScenarioEvent.AskSuspension(at, by, map.Text(act), Time(map, "until"), map.Text("reason")) { ReasonKey = map.TextOrNull("reasonKey") },
            "resume" => new ScenarioEvent.Resume(at, by, map.Text(act)),
            "classify" => new ScenarioEvent.Classify(at, by, map.Text(act), map.TextOrNull("condition"), map.Text("reason")),
            "move" => new ScenarioEvent.Move(at, by, map.Text(act), map.Text("reason")),
            "emergency" => new ScenarioEvent.Emergency(at, by, map.Flag(act, otherwise: true), map.Text("reason")),
            "transfer" => new ScenarioEvent.Transfer(at, by, map.Text(act), map.Text("unit"), map.Text("reason")),
            "assign" => new ScenarioEvent.Assign(at, by, map.Text(act), map.Text("person"), map.TextOrNull("reason")),
            "forceClose" => new ScenarioEvent.ForceClose(at, by, map.Text(act)),
            "sign" => new ScenarioEvent.Sign(at, by, map.Count(act, 1, 1, 1000)),
            "withdraw" => new ScenarioEvent.Withdraw(at, by, map.Count(act, 1, 1, 1000), map.Text("reason")),
            "reopen" => new ScenarioEvent.Reopen(at, by, map.Text(act)),
            "say" => new ScenarioEvent.Say(at, by, map.Text(act)),
            "meet" => new ScenarioEvent.Meet(at, by, map.Text(act), map.TextOrNull("remark")),
            "calendar" => new ScenarioEvent.CalendarDay(at, map.Text(act), map.Value("day", Date), map.Need("hours")?.Parse(CalendarFile.Segments) is { IsDefault: false } hours ? hours : []),
            _ => map.Flag("nobodyActs", otherwise: true) ? new ScenarioEvent.NobodyActs(at) : null,
        };
    }

    private static ScenarioTime Time(YamlMap map, string key) => map.Value(key, ScenarioTime.Parse) ?? Midnight;

    private static Parsed<DateOnly> Date(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && date.Year is >= ScenarioTime.FirstYear and <= ScenarioTime.LastYear
        ? new Parsed<DateOnly>.Value(date)
        : new Parsed<DateOnly>.Refused("scenario-date", $"Expected a date but found '{text}'.", "Write such as 2026-03-02.");

    private static ImmutableSortedDictionary<string, string> Fields(YamlMap map) => map.Get("fields")?.Map(fields => fields.Entries()
        .ToImmutableSortedDictionary(field => field.Key, field => field.Value.Text(), StringComparer.Ordinal)) ?? LastOutcome.NoFields;
}
