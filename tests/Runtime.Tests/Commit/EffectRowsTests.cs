using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Tests.Desk;
using GridWorkflow.Runtime.Tests.Store;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Tests.Commit;

public sealed class EffectRowsTests
{
    private static readonly DateTimeOffset Now = Rig.Morning;
    private static readonly Guid CaseId = Samples.Id(1);

    private static readonly Effect[] OneOfEach =
    [
        new BookmarkSet(new Bookmark(Samples.Id(2), "Event", "go", "a", 1)),
        new BookmarkBurned(Samples.Id(2)),
        new TimerSet("t", Now.AddTicks(1), 3),
        new TimerCleared("t"),
        new EventPublished(Samples.Id(3), "Moved", "c", "payload"),
        new LineWritten("hello"),
        new TaskRequested(Samples.Id(8), Samples.Id(2), "weigh", 5),
        new HttpRequested(Samples.Id(9), "POST", "https://example.org/") { Content = "body", ContentType = "text/plain" },
        new HttpResponded(202),
        new ChildStarted(Samples.Id(10), "child", ChildMode.Background) { Input = ImmutableSortedDictionary<string, object?>.Empty.Add("n", 1), Parent = new ParentLink(CaseId, "k", ChildMode.Background, false) },
        new ChildCancelled(Samples.Id(10), "won"),
        new ChildRested(new ParentLink(Samples.Id(11), "k", ChildMode.InPlace, true), null),
        new CaseChanged(File()),
        new TaskOpened(Task()),
        new TaskChanged(Task()),
        new TaskClosed(Task()),
        new ClockChanged(CaseId, Clock(ClockKind.Stage), Now.AddHours(1)),
        new RungFired(CaseId, Samples.Id(5), 1, "due", 2, Now, Now),
        new NoticeIssued(Notice()),
        new NoticeSigned(Samples.Id(6), "p1", Now),
        new MailQueued(Samples.Id(7), CaseId, "a@example.org", "s", "h", "p"),
        new NoticeMoved(Samples.Id(6), NoticeStatus.Rectified, Now),
        new ExemptionGranted(Samples.Id(9), CaseId, Samples.Id(5), "p1", "r"),
        new CaseOrdered(Samples.Id(8), new Report { Title = "Late", CategoryCode = "c", GridCode = "g", Origin = new CaseOrigin(CaseId, "n", CaseRelation.Supervision, Now) }),
        new RepeatsAwaited(CaseId),
    ];

    /// <summary>An effect type that a layer adds and the pipeline does not know fails here, not in front of a user.</summary>
    [Fact]
    public void Every_effect_type_has_rows_or_stands_in_the_journal()
    {
        var types = new[] { typeof(Effect).Assembly, typeof(CaseChanged).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsSubclassOf(typeof(Effect)) && !type.IsAbstract)
            .ToList();
        OneOfEach.Select(effect => effect.GetType()).Distinct().ShouldBe(types, ignoreOrder: true);

        foreach (var effect in OneOfEach)
        {
            if (EffectRows.Of(Burst(effect), 1, Now).IsEmpty)
                Runtime.Journal.JournalText.Write(TestDesk.Program, Burst(effect), new Runtime.Journal.JournalOrigin(1, "", "{}")).ShouldContain(effect.GetType().Name);
        }
    }

    [Fact]
    public void An_unknown_effect_is_a_hard_error() =>
        Should.Throw<InvalidOperationException>(() => EffectRows.Of(Burst(new Unheard()), 1, Now)).Message.ShouldContain(nameof(Unheard));

    [Fact]
    public void Due_instants_come_after_the_rows_that_show_them()
    {
        var changes = EffectRows.Of(Burst(new ClockChanged(CaseId, Clock(ClockKind.Total), Now.AddHours(1)), new CaseChanged(File())), 1, Now);

        changes.Select(change => change.GetType()).ShouldBe([typeof(RowChange.PutClock), typeof(RowChange.PutCase), typeof(RowChange.PutDue)]);
        changes[2].ShouldBe(new RowChange.PutDue(CaseId, null, Now.AddHours(1)));
    }

    [Fact]
    public void A_timer_is_due_at_the_first_whole_millisecond_after_its_instant()
    {
        var row = EffectRows.Of(Burst(new TimerSet("t", Now.AddTicks(1), 3)), 1, Now).Single().ShouldBeOfType<RowChange.PutTimer>().Row;
        (row.DueAt, row.NextAt, row.Epoch).ShouldBe((Now.AddMilliseconds(1), Now.AddMilliseconds(1), 3));
    }

    [Fact]
    public void Messages_without_an_id_get_one_that_a_second_try_of_the_burst_repeats_and_another_burst_does_not()
    {
        var burst = Burst(new ChildCancelled(Samples.Id(10), "won"), new ChildCancelled(Samples.Id(11), "won"));
        Guid[] Ids(long version) => [.. EffectRows.Of(burst, version, Now).Cast<RowChange.Send>().Select(send => send.Row.Id)];

        Ids(4).ShouldBe(Ids(4));
        Ids(4).Concat(Ids(5)).Distinct().Count().ShouldBe(4);
    }

    private sealed record Unheard : Effect;

    private static Burst Burst(params Effect[] effects) => new(
        new InstanceState
        {
            Id = CaseId, DefinitionId = "d", DefinitionVersion = 1, ProgramHash = "h", Status = InstanceStatus.Running, SubStatus = InstanceSubStatus.Suspended,
        },
        [.. effects],
        [],
        []);

    private static CaseFile File() => new()
    {
        Id = CaseId, Number = "n", TrackingToken = "t", Source = "s", Title = "t", CategoryCode = "c", GridCode = "g", Level = "l", UnitId = "u", ReportedAt = Now, PolicyId = "p",
    };

    private static CaseTask Task() => new()
    {
        Id = Samples.Id(4), CaseId = CaseId, Key = "k", ActivityId = "a", BookmarkId = Samples.Id(2), Role = "r", UnitId = "u", Level = "l", Outcomes = ["o"], OpenedAt = Now,
    };

    private static SlaClock Clock(ClockKind kind) => new()
    {
        Id = Samples.Id(5),
        Kind = kind,
        Name = "total",
        CalendarId = "cn",
        StartedWithCalendarVersion = "v",
        Ledger = [new LedgerEntry.Started(Now, "p1", "filed", new Budget(4, BudgetUnit.WorkHour))],
    };

    private static Notice Notice() => new()
    {
        Id = Samples.Id(6), CaseId = CaseId, CaseNumber = "n", Number = "n-1", Kind = NoticeKind.Urging, Recipient = "p1", ClockId = Samples.Id(5), RungKey = "due",
        DueAt = Now, IssuedAt = Now, Texts = ImmutableSortedDictionary<string, NoticeText>.Empty,
    };
}
