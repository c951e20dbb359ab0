using System.Globalization;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Runtime.Catalog;

namespace GridWorkflow.Benchmarks;

/// <summary>Due instants: what one costs, and that it leaves nothing to collect.</summary>
internal static class Clocks
{
    private const int Calls = 500_000;

    public static async Task Measure(Table table)
    {
        var calendar = ReferenceData.Load(WorkflowFolder.Read(Repository.Path("workflows"), demo: true)).Calendars["cn-2026"];
        var monday = calendar.Local(new DateTime(2026, 3, 2, 9, 0, 0, DateTimeKind.Unspecified));
        var starts = Enumerable.Range(0, 128).Select(step => monday.AddMinutes(step * 97)).ToArray();
        (string Name, Budget Budget)[] budgets = [.. new[] { "8 workHour", "90 workDayRolling", "90 workDayStatutory", "90 naturalDayStatutory" }.Select(text => (text, Budget.Parse(text).OrThrow()))];
        await table.Measure("Due instants on the calendar of 2026, one thread", "due instants",
            [.. budgets.Select(row => (row.Name, (Func<Task<int>>)(() => Task.FromResult(Run(calendar, starts, row.Budget)))))]);
        foreach (var (name, budget) in budgets)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Run(calendar, starts, budget);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {GC.GetAllocatedBytesForCurrentThread() - before} bytes in {Calls} calls"));
        }
    }

    private static int Run(BusinessCalendar calendar, DateTimeOffset[] starts, Budget budget)
    {
        var ticks = 0L;
        for (var call = 0; call < Calls; call++)
            ticks ^= calendar.DueAt(starts[call & 127], budget).NotBefore.Ticks;
        return ticks == 42 ? 0 : Calls;
    }
}
