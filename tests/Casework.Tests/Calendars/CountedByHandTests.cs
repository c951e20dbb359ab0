using CsCheck;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Loading;

namespace GridWorkflow.Casework.Tests.Calendars;

/// <summary>The running sums against the slowest honest way: minute by minute, and day by day.</summary>
public sealed class CountedByHandTests
{
    // Open through the hours that America/New_York skips in March and repeats in November.
    private static readonly BusinessCalendar Night = CalendarFile.Read(new SourceFile("night.yaml", """
        id: night
        zone: America/New_York
        coverage: unlimited
        weekly: { monday..friday: "00:00-02:30, 22:00-24:00", saturday..sunday: "01:30-04:30" }
        dayLength: 4
        """));

    private static readonly Gen<(BusinessCalendar Calendar, DateTimeOffset Start)> Place = Gen.OneOf(
        Gen.Int[0, 355 * 24 * 60].Select(minutes => (Shipped.China, Shipped.China.At("2026-01-01 00:00").AddMinutes(minutes))),
        Gen.Int[0, 365 * 24 * 60].Select(minutes => (Night, Night.At("2026-01-01 00:00").AddMinutes(minutes))),
        Gen.Int[0, 6 * 24 * 60].Select(minutes => (Night, Night.At("2026-03-05 00:00").AddMinutes(minutes))),
        Gen.Int[0, 6 * 24 * 60].Select(minutes => (Night, Night.At("2026-10-29 00:00").AddMinutes(minutes))));

    private static readonly Gen<(int After, int Length)[]> Distances = Gen.Select(Gen.Int[-600, 6000], Gen.Int[0, 3000]).Array[0, 3];

    [Fact]
    public void Open_time() => Gen.Select(Place, Gen.Int[1, 20 * 60], Distances).Sample((place, minutes, distances) =>
    {
        var (calendar, start) = place;
        var pauses = Pauses(start, distances);
        var (at, left) = (start, minutes);
        while (left > 0 && calendar.Coverage.Contains(calendar.LocalDate(at)))
        {
            if (Open(calendar, at) && !Array.Exists(pauses, pause => pause.From <= at && at < pause.To))
                left--;
            at = at.AddMinutes(1);
        }

        var due = calendar.DueAt(start, new Budget(minutes / 60m, BudgetUnit.WorkHour), pauses);
        due.IsExact.ShouldBe(left == 0);
        if (!due.IsExact)
            return;
        due.At.ShouldBe(at);
        calendar.Elapsed(start, at, pauses).ShouldBe(new ElapsedTime(TimeSpan.FromMinutes(minutes), true));
    }, iter: 60);

    [Fact]
    public void Workdays() => Gen.Select(Place, Gen.Int[1, 30], Distances).Sample((place, days, distances) =>
    {
        var (calendar, start) = place;
        var pauses = Pauses(start, distances);
        var (date, left) = (calendar.LocalDate(start), days);
        while (left > 0 && calendar.Coverage.Contains(date.AddDays(1)))
        {
            date = date.AddDays(1);
            if (calendar.Day(date).IsWorkday && !Array.Exists(pauses, pause => pause.From < Close(calendar, date) && Close(calendar, date) <= pause.To))
                left--;
        }

        var due = calendar.DueAt(start, new Budget(days, BudgetUnit.WorkDayStatutory), pauses);
        due.IsExact.ShouldBe(left == 0);
        if (due.IsExact)
            due.At.ShouldBe(Close(calendar, date));
    }, iter: 300);

    [Fact]
    public void Natural_days() => Gen.Select(Place, Gen.Int[1, 40]).Sample((place, days) =>
    {
        var (calendar, start) = place;
        var date = calendar.LocalDate(start).AddDays(days);
        while (calendar.Coverage.Contains(date) && !calendar.Day(date).IsWorkday)
            date = date.AddDays(1);
        var due = calendar.DueAt(start, new Budget(days, BudgetUnit.NaturalDayStatutory));
        due.IsExact.ShouldBe(calendar.Coverage.Contains(date));
        if (due.IsExact)
            due.At.ShouldBe(Close(calendar, date));
    }, iter: 300);

    [Fact]
    public void Next_opening() => Place.Sample(place =>
    {
        var (calendar, start) = place;
        var at = start;
        while (!Open(calendar, at) && calendar.Coverage.Contains(calendar.LocalDate(at)))
            at = at.AddMinutes(1);
        calendar.NextOpening(start).ShouldBe(calendar.Coverage.Contains(calendar.LocalDate(at)) ? DueInstant.Exact(at) : DueInstant.Provisional(at));
        calendar.IsOpen(start).ShouldBe(Open(calendar, start));
    }, iter: 60);

    [Fact]
    public void A_due_instant_allocates_nothing()
    {
        var (calendar, start) = (Shipped.China, Shipped.China.At("2026-03-02 09:00"));
        Budget[] budgets = [.. ((string[])["8 workHour", "90 workDayRolling", "90 workDayStatutory", "90 naturalDayStatutory", "48 urgentHour"]).Select(text => Budget.Parse(text).OrThrow())];
        Pause[] pauses = [new(start.AddHours(1), start.AddHours(2))];
        Count();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Count();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Count()
        {
            foreach (var budget in budgets)
                calendar.DueAt(start, budget, pauses);
        }
    }

    private static Pause[] Pauses(DateTimeOffset start, (int After, int Length)[] distances) =>
        [.. distances.Select(distance => new Pause(start.AddMinutes(distance.After), start.AddMinutes(distance.After + distance.Length)))];

    // A minute that the clock reads a second time is open like the first: a segment runs from instant to instant.
    private static bool Open(BusinessCalendar calendar, DateTimeOffset at)
    {
        foreach (var segment in calendar.Day(calendar.LocalDate(at)).Segments)
        {
            if (Local(calendar, at, segment.Open) <= at && at < Local(calendar, at, segment.Close))
                return true;
        }

        return false;
    }

    private static DateTimeOffset Close(BusinessCalendar calendar, DateOnly date) =>
        calendar.Local(date.ToDateTime(TimeOnly.MinValue).AddMinutes(calendar.Day(date).Segments[^1].Close));

    private static DateTimeOffset Local(BusinessCalendar calendar, DateTimeOffset at, int minutes) =>
        calendar.Local(calendar.LocalDate(at).ToDateTime(TimeOnly.MinValue).AddMinutes(minutes));
}
