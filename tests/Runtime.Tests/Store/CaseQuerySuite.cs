using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;

namespace GridWorkflow.Runtime.Tests.Store;

/// <summary>Lists show what the last commit wrote.</summary>
public abstract class CaseQuerySuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    private readonly TDatabase _database = new();
    private Rig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await Rig.On(_database);

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_inbox_holds_what_the_posts_may_take_and_what_the_person_has_taken()
    {
        var id = await _rig.Open();
        await _rig.Say(id, "task grid-worker grid-1");
        await _rig.Say(id, "task grid-worker grid-2");
        await _rig.Say(id, "task leader grid-1");
        Commit(new RowChange.PutTask(Samples.Task(70, id, Rig.Morning) with { Role = "leader", UnitId = "grid-9", Assignee = "p1" }));
        Commit(new RowChange.PutTask(Samples.Task(80, id, Rig.Morning) with { Assignee = "p2" }));

        var inbox = await Inbox(new InboxFilter("p1", [new PostKey("grid-worker", "grid-1"), new PostKey("leader", "grid-7")]));
        inbox.Rows.Select(item => (item.Role, item.UnitId, item.Assignee)).ShouldBe([("grid-worker", "grid-1", null), ("leader", "grid-9", "p1")], ignoreOrder: true);
        inbox.Total.ShouldBe(2);
        inbox.Rows[0].Title.ShouldBe("Broken lamp");
        (await Inbox(new InboxFilter("p1", [new PostKey("grid-worker", "grid-1")]) { OnlyMine = true })).Rows.ShouldHaveSingleItem().UnitId.ShouldBe("grid-9");
        (await Inbox(new InboxFilter("nobody", []))).Rows.ShouldBeEmpty();
        // Who leads a unit looks at all that its people have and may have.
        (await Inbox(new InboxFilter("nobody", []) { OfUnits = ["grid-9", "grid-2"] })).Rows.Select(item => (item.UnitId, item.Assignee)).ShouldBe([("grid-2", null), ("grid-9", "p1")], ignoreOrder: true);
        (await Inbox(new InboxFilter("p1", []) { OfUnits = [] })).Rows.ShouldBeEmpty();
    }

    [Fact]
    public async Task Emergencies_and_what_is_due_soonest_come_first()
    {
        void Add(int number, bool emergency, int? dueHours)
        {
            Commit(new RowChange.PutCase(Samples.Case(number, Rig.Morning) with { Emergency = emergency }));
            Commit(new RowChange.PutTask(Samples.Task(100 + (number * 10), Samples.Id(number), Rig.Morning) with { ClockId = Samples.Id(number) }));
            if (dueHours is { } hours)
                Commit(new RowChange.PutDue(Samples.Id(number), Samples.Id(number), Rig.Morning.AddHours(hours)));
        }

        Add(1, false, null);
        Add(2, false, 5);
        Add(3, false, 2);
        Add(4, true, 9);
        // The whole case presses sooner than the task.
        Add(5, false, 8);
        Commit(new RowChange.PutDue(Samples.Id(5), null, Rig.Morning.AddHours(1)));

        var inbox = await Inbox(new InboxFilter("p1", [new PostKey("grid-worker", "grid-1")]));
        inbox.Rows.Select(item => item.CaseId).ShouldBe([Samples.Id(4), Samples.Id(5), Samples.Id(3), Samples.Id(2), Samples.Id(1)]);
    }

    [Fact]
    public async Task Cases_page_sort_and_filter()
    {
        for (var number = 1; number <= 7; number++)
        {
            Commit(new RowChange.PutCase(Samples.Case(number, Rig.Morning.AddHours(number)) with
            {
                Title = number == 3 ? "A hole in the road" : "Broken lamp",
                GridCode = number % 2 == 0 ? "grid-2" : "grid-1",
                Emergency = number == 5,
            }));
        }

        Commit(new RowChange.PutDue(Samples.Id(2), null, Rig.Morning.AddHours(5)));
        var closed = Samples.Case(6, Rig.Morning) with { Status = CaseStatus.Closed, Stage = CaseStage.Closed, ClosedAt = Rig.Morning.AddHours(9) };
        Commit(new RowChange.PutCase(closed));
        Commit(new RowChange.PutDue(Samples.Id(6), null, Rig.Morning.AddHours(8)));

        var second = await _rig.Queries.Cases(new CaseFilter(), CaseSort.Number, descending: true, new PageRequest(2, 3), Rig.Cancellation);
        (second.Total, second.Pages).ShouldBe((7, 3));
        second.Rows.Select(row => row.Number[^1]).ShouldBe(['4', '3', '2']);
        (await Numbers(new CaseFilter { GridCodes = ["grid-2"] })).ShouldBe("24");
        (await Numbers(new CaseFilter { UnitIds = ["unit-1"], Status = CaseStatus.Closed })).ShouldBe("6");
        (await Numbers(new CaseFilter { Text = "hole" })).ShouldBe("3");
        (await Numbers(new CaseFilter { Text = "000007" })).ShouldBe("7");
        (await Numbers(new CaseFilter { Text = "100%_" })).ShouldBe("");
        (await Numbers(new CaseFilter { Emergency = true, Stage = CaseStage.Triaged, PermissionClass = PermissionClass.Coordination, CategoryCode = "T01" })).ShouldBe("5");
        // Case 6 was closed an hour late; case 2 is late once its hour has come.
        (await Numbers(new CaseFilter { OverdueAt = Rig.Morning.AddHours(5) })).ShouldBe("6");
        (await Numbers(new CaseFilter { OverdueAt = Rig.Morning.AddHours(6) })).ShouldBe("26");
        (await _rig.Queries.Counts(Rig.Morning.AddHours(6), Rig.Cancellation)).ShouldBe(new CaseCounts(6, 1, 0, 0, 1, 10));
    }

    [Theory]
    [InlineData(CaseSort.ReportedAt)]
    [InlineData(CaseSort.Number)]
    [InlineData(CaseSort.DueAt)]
    [InlineData(CaseSort.UpdatedAt)]
    [InlineData(CaseSort.Title)]
    public async Task Every_sort_works_both_ways(CaseSort sort)
    {
        await _rig.Open("m-1");
        _rig.Time.Advance(TimeSpan.FromHours(1));
        await _rig.Open("m-2", "Another title");

        var up = await _rig.Queries.Cases(new CaseFilter(), sort, descending: false, new PageRequest(1), Rig.Cancellation);
        var down = await _rig.Queries.Cases(new CaseFilter(), sort, descending: true, new PageRequest(1), Rig.Cancellation);
        (up.Rows.Length, down.Rows.Length).ShouldBe((2, 2));
    }

    [Theory]
    [InlineData(0, 0, 1, 1)]
    [InlineData(-3, 9999, 1, 200)]
    [InlineData(2, 10, 2, 10)]
    public async Task A_page_that_cannot_be_is_the_nearest_one(int number, int size, int realNumber, int realSize)
    {
        var page = await _rig.Queries.Cases(new CaseFilter(), CaseSort.Number, false, new PageRequest(number, size), Rig.Cancellation);
        (page.Number, page.Size, page.Pages).ShouldBe((realNumber, realSize, 1));
    }

    [Fact]
    public async Task A_case_comes_with_all_that_belongs_to_it()
    {
        var id = await _rig.Open();
        await _rig.Say(id, "task grid-worker grid-1");
        await _rig.Say(id, "notice p9");

        var detail = (await _rig.Queries.Case(id, Rig.Cancellation)).ShouldNotBeNull();
        (detail.Version, detail.Tasks.Length, detail.Notices.Length, detail.Clocks.Length).ShouldBe((3, 1, 1, 0));
        detail.File.HandledBy.ShouldBe(["Filed", "task grid-worker grid-1", "notice p9"]);
        detail.Case.Number.ShouldBe(detail.File.Number);
        (await _rig.Queries.CaseWithNumber(detail.Case.Number, Rig.Cancellation)).ShouldBe(id);
        (await _rig.Queries.Case(Samples.Id(9), Rig.Cancellation)).ShouldBeNull();
        (await _rig.Queries.Timeline(Samples.Id(9), Rig.Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Notices_of_a_person_come_newest_first_with_their_texts()
    {
        var id = await _rig.Open();
        await _rig.Say(id, "notice p9");
        _rig.Time.Advance(TimeSpan.FromHours(1));
        await _rig.Say(id, "notice p9");
        await _rig.Say(id, "notice p8");

        var page = await _rig.Queries.NoticesOf("p9", onlyUnsigned: true, new PageRequest(1), Rig.Cancellation);
        page.Rows.Select(row => row.IssuedAt).ShouldBe([Rig.Morning.AddHours(1), Rig.Morning]);
        var document = (await _rig.Queries.Notice(page.Rows[0].Id, Rig.Cancellation)).ShouldNotBeNull();
        document.Texts["zh-Hant"].Subject.ShouldBe("催辦單");
        Commit(new RowChange.SignNotice(page.Rows[0].Id, "p9", Rig.Morning));
        (await _rig.Queries.NoticesOf("p9", onlyUnsigned: true, new PageRequest(1), Rig.Cancellation)).Total.ShouldBe(1);
        (await _rig.Queries.NoticeCounts(Rig.Cancellation)).ShouldBe([new NoticeCount(NoticeKind.Urging, 3, 1)]);
    }

    private static int s_carriers = 5000;

    private async Task<string> Numbers(CaseFilter filter) => string.Concat(
        (await _rig.Queries.Cases(filter, CaseSort.Number, false, new PageRequest(1), Rig.Cancellation)).Rows.Select(row => row.Number[^1]));

    private Task<Page<InboxItem>> Inbox(InboxFilter filter) => _rig.Queries.Inbox(filter, new PageRequest(1), Rig.Cancellation);

    // Rows without a burst: they ride on an instance of their own.
    private void Commit(RowChange change) =>
        _rig.Pipeline.Commit(Samples.Opening(Interlocked.Increment(ref s_carriers), Rig.Morning, change)).GetAwaiter().GetResult().ShouldBeOfType<WriteOutcome.Committed>();
}
