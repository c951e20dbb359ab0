using System.Globalization;
using CsCheck;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Clocks;

namespace GridWorkflow.Casework.Tests.Clocks;

/// <summary>The properties P1 to P11 of clocks.md §7. A failing seed is printed by CsCheck and can be replayed.</summary>
public sealed class ClockPropertyTests
{
    private static readonly BusinessCalendar China = Shipped.China;

    private static readonly BusinessCalendar NewYork = Shipped.Boston;

    private static readonly DateTimeOffset First = China.At("2026-01-01 00:00");

    // Any minute until the end of October, so that most answers lie inside coverage.
    private static readonly Gen<DateTimeOffset> Instant = Gen.Int[0, 300 * 24 * 60].Select(minutes => First.AddMinutes(minutes));

    private static readonly Gen<Budget> OpenOrWall = Gen.Select(
        OneOfThese(BudgetUnit.UrgentHour, BudgetUnit.WorkHour, BudgetUnit.WorkDayRolling, BudgetUnit.NaturalDayRolling), Gen.Int[0, 600])
        .Select((unit, tenths) => new Budget(tenths / 10m / (unit is BudgetUnit.WorkDayRolling or BudgetUnit.NaturalDayRolling ? 8 : 1), unit));

    private static readonly Gen<Budget> AnyBudget = Gen.OneOf(
        OpenOrWall,
        Gen.Select(OneOfThese(BudgetUnit.WorkDayStatutory, BudgetUnit.NaturalDayStatutory), Gen.Int[0, 15]).Select((unit, days) => new Budget(days, unit)));

    private static readonly Gen<Pause> AnyPause = Gen.Select(Instant, Gen.Int[0, 5 * 24 * 60]).Select((from, minutes) => new Pause(from, from.AddMinutes(minutes)));

    private static readonly Gen<Pause[]> AnyPauses = AnyPause.Array[0, 4];

    private static readonly Gen<BusinessCalendar> AnyCalendar = OneOfThese(China, NewYork);

    private static readonly Gen<ClockStory> AnyStory = Gen.Select(Instant, AnyBudget, Gen.Select(Gen.Int[0, 11], Gen.Int[0, 3000]).Array[0, 12])
        .Select((start, budget, steps) => Tell(start, budget, steps));

    [Fact]
    public void P1_consumed_never_decreases() => Gen.Select(AnyStory, Gen.Int[0, 20000], Gen.Int[0, 20000]).Sample((story, early, more) =>
    {
        // The whole ledger, read at two instants.
        var now = story.Clock.Ledger[^1].At.AddMinutes(early);
        story.Clock.Consumed(China, now).Known.ShouldBeLessThanOrEqualTo(story.Clock.Consumed(China, now.AddMinutes(more)).Known);

        // Entry by entry: only an explicit new beginning, or another way of counting, takes back.
        for (var length = 1; length < story.Clock.Ledger.Length; length++)
        {
            var entry = story.Clock.Ledger[length];
            if (entry is LedgerEntry.NewCycle or LedgerEntry.Reset or LedgerEntry.Retargeted)
                continue;
            var before = story.Clock with { Ledger = story.Clock.Ledger[..length] };
            var after = story.Clock with { Ledger = story.Clock.Ledger[..(length + 1)] };
            after.Consumed(China, entry.At).Known.ShouldBeGreaterThanOrEqualTo(before.Consumed(China, entry.At).Known);
        }
    });

    [Fact]
    public void P2_due_is_monotone_in_budget_and_in_start() =>
        Gen.Select(AnyCalendar, Instant, Gen.Int[0, 20000], AnyBudget, Gen.Int[0, 10], AnyPauses).Sample((calendar, start, later, budget, more, pauses) =>
        {
            var larger = new Budget(budget.Value + more, budget.Unit);
            Earliest(calendar.DueAt(start, budget, pauses)).ShouldBeLessThanOrEqualTo(Earliest(calendar.DueAt(start, larger, pauses)));
            Earliest(calendar.DueAt(start, budget, pauses)).ShouldBeLessThanOrEqualTo(Earliest(calendar.DueAt(start.AddMinutes(later), budget, pauses)));
        });

    [Fact]
    public void P3_a_pause_of_no_clock_time_changes_nothing() => Gen.Select(Instant, AnyBudget, AnyPause).Sample((start, budget, pause) =>
    {
        if (budget.Measure is not (TimeMeasure.Open or TimeMeasure.Workdays) || China.Elapsed(pause.From, pause.To).Known != TimeSpan.Zero)
            return;
        China.DueAt(start, budget, [pause]).ShouldBe(China.DueAt(start, budget));
    });

    [Fact]
    public void P4_extension_then_pause_is_pause_then_extension() => Gen.Select(Instant, OpenOrWall, Gen.Int[1, 60], Gen.Int[1, 3000]).Sample((start, budget, into, pause) =>
    {
        if (budget.Value == 0)
            return;
        var at = start.AddMinutes(into);
        var fresh = Story(start, budget);
        if (fresh.Clock.Verdict(China, at) == ClockVerdict.Overdue)
            return;
        var rules = new AdjustmentRules();
        var first = fresh.With(fresh.Clock.Extend(China, budget, at, at, "p", "x", rules));
        first = first.With(first.Clock.Pause(China, at, "p", "x", rules));
        first = first.With(first.Clock.Resume(at.AddMinutes(pause), "p", "x"));
        var second = fresh.With(fresh.Clock.Pause(China, at, "p", "x", rules));
        second = second.With(second.Clock.Extend(China, budget, at, at, "p", "x", rules));
        second = second.With(second.Clock.Resume(at.AddMinutes(pause), "p", "x"));
        first.Clock.Due(China, at).ShouldBe(second.Clock.Due(China, at));
    });

    [Fact]
    public void P5_budgets_of_hours_add_up() => Gen.Select(AnyCalendar, Instant, OpenOrWall, OpenOrWall, AnyPauses).Sample((calendar, start, one, two, pauses) =>
    {
        if (one.Unit != two.Unit)
            return;
        var both = calendar.DueAt(start, new Budget(one.Value + two.Value, one.Unit), pauses);
        if (calendar.DueAt(start, one, pauses).TryGet(out var between) && both.IsExact)
            calendar.DueAt(between, two, pauses).ShouldBe(both);
    });

    [Fact]
    public void P5_does_not_hold_for_statutory_days_and_is_not_used_there()
    {
        // One day and one day from the close of the first would be the same here; after a natural day that rolls over a holiday it is not.
        var day = new Budget(1, BudgetUnit.NaturalDayStatutory);
        var start = China.At("2026-04-02 10:00"); // Friday 3 April, then the holiday of 4 to 6 April
        var stepwise = China.DueAt(China.DueAt(start, day).At, day).At;
        China.Show(stepwise).ShouldBe("2026-04-07 18:00");
        China.Show(China.DueAt(China.At("2026-04-03 10:00"), new Budget(2, BudgetUnit.NaturalDayStatutory))).ShouldBe("2026-04-07 18:00");
        var one = China.DueAt(China.At("2026-04-03 10:00"), day).At; // 7 April already
        China.Show(China.DueAt(one, day)).ShouldBe("2026-04-08 18:00"); // not 7 April

        var extended = ClockStory.Start("2026-04-03 10:00", "1 naturalDayStatutory").Extend("2026-04-03 11:00", "1 naturalDayStatutory");
        extended.Due().ShouldBe("2026-04-07 18:00"); // an extension adds to the count of days, not to the due instant
    }

    [Fact]
    public void P6_elapsed_until_due_is_the_budget() => Gen.Select(AnyCalendar, Instant, OpenOrWall, AnyPauses).Sample((calendar, start, budget, pauses) =>
    {
        if (calendar.DueAt(start, budget, pauses).TryGet(out var due))
            calendar.Elapsed(budget.Measure, start, due, pauses).ShouldBe(new ElapsedTime(new TimeSpan(calendar.Ticks(budget)), true));
    });

    [Fact]
    public void P7_neither_locale_nor_offset_of_an_instant_matters() =>
        Gen.Select(AnyCalendar, Instant, AnyBudget, AnyPauses, Gen.Int[-12, 14], OneOfThese("ar-SA", "th-TH", "fa-IR", "de-DE", "tr-TR"))
            .Sample((calendar, start, budget, pauses, offset, culture) =>
            {
                var expected = calendar.DueAt(start, budget, pauses);
                var before = CultureInfo.CurrentCulture;
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                try
                {
                    var zone = TimeSpan.FromHours(offset);
                    Pause[] elsewhere = [.. pauses.Select(pause => new Pause(pause.From.ToOffset(zone), pause.To.ToOffset(zone)))];
                    calendar.DueAt(start.ToOffset(zone), Budget.Parse(budget.ToString()).OrThrow(), elsewhere).ShouldBe(expected);
                    (expected.IsProvisional || expected.At.Offset == TimeSpan.Zero).ShouldBeTrue();
                }
                finally
                {
                    CultureInfo.CurrentCulture = before;
                }
            });

    [Fact]
    public void P8_replaying_the_ledger_rebuilds_the_state() => AnyStory.Sample(story =>
    {
        var json = System.Text.Json.JsonSerializer.Serialize(story.Clock);
        var read = System.Text.Json.JsonSerializer.Deserialize<SlaClock>(json)!;
        read.ShouldBe(story.Clock);
        System.Text.Json.JsonSerializer.Serialize(read.State).ShouldBe(System.Text.Json.JsonSerializer.Serialize(story.Clock.State));
        read.Epoch.ShouldBe(story.Clock.Ledger.Length);
    });

    // Jobs come in any order, any number of times, from any server; each looks at the clock as it is stored and claims by insert.
    [Fact]
    public void P9_any_interleaving_of_duplicate_jobs_gives_each_rung_once() =>
        Gen.Select(Instant, AnyBudget, Gen.Int[0, 40 * 24 * 60].Array[1, 40]).Sample((start, budget, minutes) =>
        {
            var (clock, stale) = (Story(start, budget).Clock, Story(start, budget).Clock);
            var claimed = new HashSet<(int, string, int)>();
            var done = new List<string>();
            foreach (var after in minutes)
            {
                foreach (var seen in (SlaClock[])[clock, stale, clock])
                {
                    var due = seen.DueRungs(Shipped.DefaultLadder, China, start.AddMinutes(after));
                    done.AddRange(due.Where(rung => claimed.Add((rung.Fire.Cycle, rung.Fire.RungKey, rung.Fire.Epoch))).Select(rung => rung.Fire.RungKey));
                    (stale, clock) = (clock, clock.WithFired(due));
                }
            }

            done.ShouldBeUnique();
            clock.Fired.Select(fire => fire.RungKey).ShouldBeUnique();
        });

    [Fact]
    public void P10_a_holiday_less_is_never_later() => Gen.Select(Instant, AnyBudget, AnyPauses, Gen.Int[0, 364]).Sample((start, budget, pauses, day) =>
    {
        var date = new DateOnly(2026, 1, 1).AddDays(day);
        var definition = China.Definition;
        var with = new BusinessCalendar(definition with { Exceptions = definition.Exceptions.SetItem(date, new DayException.Off("a holiday more")) });
        var without = new BusinessCalendar(definition with { Exceptions = definition.Exceptions.SetItem(date, new DayException.Work(definition.Weekly[0], "a holiday less")) });
        var most = with.DueAt(start, budget, pauses);
        var least = without.DueAt(start, budget, pauses);
        Earliest(least).ShouldBeLessThanOrEqualTo(Earliest(most));
        if (most.IsExact)
            least.IsExact.ShouldBeTrue();
    });

    [Fact]
    public void P11_a_running_clock_has_a_next_rung_until_its_ladder_is_climbed() => Gen.Select(AnyStory, Gen.Int[0, 20000]).Sample((story, later) =>
    {
        var now = story.Clock.Ledger[^1].At.AddMinutes(later);
        var clock = story.Clock.WithFired(story.Clock.DueRungs(Shipped.DefaultLadder, China, now));
        var next = clock.NextFire(Shipped.DefaultLadder, China);
        if (clock.State.Status is not ClockStatus.Running)
            next.ShouldSatisfyAllConditions(() => (next is NextRung.None || clock.State.Status == ClockStatus.Paused).ShouldBeTrue());
        else if (next is NextRung.None)
            clock.Fired.Count(fire => fire.Cycle == clock.Cycle && fire.RungKey == "account").ShouldBeGreaterThan(0);
        else if (next is NextRung.At at)
            at.FireAt.ShouldBeGreaterThan(now);
    });

    private static Gen<T> OneOfThese<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static DateTimeOffset Earliest(DueInstant due) => due.NotBefore;

    private static ClockStory Story(DateTimeOffset start, Budget budget) => new(China, ClockMoves.Start(
        new Guid(1, 0, 0, new byte[8]), ClockKind.Stage, "handle", new Limit(budget, China.Id, "default", "test"), China.Version, start, "p", "x"));

    // Tries a step after each distance; what is refused leaves the clock as it was.
    private static ClockStory Tell(DateTimeOffset start, Budget budget, (int Kind, int Minutes)[] steps)
    {
        var story = Story(start, budget);
        var at = start;
        foreach (var (kind, minutes) in steps)
        {
            at = at.AddMinutes(minutes);
            var clock = story.Clock;
            var four = new Budget(4, BudgetUnit.WorkHour);
            var move = kind switch
            {
                0 or 1 => clock.Pause(China, at, "p", "x", new AdjustmentRules(MaxPauses: 10)),
                2 or 3 => clock.Resume(at, "p", "x"),
                4 => clock.Extend(China, new Budget(1, clock.Budget.Unit), at, at, "p", "x"),
                5 => clock.Retarget(four, RetargetBasis.Retroactive, at, "p", "x"),
                6 => clock.Retarget(four, RetargetBasis.FromNow, at, "p", "x", "q"),
                7 => clock.Stop(China, at, "p", "x"),
                8 => clock.Continue(China, TimeSpan.Zero, at, "p", "x"),
                9 => clock.Reopen(China, new Budget(2, BudgetUnit.WorkDayStatutory), at, "p", "x"),
                10 => clock.Acknowledge(at, "p", "x"),
                _ => new ClockMove.Made(clock.WithFired(clock.DueRungs(Shipped.DefaultLadder, China, at))),
            };
            if (move is ClockMove.Made made)
                story = story with { Clock = made.Clock };
        }

        return story;
    }
}
