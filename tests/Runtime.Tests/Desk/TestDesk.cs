using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Tests.Desk;

/// <summary>
/// A small decider in place of the real desk: what a remark says is what happens, so that a test can ask for any effect. Pure, as the
/// real one.
/// </summary>
public static class TestDesk
{
    public const string Category = "T01";

    private const string Definition = """
        {"id":"test-case:1","definitionId":"test-case","name":"Test case","version":1,"isLatest":true,"isPublished":true,
         "root":{"id":"root","type":"Elsa.Sequence","version":1,"activities":[]}}
        """;

    private const string Catalogue = """
        categories:
          - code: T01
            names: { en: Test, zh-Hans: 测试, zh-Hant: 測試 }
            definition: test-case
            policy: none
        """;

    private const string Policy = """
        id: none
        name: A wide limit
        calendar: plain
        total: { limits: { default: 10 workDayRolling } }
        """;

    private const string Calendar = """
        id: plain
        name: Monday to Friday
        zone: Etc/UTC
        coverage: unlimited
        dayLength: 8
        weekly:
          monday..friday: 09:00-17:00
          saturday..sunday: closed
        """;

    /// <summary>One category with its lifecycle, and nothing else.</summary>
    public static IReadOnlyList<SourceFile> Files { get; } =
    [
        new SourceFile("definitions/test-case.json", Definition),
        new SourceFile("catalogue/test.yaml", Catalogue),
        new SourceFile("policies/none.yaml", Policy),
        new SourceFile("calendars/plain.yaml", Calendar),
    ];

    public static ReferenceData Reference { get; } = ReferenceData.Load(Files);

    public static Program Program { get; } = Reference.Definitions.Current("test-case")!;

    public static Report Report(string title = "Broken lamp") => new() { Title = title, CategoryCode = Category, GridCode = "grid-1" };

    public static Decision Decide(Program program, InstanceState? state, InstanceCommand command, World world) => command switch
    {
        CaseCommand.File { Report.Title: "refused" } => Refuse(RefusalKind.Invalid),
        CaseCommand.File file => Accept(program, Opened(program, file, world), [], "Filed", world),
        CaseCommand.AddRemark remark => Remark(program, state!, remark.Text, world),
        InstanceCommand.TimerDue due => Due(program, state!, due, world),
        _ => Refuse(RefusalKind.Conflict),
    };

    private static Decision Remark(Program program, InstanceState state, string text, World world)
    {
        var words = text.Split(' ');
        return words[0] switch
        {
            "same" => new Decision.Unchanged("Nothing to do."),
            "forbidden" => Refuse(RefusalKind.Forbidden),
            "record" => Refuse(RefusalKind.Forbidden) with { Record = new Burst(state, [], [new JournalEntry("CommandRefused", null, Facts.Of(("code", "not-possible")))], []) },
            "throw" => throw new InvalidOperationException("The desk broke."),
            "timer" => SetTimer(program, state, words[1], world.Now.AddSeconds(double.Parse(words[2], CultureInfo.InvariantCulture)), world),
            "rung" => Accept(program, state, [Rung(state, words[1], world)], text, world),
            "mail" => Accept(program, state, [Mail(state, words[1], world)], text, world),
            "event" => Accept(program, state, [new EventPublished(world.Ids.NextId(), words[1], null, 7)], text, world),
            "task" => Accept(program, state, [new TaskOpened(Task(state, words[1], words[2], world))], text, world),
            "notice" => Accept(program, state, [Notice(state, words[1], world)], text, world),
            "large" => Accept(program, state, [Mail(state, new string('x', int.Parse(words[1], CultureInfo.InvariantCulture)), world)], "Large", world),
            _ => Accept(program, state, [], text, world),
        };
    }

    private static Decision Due(Program program, InstanceState state, InstanceCommand.TimerDue due, World world)
    {
        if (due.Key.StartsWith("poison", StringComparison.Ordinal))
            throw new InvalidOperationException("A poison timer.");
        if (due.Key.StartsWith("refused", StringComparison.Ordinal))
            return Refuse(RefusalKind.Conflict);
        var timer = state.Timers.FirstOrDefault(pending => pending.Key == due.Key);
        if (timer is null || timer.Epoch != due.Epoch)
            return new Decision.Unchanged("An older timer.");
        if (world.Now < timer.DueAt)
            throw new InvalidOperationException($"Timer {due.Key} came early: {world.Now:O} before {timer.DueAt:O}.");
        if (due.Key.StartsWith("again", StringComparison.Ordinal))
            return SetTimer(program, state, due.Key, timer.DueAt.AddMinutes(10), world);
        return Accept(program, state with { Timers = state.Timers.Remove(timer) }, [new TimerCleared(due.Key)], $"fired {due.Key}", world);
    }

    private static Decision.Accepted SetTimer(Program program, InstanceState state, string key, DateTimeOffset dueAt, World world)
    {
        var old = state.Timers.FirstOrDefault(timer => timer.Key == key);
        var timer = new PendingTimer(key, dueAt, (old?.Epoch ?? 0) + 1) { ActivityId = "root", Execution = 1 };
        var timers = old is null ? state.Timers.Add(timer) : state.Timers.Replace(old, timer);
        return Accept(program, state with { Timers = timers }, [new TimerSet(key, dueAt, timer.Epoch)], $"timer {key}", world);
    }

    private static Decision.Accepted Accept(Program program, InstanceState state, IEnumerable<Effect> effects, string said, World world)
    {
        var file = (CaseFile)state.Attachment!;
        file = file with { HandledBy = file.HandledBy.Add(said) };
        var entry = new JournalEntry("Said", "root", Facts.Of(("text", said), ("at", world.Now)));
        return new Decision.Accepted(new Burst(
            state with { Attachment = file },
            [new CaseChanged(file), .. effects],
            [entry],
            [new Step(program.Find("root")!.Index, 1, StepKind.Resumed)]));
    }

    private static InstanceState Opened(Program program, CaseCommand.File file, World world) => new()
    {
        Id = file.CaseId,
        DefinitionId = program.DefinitionId,
        DefinitionVersion = program.Version,
        ProgramHash = program.ContentHash,
        Status = InstanceStatus.Running,
        SubStatus = InstanceSubStatus.Suspended,
        StartedAt = world.Now,
        Attachment = new CaseFile
        {
            Id = file.CaseId,
            Number = file.Number,
            TrackingToken = file.TrackingToken,
            Source = file.Source,
            Title = file.Report.Title,
            CategoryCode = file.Report.CategoryCode,
            GridCode = file.Report.GridCode,
            Level = "grid",
            UnitId = file.Report.GridCode,
            ReportedAt = file.Report.ReportedAt ?? world.Now,
            PolicyId = file.PolicyId,
            Emergency = file.Report.Emergency,
        },
    };

    private static RungFired Rung(InstanceState state, string key, World world) => new(state.Id, state.Id, 1, key, 1, world.Now, world.Now);

    private static MailQueued Mail(InstanceState state, string address, World world) =>
        new(world.Ids.NextId(), state.Id, address, "Subject 主題", "<p>Hello</p>", "Hello");

    private static CaseTask Task(InstanceState state, string role, string unit, World world) => new()
    {
        Id = world.Ids.NextId(),
        CaseId = state.Id,
        Key = "judge",
        ActivityId = "root",
        BookmarkId = world.Ids.NextId(),
        Role = role,
        UnitId = unit,
        Level = "grid",
        Outcomes = ["handled", "passed-up"],
        OpenedAt = world.Now,
    };

    private static NoticeIssued Notice(InstanceState state, string recipient, World world)
    {
        var id = world.Ids.NextId();
        return new NoticeIssued(new Notice
        {
            Id = id,
            CaseId = state.Id,
            CaseNumber = ((CaseFile)state.Attachment!).Number,
            Number = $"{((CaseFile)state.Attachment!).Number}-{id:N}",
            Kind = NoticeKind.Urging,
            Recipient = recipient,
            ClockId = state.Id,
            RungKey = "due",
            DueAt = world.Now,
            IssuedAt = world.Now,
            Texts = ImmutableSortedDictionary<string, NoticeText>.Empty.Add("en", new NoticeText("Late", "<p>Late</p>", "Late")).Add("zh-Hant", new NoticeText("催辦單", "<p>催辦</p>", "催辦")),
        });
    }

    private static Decision.Refused Refuse(RefusalKind kind) => new(new Refusal(kind, "not-possible", "Expected something else.", "Try something else."));
}
