using GridWorkflow.Casework.Clocks;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using GridWorkflow.Runtime.Tests.Store;
using GridWorkflow.Runtime.Ways;

namespace GridWorkflow.Runtime.Tests.Ways;

/// <summary>What many stays add up to, worked out by hand.</summary>
public abstract class StaySuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    private static readonly DateTimeOffset Day = Rig.Morning;

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
    public async Task Medians_shares_and_times_are_those_of_the_stays_that_were_left_in_the_period()
    {
        // Stays of 1, 2, 3, 4 and 10 hours: the third of five, and by nearest rank of 90 % the fifth.
        foreach (var (number, hours) in new[] { (1, 3), (2, 1), (3, 10), (4, 2), (5, 4) })
            Enter(number, "handle", at: 0, left: hours, due: 3, counted: hours / 2.0, overdue: hours > 3);
        // Left the day after, and before: none of the period's.
        Enter(6, "handle", at: 0, left: 30, due: 3, counted: 1, overdue: true);
        Enter(7, "handle", at: -30, left: -26, due: 3, counted: 1, overdue: true);
        // Given up: its time counts, it passed nothing.
        Enter(8, "handle", at: 0, left: 6, due: null, counted: null, overdue: null, ending: StayEnd.Canceled);

        var step = (await Figures()).Steps.ShouldHaveSingleItem();

        step.Passed.ShouldBe(5);
        step.Undone.ShouldBe(1);
        step.Median.ShouldBe(TimeSpan.FromHours(3));
        step.NineOfTen.ShouldBe(TimeSpan.FromHours(10));
        step.CountedMedian.ShouldBe(TimeSpan.FromHours(1.5));
        step.CountedNineOfTen.ShouldBe(TimeSpan.FromHours(5));
        (step.Timed, step.Overdue).ShouldBe((5, 2));
        step.OverdueShare.ShouldBe(40);
        // 3 + 1 + 10 + 2 + 4 + 6 hours; past due by 7 and by 1.
        step.Spent.ShouldBe(TimeSpan.FromHours(26));
        step.Lost.ShouldBe(TimeSpan.FromHours(8));
    }

    [Fact]
    public async Task What_takes_no_time_counts_in_the_median_and_steps_without_clocks_have_no_share()
    {
        Enter(1, "raise", at: 0, left: 0);
        Enter(2, "raise", at: 1, left: 1);
        Enter(3, "raise", at: 1, left: 2);

        var step = (await Figures()).Steps.ShouldHaveSingleItem();

        (step.Passed, step.Median, step.NineOfTen).ShouldBe((3, TimeSpan.Zero, TimeSpan.FromHours(1)));
        step.CountedMedian.ShouldBeNull();
        step.OverdueShare.ShouldBeNull();
    }

    [Fact]
    public async Task What_stands_there_now_is_due_when_its_clock_says_so_now()
    {
        Enter(1, "handle", at: 0, left: null, clock: 21);
        Enter(2, "handle", at: 2, left: null, clock: 22);
        Enter(3, "handle", at: 2, left: null);
        Clock(21, due: 4);
        Clock(22, due: 4, ClockStatus.Paused);

        var step = (await Figures(asOf: 10)).Steps.ShouldHaveSingleItem();

        (step.Standing, step.StandingOverdue, step.Passed).ShouldBe((3, 1, 0));
        step.Spent.ShouldBe(TimeSpan.FromHours(10 + 8 + 8));
        step.Lost.ShouldBe(TimeSpan.FromHours(6));
        step.Median.ShouldBeNull();
    }

    [Fact]
    public async Task Where_cases_get_stuck_is_where_most_time_is_past_due()
    {
        Enter(1, "long", at: 0, left: 20);
        Enter(2, "late", at: 0, left: 5, due: 2, counted: 5, overdue: true);
        Enter(3, "later", at: 0, left: 5, due: 1, counted: 5, overdue: true);
        Enter(4, "quick", at: 0, left: 0);

        (await Figures()).Stuck.Select(step => step.ActivityId).ShouldBe(["later", "late", "long"]);
    }

    [Fact]
    public async Task Versions_units_and_categories_narrow_and_connections_and_incidents_are_counted()
    {
        Commit(1, new RowChange.PutCase(Samples.Case(1, Day) with { CategoryCode = "G0102" }), Row(1, "a", 0, 1) with { UnitId = "u-1" });
        Commit(2, new RowChange.PutCase(Samples.Case(2, Day) with { CategoryCode = "G0101" }), Row(2, "b", 1, 2) with { UnitId = "u-2", FromActivity = "a", DefinitionVersion = 2, FaultedAt = Day.AddHours(1.5) });
        Commit(3, Row(3, "b", 1, null) with { UnitId = "u-2", FromActivity = "a" });
        Commit(4, Row(4, "b", -50, 1) with { UnitId = "u-3", FromActivity = "a" });

        var all = await Figures();
        all.Connections.ShouldHaveSingleItem().ShouldBe(new ConnectionFigures("a", "b", 2));
        all.Steps.Single(step => step.ActivityId == "b").Incidents.ShouldBe(1);
        (await Figures(question => question with { Version = 2 })).Steps.ShouldHaveSingleItem().ActivityId.ShouldBe("b");
        (await Figures(question => question with { UnitIds = ["u-1", "u-9"] })).Steps.ShouldHaveSingleItem().ActivityId.ShouldBe("a");
        (await Figures(question => question with { CategoryCode = "G0102" })).Steps.ShouldHaveSingleItem().ActivityId.ShouldBe("a");
        (await Figures(question => question with { DefinitionId = "other" })).Steps.ShouldBeEmpty();
    }

    [Fact]
    public async Task Later_bursts_leave_what_earlier_ones_came_to()
    {
        var opening = Samples.Opening(1, Day, new RowChange.EnterStay(Stay(1, "a", 0, null)), new RowChange.EnterStay(Stay(1, "b", 0, null) with { Execution = 4 }));
        await Take(opening);
        var second = Samples.Move(opening, Day, new RowChange.LeaveStay(Samples.Id(1), 3, Day.AddHours(2), StayEnd.Completed, Day.AddHours(1), 1000, true), new RowChange.FaultStay(Samples.Id(1), 4, Day.AddHours(2)));
        await Take(second);
        await Take(Samples.Move(second, Day, new RowChange.EndStays(Samples.Id(1), Day.AddHours(3))));

        await using var context = _database.CreateDbContext();
        context.Stays.OrderBy(stay => stay.Execution).ToList().ShouldBe(
        [
            Stay(1, "a", 0, 2) with { DueAt = Day.AddHours(1), CountedMs = 1000, IsOverdue = true },
            Stay(1, "b", 0, 3, StayEnd.Canceled) with { Execution = 4, FaultedAt = Day.AddHours(2) },
        ]);
    }

    [Fact]
    public async Task Stays_that_are_made_anew_lose_against_an_instance_that_has_moved()
    {
        var opening = Samples.Opening(1, Day);
        await Take(opening);
        await Take(Samples.Move(opening, Day));

        (await _rig.Pipeline.Commit(new Write.PutStays(Samples.Id(1), 1, [Stay(1, "a", 0, null)]))).ShouldBeOfType<WriteOutcome.Conflict>();
        (await _rig.Pipeline.Commit(new Write.PutStays(Samples.Id(1), 2, [Stay(1, "a", 0, null)]))).ShouldBeOfType<WriteOutcome.Committed>();
        // Those that are there stay.
        (await _rig.Pipeline.Commit(new Write.PutStays(Samples.Id(1), 2, [Stay(1, "b", 0, 1), Stay(1, "c", 0, 1) with { Execution = 9 }]))).ShouldBeOfType<WriteOutcome.Committed>();
        await using var context = _database.CreateDbContext();
        context.Stays.OrderBy(stay => stay.Execution).Select(stay => stay.ActivityId).ToList().ShouldBe(["a", "c"]);
    }

    private Task<DrawingFigures> Figures(Func<StayQuestion, StayQuestion>? change = null, double asOf = 48) =>
        new StayQueries(_database.Database).Of((change ?? (question => question))(new StayQuestion("d", Day.AddHours(-24), Day.AddHours(24), Day.AddHours(asOf))), Rig.Cancellation);

    private void Enter(int number, string step, double at, double? left, double? due = null, double? counted = null, bool? overdue = null, StayEnd ending = StayEnd.Completed, int? clock = null) =>
        Commit(number, Row(number, step, at, left, ending) with
        {
            DueAt = due is { } hours ? Day.AddHours(hours) : null, CountedMs = (long?)(counted * 3_600_000), IsOverdue = overdue, ClockId = clock is { } id ? Samples.Id(id) : null,
        });

    private void Clock(int number, double due, ClockStatus status = ClockStatus.Running) => Commit(1000 + number, new RowChange.PutClock(new ClockRow
    {
        Id = Samples.Id(number), CaseId = Samples.Id(1), Kind = ClockKind.Stage, Name = "handle", Status = status, StartedAt = Day, DueAt = Day.AddHours(due), Ledger = "{}",
    }));

    private static StayRow Row(int number, string step, double at, double? left, StayEnd ending = StayEnd.Completed) => Stay(number, step, at, left, ending);

    private static StayRow Stay(int number, string step, double at, double? left, StayEnd ending = StayEnd.Completed) => new()
    {
        InstanceId = Samples.Id(number), Execution = 3, DefinitionId = "d", DefinitionVersion = 1, ActivityId = step, EnteredAt = Day.AddHours(at),
        LeftAt = left is { } hours ? Day.AddHours(hours) : null, Ending = left is null ? null : ending,
    };

    private void Commit(int number, StayRow row) => Commit(number, new RowChange.EnterStay(row));

    private void Commit(int number, RowChange change, StayRow row) => Take(Samples.Opening(number, Day, change, new RowChange.EnterStay(row))).GetAwaiter().GetResult();

    private void Commit(int number, RowChange change) => Take(Samples.Opening(number, Day, change)).GetAwaiter().GetResult();

    private async Task Take(Write.Transition transition) => (await _rig.Pipeline.Commit(transition)).ShouldBeOfType<WriteOutcome.Committed>();
}
