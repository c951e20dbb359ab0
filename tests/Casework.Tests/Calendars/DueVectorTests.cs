using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Clocks;

namespace GridWorkflow.Casework.Tests.Calendars;

/// <summary>The golden vectors of due instants and elapsed times (State Council 2026, 08-12 and 14-18, Asia/Shanghai).</summary>
public sealed class DueVectorTests
{
    [Theory]
    [InlineData("G01", "2026-03-02 09:00", "2 workHour", "", "2026-03-02 11:00")] // plain
    [InlineData("G02", "2026-03-02 11:00", "2 workHour", "", "2026-03-02 15:00")] // spans lunch
    [InlineData("G03", "2026-03-02 12:30", "1 workHour", "", "2026-03-02 15:00")] // starts in lunch
    [InlineData("G04", "2026-03-02 06:00", "4 workHour", "", "2026-03-02 12:00")] // before opening: due exactly at 12:00, not 14:00
    [InlineData("G05", "2026-03-02 08:00", "8 workHour", "", "2026-03-02 18:00")] // due exactly at close 18:00, not next day 08:00
    [InlineData("G06", "2026-03-02 19:00", "1 workHour", "", "2026-03-03 09:00")] // after close
    [InlineData("G07", "2026-03-06 17:00", "2 workHour", "", "2026-03-09 09:00")] // Fri evening -> Mon
    [InlineData("G08", "2026-03-07 10:00", "4 workHour", "", "2026-03-09 12:00")] // starts Saturday
    [InlineData("G09", "2026-03-06 17:00", "2 urgentHour", "", "2026-03-06 19:00")] // 24x7
    [InlineData("G10", "2026-03-06 23:00", "2 urgentHour", "", "2026-03-07 01:00")] // crosses midnight+weekend
    [InlineData("G11", "2026-02-13 17:00", "2 workHour", "", "2026-02-14 09:00")] // Fri 13 Feb -> make-up Sat 14 Feb works
    [InlineData("G12", "2026-02-14 17:00", "2 workHour", "", "2026-02-24 09:00")] // make-up Sat -> Spring Festival 15-23 skipped -> Tue 24 Feb
    [InlineData("G13", "2026-02-14 17:00", "2 urgentHour", "", "2026-02-14 19:00")] // urgent ignores holiday
    [InlineData("G14", "2026-02-18 10:00", "4 workHour", "", "2026-02-24 12:00")] // starts inside holiday
    [InlineData("G15", "2026-02-27 17:00", "2 workHour", "", "2026-02-28 09:00")] // Fri 27 Feb -> make-up Sat 28 Feb
    [InlineData("G16", "2026-09-18 17:00", "2 workHour", "", "2026-09-20 09:00")] // Fri -> Sat is off, Sun 20 Sep is make-up
    [InlineData("G17", "2026-09-24 16:00", "4 workHour", "", "2026-09-28 10:00")] // -> mid-autumn 25-27 off -> Mon 28
    [InlineData("G18", "2026-09-30 16:00", "4 workHour", "", "2026-10-08 10:00")] // -> National Day 1-7 off -> Thu 8 Oct
    [InlineData("G19", "2026-10-09 17:00", "2 workHour", "", "2026-10-10 09:00")] // -> make-up Sat 10 Oct
    [InlineData("G20", "2026-12-31 17:00", "2 workHour", "", "horizon")] // year end: 2027-01-01 has no data in a 2026 calendar; the engine refuses to guess (a plain weekday would give 2027-01-01 09:00)
    [InlineData("G21", "2026-03-02 09:00", "1 workDayRolling", "", "2026-03-03 09:00")] // = 8 working hours
    [InlineData("G22", "2026-03-02 09:00", "1 workDayStatutory", "", "2026-03-03 18:00")] // start day excluded, 18:00 of next working day
    [InlineData("G23", "2026-03-06 15:00", "5 workDayRolling", "", "2026-03-13 15:00")] // 
    [InlineData("G24", "2026-03-06 15:00", "5 workDayStatutory", "", "2026-03-13 18:00")] // 
    [InlineData("G25", "2026-02-12 09:00", "3 workDayStatutory", "", "2026-02-24 18:00")] // 13 Fri, 14 make-up Sat, 24 Tue
    [InlineData("G26", "2026-09-17 09:00", "3 workDayStatutory", "", "2026-09-21 18:00")] // 18 Fri, 20 Sun make-up, 21 Mon
    [InlineData("G27", "2026-09-29 10:00", "2 workDayRolling", "", "2026-10-08 10:00")] // 
    [InlineData("G28", "2026-04-01 10:00", "3 naturalDayRolling", "", "2026-04-04 10:00")] // 
    [InlineData("G29", "2026-04-01 10:00", "3 naturalDayStatutory", "", "2026-04-07 18:00")] // ends Sat 4 Apr holiday -> rolls to Tue 7 Apr
    [InlineData("G30", "2026-06-15 10:00", "7 naturalDayStatutory", "", "2026-06-22 18:00")] // ends Mon 22 Jun
    [InlineData("G31", "2026-06-14 10:00", "7 naturalDayStatutory", "", "2026-06-22 18:00")] // ends Sun 21 Jun holiday -> Mon 22 Jun
    [InlineData("G32", "2026-03-02 09:00", "4 workHour", "2026-03-02 10:00~2026-03-02 11:00", "2026-03-02 16:00")] // pause 1h inside work
    [InlineData("G33", "2026-03-02 09:00", "4 workHour", "2026-03-02 11:00~2026-03-02 15:00", "2026-03-02 17:00")] // pause spans lunch: only 2 working h removed
    [InlineData("G34", "2026-03-06 16:00", "4 workHour", "2026-03-06 17:00~2026-03-09 10:00", "2026-03-09 15:00")] // pause over weekend must NOT add weekend (GLPI #10594)
    [InlineData("G35", "2026-03-06 16:00", "4 urgentHour", "2026-03-06 17:00~2026-03-09 10:00", "2026-03-09 13:00")] // same pause on 24x7 clock adds full wall time
    [InlineData("G36", "2026-03-02 09:00", "4 workHour", "2026-03-02 12:10~2026-03-02 13:50", "2026-03-02 15:00")] // pause entirely in lunch: no effect
    [InlineData("G37", "2026-03-02 09:00", "4 workHour", "2026-03-02 09:30~2026-03-02 10:30|2026-03-02 15:00~2026-03-02 16:00", "2026-03-02 17:00")] // two pauses inside working time, both removed
    [InlineData("G38", "2026-03-02 09:00", "0 workHour", "", "2026-03-02 09:00")] // zero budget: due = start
    [InlineData("G39", "2026-05-08 17:30", "1 workHour", "", "2026-05-09 08:30")] // -> make-up Sat 9 May
    [InlineData("G40", "2026-01-03 09:00", "1 workHour", "", "2026-01-04 09:00")] // holiday Sat -> make-up Sun 4 Jan
    public void Due(string id, string start, string budget, string pauses, string due)
    {
        var calendar = Shipped.China;
        var actual = calendar.DueAt(calendar.At(start), Budget.Parse(budget).OrThrow(), calendar.Pauses(pauses));
        calendar.Show(actual).ShouldBe(due, id);
    }

    [Theory]
    [InlineData("E01", "2026-03-02 12:30", "2026-03-02 13:30", "work", "", 0)] // inside lunch: 0 (the eGova port returns 1410)
    [InlineData("E02", "2026-03-02 11:30", "2026-03-02 14:30", "work", "", 60)] // 60
    [InlineData("E03", "2026-03-06 17:00", "2026-03-09 09:00", "work", "", 120)]
    [InlineData("E04", "2026-02-14 08:00", "2026-02-24 18:00", "work", "", 960)] // make-up Sat 480 + Tue 480
    [InlineData("E05", "2026-02-14 08:00", "2026-02-24 18:00", "24x7", "", 15000)]
    [InlineData("E06", "2026-03-02 09:00", "2026-03-02 17:00", "work", "2026-03-02 11:00~2026-03-02 15:00", 240)]
    [InlineData("E07", "2026-03-02 09:00", "2026-03-02 08:00", "work", "", 0)] // end before start: 0 (or reject), never negative
    [InlineData("E08", "2026-09-18 08:00", "2026-09-21 18:00", "work", "", 1440)] // Fri+Sun(make-up)+Mon = 1440
    public void Elapsed(string id, string start, string end, string clock, string pauses, int minutes)
    {
        var calendar = Shipped.China;
        var measure = clock == "work" ? TimeMeasure.Open : TimeMeasure.Wall;
        var actual = calendar.Elapsed(measure, calendar.At(start), calendar.At(end), calendar.Pauses(pauses));
        actual.ShouldBe(new ElapsedTime(TimeSpan.FromMinutes(minutes), true), id);
    }

    [Fact]
    public void Every_row_of_due_csv()
    {
        foreach (var cells in Shipped.Vectors("due.csv").Skip(1).Select(line => line.Split(',', 7)))
            Due(cells[0], cells[1], $"{cells[3]} {cells[2]}", cells[4], cells[5]);
    }

    [Fact]
    public void Every_row_of_elapsed_csv()
    {
        foreach (var cells in Shipped.Vectors("elapsed.csv").Skip(1).Select(line => line.Split(',', 7)))
            Elapsed(cells[0], cells[1], cells[2], cells[3], cells[4], int.Parse(cells[5], System.Globalization.CultureInfo.InvariantCulture));
    }
}
