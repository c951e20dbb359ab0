using System.Diagnostics;
using System.Globalization;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Clocks;

namespace GridWorkflow.Conformance.Clocks;

/// <summary>What a due instant costs: the median of many short runs, and the bytes that it allocates.</summary>
internal static class ClockCost
{
    private const int Runs = 101;
    private const int Calls = 20_000;

    public static void Print(BusinessCalendar calendar)
    {
        Measure(calendar, "8 workHour", []);
        Measure(calendar, "90 workDayRolling", []);
        Measure(calendar, "90 workDayStatutory", []);
        Measure(calendar, "90 naturalDayStatutory", []);
        var start = calendar.Local(new DateTime(2026, 3, 2, 10, 0, 0, DateTimeKind.Unspecified));
        Measure(calendar, "8 workHour", [new Pause(start, start.AddHours(1)), new Pause(start.AddDays(1), start.AddDays(2))]);
    }

    private static void Measure(BusinessCalendar calendar, string text, Pause[] pauses)
    {
        var budget = Budget.Parse(text).OrThrow();
        var starts = Enumerable.Range(0, 128)
            .Select(step => calendar.Local(new DateTime(2026, 3, 2, 9, 0, 0, DateTimeKind.Unspecified)).AddMinutes(step * 97)).ToArray();
        var ticks = 0L;
        var nanoseconds = new double[Runs];
        var bytes = 0L;
        for (var run = -5; run < Runs; run++)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var begun = Stopwatch.GetTimestamp();
            for (var call = 0; call < Calls; call++)
                ticks += calendar.DueAt(starts[call & 127], budget, pauses).NotBefore.Ticks;
            var spent = Stopwatch.GetElapsedTime(begun);
            if (run < 0)
                continue;
            nanoseconds[run] = spent.TotalNanoseconds / Calls;
            bytes += GC.GetAllocatedBytesForCurrentThread() - allocated;
        }

        Array.Sort(nanoseconds);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{text}, {pauses.Length} pauses: {nanoseconds[Runs / 2]:0} ns a call (median of {Runs} runs), {bytes} bytes in {(long)Runs * Calls} calls{(ticks == 0 ? "!" : "")}"));
    }
}
