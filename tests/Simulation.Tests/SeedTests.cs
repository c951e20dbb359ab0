using System.Collections.Concurrent;
using System.Globalization;
using GridWorkflow.Simulation.Tests.City;

namespace GridWorkflow.Simulation.Tests;

/// <summary>Many runs, each with another seed: no invariant is broken in any.</summary>
public sealed class SeedTests(ITestOutputHelper output)
{
    private const string One = "GRIDWORKFLOW_SIM_SEED";
    private const string Many = "GRIDWORKFLOW_SIM_SEEDS";

    [Fact]
    public void No_seed_breaks_an_invariant()
    {
        var only = Number(One);
        var count = only is null ? (int)(Number(Many) ?? 10_000) : 1;
        var next = (long)(only ?? 1) - 1;
        var last = next + count;
        var failures = new ConcurrentBag<RunResult>();
        long steps = 0, transitions = 0;

        // Each seed has a thread to itself; what threads share is immutable.
        Parallel.For(0, Environment.ProcessorCount, _ =>
        {
            while (failures.IsEmpty && Interlocked.Increment(ref next) is var seed && seed <= last)
            {
                var result = Run.Of((ulong)seed);
                Interlocked.Add(ref steps, result.Steps);
                Interlocked.Add(ref transitions, result.Transitions);
                if (result.Broken is not null)
                    failures.Add(result);
            }
        });

        output.WriteLine($"{count} seeds, {steps} steps, {transitions} transitions");
        var first = failures.MinBy(failure => failure.Seed);
        (first?.Broken).ShouldBeNull(first?.Story($"{One}={first.Seed} tests/run Simulation"));
    }

    private static ulong? Number(string variable) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
