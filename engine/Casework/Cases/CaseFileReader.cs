using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using GridWorkflow.Casework.Catalogue;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Casework.Cases;

/// <summary>Reads version 1.</summary>
internal static class CaseFileReader
{
    public static CaseFile Read(JsonElement json)
    {
        var id = json.Id("id");
        var grid = json.Need("grid");
        var climbs = json.Texts("climbs");
        return new CaseFile
        {
            Id = id,
            Number = json.Need("no"),
            TrackingToken = json.Need("token"),
            Source = json.Need("src"),
            Title = json.Need("title"),
            Description = json.Text("text"),
            CategoryCode = json.Need("cat"),
            GridCode = grid,
            Level = json.Need("lvl"),
            UnitId = json.Text("unit") ?? grid,
            PermissionClass = (PermissionClass)json.Code("class"),
            Emergency = json.TryGetProperty("urgent", out _),
            Reporter = json.TryGetProperty("by", out var by) ? new Reporter(by.Text("name"), by.Text("mail"), by.Text("tel")) : Reporter.Anonymous,
            Place = json.TryGetProperty("place", out var place) ? new Place(place.Text("addr"), place.Number("lat"), place.Number("lon")) : null,
            Subject = json.Text("subj"),
            SubjectUnit = json.Text("keeper"),
            ReportedAt = json.Instant("at")!.Value,
            TargetAt = json.Instant("target"),
            PolicyId = json.Need("policy"),
            Rule = json.TryGetProperty("rule", out var rule) ? Rule(rule) : null,
            Origin = json.TryGetProperty("origin", out var origin) ? Origin(origin) : null,
            Stage = (CaseStage)json.Code("stage"),
            Status = (CaseStatus)json.Code("status"),
            ClosedAt = json.Instant("closed"),
            ArchivedAt = json.Instant("archived"),
            Reply = json.Text("reply"),
            DuplicateOf = json.Text("dup"),
            Forced = json.TryGetProperty("forced", out var forced) ? new ForcedClosing(forced.Need("by"), forced.Need("why"), forced.Instant("at")!.Value) : null,
            Tasks = json.List("tasks", task => Task(task, id)),
            Clocks = json.List("clocks", clock => Clock(clock, clock.TryGetProperty("on", out var on) ? climbs[on.GetInt32()] : null)),
            Notices = json.List("notices", Notice),
            HandledBy = json.Texts("handled"),
            Last = json.TryGetProperty("last", out var last) ? Last(last) : null,
            Facts = json.TryGetProperty("facts", out var facts) ? Facts(facts) : CaseFacts.None,
            Adjustments = json.List("adjust", Adjusted),
            Papers = json.List("papers", paper => new OpenedPaper(paper.Need("cat"), paper.Need("unit"), paper.TryGetProperty("cycle", out var cycle) ? cycle.GetInt32() : 1, paper.Need("clock"))),
            Reopening = json.TryGetProperty("reopen", out var window) ? new ReopeningWindow(window.Id("bm"), window.Instant("until")!.Value, window.Texts("roles")) : null,
            Deeds = json.List("deeds", deed => new Deed(deed.Need("act"), deed.Need("who"), deed.Need("unit"))),
            Orphans = json.List("orphans", orphan => new Orphanhood(orphan.Id("of"), orphan.Instant("at")!.Value, orphan.TryGetProperty("told", out _))),
        };
    }

    private static PinnedRule Rule(JsonElement json) => new()
    {
        Origin = json.Need("of"),
        Condition = json.Text("cond"),
        Area = json.Text("area"),
        Budget = json.TryGetProperty("b", out _) ? json.Budget() : null,
        Source = json.Text("src"),
        Close = json.Text("close"),
        Permission = (PermissionClass)json.Code("class"),
        Milestones = json.List("miles", one => new Milestone(one.Need("key"), new LocalText(one.Need("en"), one.Need("hans"), one.Need("hant")), one.Budget())),
    };

    private static LastOutcome Last(JsonElement json) => new(json.Need("key"), json.Need("out"), json.Text("rem"), json.Need("by"))
    {
        Fields = json.TryGetProperty("fields", out var fields)
            ? LastOutcome.NoFields.AddRange(fields.EnumerateObject().Select(field => KeyValuePair.Create(field.Name, field.Value.GetString() ?? "")))
            : LastOutcome.NoFields,
        FormId = json.Text("form"),
    };

    private static CaseOrigin Origin(JsonElement json) => new(json.Id("id"), json.Need("no"), (CaseRelation)json.Code("rel"), json.Instant("at")!.Value)
    {
        ClockId = json.TryGetProperty("clock", out _) ? json.Id("clock") : null,
        Clock = json.Text("name"),
        DueAt = json.Instant("due"),
        Rung = json.Text("rung"),
        UnitId = json.Text("unit"),
        PersonId = json.Text("who"),
        Items = json.Texts("items"),
    };

    private static CaseFacts Facts(JsonElement json) => new()
    {
        RegisteredAt = json.Instant("reg"),
        CountsFromRegistration = json.TryGetProperty("fromreg", out _),
        DispatchedAt = json.Instant("disp"),
        FirstDispatchedAt = json.Instant("disp1") ?? json.Instant("disp"),
        HandlingUnit = json.Text("unit"),
        FirstUnit = json.Text("unit1") ?? json.Text("unit"),
        SupportingUnits = json.Texts("help"),
        FedBackAt = json.Instant("fed"),
        VoidedAt = json.Instant("void"),
        SuspendedAt = json.Instant("susp"),
        Cycle = json.Code("cycle") + 1,
        Reworks = json.Code("rework"),
        ReworkedAt = json.Instant("reworked"),
        ConfirmedReturns = json.Code("ret"),
        RefusedReturns = json.Code("noret"),
        Extensions = json.Code("ext"),
        Accused = json.Text("accused"),
        Alerted = json.TryGetProperty("alerted", out _),
    };

    private static Adjustment Adjusted(JsonElement json) => new(
        json.Id("id"), (AdjustmentKind)json.Code("kind"), json.Id("task"), json.Id("clock"), json.Need("by"), json.Instant("at")!.Value, json.Need("why"))
    {
        Added = json.TryGetProperty("b", out _) ? json.Budget() : null,
        Until = json.Instant("until"),
        ReasonKey = json.Text("rk"),
        PublicNotice = json.Text("pub"),
        CategoryCode = json.Text("cat"),
        Condition = json.Text("cond"),
        GridCode = json.Text("grid"),
        Emergency = json.TryGetProperty("urgent", out var urgent) ? urgent.GetBoolean() : null,
        Basis = json.TryGetProperty("back", out _) ? RetargetBasis.Retroactive : RetargetBasis.FromNow,
        Status = (AdjustmentStatus)json.Code("status"),
    };

    private static CaseTask Task(JsonElement json, Guid caseId) => new()
    {
        Id = json.Id("id"),
        CaseId = caseId,
        Key = json.Need("key"),
        ActivityId = json.Text("act") ?? json.Need("key"),
        BookmarkId = json.Id("bm"),
        Role = json.Need("role"),
        UnitId = json.Need("unit"),
        Level = json.Need("lvl"),
        Assignee = json.Text("who"),
        Outcomes = json.Texts("outs"),
        Actions = json.TryGetProperty("acts", out var actions)
            ? [.. actions.EnumerateObject().Select(action => new TaskAction(action.Name, action.Value.GetString()!))]
            : [],
        RemarkRequired = json.Texts("rem"),
        Impossible = json.Texts("not"),
        OpenedAt = json.Instant("at")!.Value,
        FormId = json.Text("form"),
        Notify = json.Text("notify"),
        AdjustmentId = json.TryGetProperty("adjust", out _) ? json.Id("adjust") : null,
        ClockId = json.TryGetProperty("clock", out _) ? json.Id("clock") : null,
    };

    private static SlaClock Clock(JsonElement json, string? climbs) => new()
    {
        Id = json.Id("id"),
        Kind = (ClockKind)json.Code("kind"),
        Name = json.Need("name"),
        UnitId = json.Text("unit"),
        StartedInCaseCycle = json.TryGetProperty("ccyc", out var cycle) ? cycle.GetInt32() : 1,
        CalendarId = json.Need("cal"),
        StartedWithCalendarVersion = json.Need("calv"),
        LadderId = json.Text("ladder"),
        LadderVersion = climbs is null ? null : climbs[..climbs.IndexOf(' ', StringComparison.Ordinal)],
        LadderKeys = climbs?[(climbs.IndexOf(' ', StringComparison.Ordinal) + 1)..],
        Rule = json.Text("rule"),
        Ledger = json.List("ledger", Entry),
        Fired = json.List("fired", Fired),
    };

    private static LedgerEntry Entry(JsonElement json)
    {
        var at = json.Instant("at")!.Value;
        var by = json.Need("by");
        var why = json.Need("why");
        return json.Need("t") switch
        {
            "start" => new LedgerEntry.Started(at, by, why, json.Budget()),
            "pause" => new LedgerEntry.Paused(at, by, why),
            "resume" => new LedgerEntry.Resumed(at, by, why),
            "extend" => new LedgerEntry.Extended(at, by, why, json.Budget(), json.Instant("asked")!.Value),
            "retarget" => new LedgerEntry.Retargeted(at, by, why, json.Budget(), (RetargetBasis)json.Code("basis"), json.Text("ok")) { Rule = json.Text("rule") },
            "reproject" => new LedgerEntry.Reprojected(at, by, why, json.Need("calv"), json.Instant("old"), json.Instant("new"), json.Text("ok")) { NotBefore = json.Instant("floor") },
            "stop" => new LedgerEntry.Stopped(at, by, why) { End = End(json) },
            "continue" => new LedgerEntry.Continued(at, by, why),
            "cycle" => new LedgerEntry.NewCycle(at, by, why, json.Budget()) { CaseCycle = json.TryGetProperty("ccyc", out var cycle) ? cycle.GetInt32() : null, Rule = json.Text("rule") },
            "reset" => new LedgerEntry.Reset(at, by, why, json.Budget()) { Rule = json.Text("rule"), ApprovedBy = json.Text("ok") },
            "void" => new LedgerEntry.Voided(at, by, why) { End = End(json) },
            "exempt" => new LedgerEntry.Exempted(at, by, why) { Cycle = json.TryGetProperty("of", out var of) ? of.GetInt32() : null },
            "ack" => new LedgerEntry.Acknowledged(at, by, why),
            "progress" => new LedgerEntry.Progressed(at, by, why),
            var type => throw new FormatException($"Expected a ledger entry that the format knows, but found '{type}'."),
        };
    }

    // Earlier programs kept nothing of it.
    private static ClockEnd? End(JsonElement json) => json.Text("calv") is { } version
        ? new ClockEnd(version, json.Instant("due"), json.Span("used"), json.Span("left"))
        : null;

    private static FiredRung Fired(JsonElement json) => new(
        json.TryGetProperty("cycle", out var cycle) ? cycle.GetInt32() : 1,
        json.Need("key"),
        json.GetProperty("epoch").GetInt32(),
        json.Instant("due")!.Value,
        json.Instant("at") ?? json.Instant("due")!.Value,
        json.Text("into")) { PassedOver = json.TryGetProperty("past", out _) };

    private static NoticeHeader Notice(JsonElement json) => new(
        json.Id("id"), json.Need("no"), (NoticeKind)json.Code("kind"), json.Need("to"), json.Id("clock"), json.Instant("at")!.Value, (NoticeStatus)json.Code("status"))
    {
        Deadline = json.Instant("until"),
        Items = json.Texts("items"),
    };
}

/// <summary>The words of the format.</summary>
file static class Json
{
    public static string Need(this JsonElement json, string name) => json.GetProperty(name).GetString() ?? throw new FormatException($"Expected a text '{name}', but found null.");

    public static string? Text(this JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    public static Guid Id(this JsonElement json, string name) => Guid.TryParseExact(json.Need(name), "N", out var id)
        ? id
        : throw new FormatException($"Expected an id '{name}', but found '{json.Need(name)}'.");

    public static int Code(this JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetInt32() : 0;

    public static double? Number(this JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetDouble() : null;

    public static DateTimeOffset? Instant(this JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value))
            return null;
        return value.ValueKind == JsonValueKind.Number
            ? DateTimeOffset.FromUnixTimeMilliseconds(value.GetInt64())
            : new DateTimeOffset(long.Parse(value.GetString()!, CultureInfo.InvariantCulture), TimeSpan.Zero);
    }

    public static TimeSpan? Span(this JsonElement json, string name) => json.TryGetProperty(name, out var value) ? new TimeSpan(value.GetInt64()) : null;

    public static Budget Budget(this JsonElement json) => Clocks.Budget.Parse(json.Need("b")).OrThrow();

    public static ImmutableArray<string> Texts(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : [];

    public static ImmutableArray<T> List<T>(this JsonElement json, string name, Func<JsonElement, T> read) =>
        json.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(read)] : [];
}
