using System.Diagnostics;
using System.Globalization;

namespace GridWorkflow.Benchmarks;

/// <summary>Measures rows in turns, so that a noisy moment hits all of them, and prints the median of each with its ratio to a baseline.</summary>
internal sealed class Table(int rounds)
{
    public int Rounds => rounds;

    /// <param name="title">What is measured.</param>
    /// <param name="unit">What is counted, per second.</param>
    /// <param name="rows">Each runs once and says how many it did; the first is the baseline of the ratios.</param>
    public async Task Measure(string title, string unit, params (string Name, Func<Task<int>> Run)[] rows)
    {
        var rates = rows.ToDictionary(row => row.Name, _ => new List<double>());
        foreach (var row in rows)
            await row.Run();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (name, run) in rows)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                var started = Stopwatch.GetTimestamp();
                var count = await run();
                rates[name].Add(count / Stopwatch.GetElapsedTime(started).TotalSeconds);
            }
        }

        var baseline = Median(rates[rows[0].Name]);
        Console.WriteLine();
        Console.WriteLine($"{title} (median of {rounds} rounds)");
        Console.WriteLine($"| | {unit}/s | lowest - highest | ratio |");
        Console.WriteLine("|---|---:|---:|---:|");
        foreach (var (name, _) in rows)
        {
            var median = Median(rates[name]);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {name} | {median:N0} | {rates[name].Min():N0} - {rates[name].Max():N0} | {median / baseline:0.00} |"));
        }
    }

    public static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
