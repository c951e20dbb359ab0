using GridWorkflow.Simulation.Tests.City;

namespace GridWorkflow.Simulation.Tests;

/// <summary>What the runs live through. Runs in which nothing happens would break no invariant either.</summary>
public sealed class CoverageTests(ITestOutputHelper output)
{
    private const int Seeds = 250;

    [Fact]
    public void A_few_hundred_seeds_see_all_that_can_happen()
    {
        var seen = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            Run.Of(seed, new RunOptions
            {
                AtEnd = town =>
                {
                    foreach (var (what, count) in town.Watch.Seen)
                        seen[what] = seen.GetValueOrDefault(what) + count;
                },
            });
        }

        foreach (var (what, count) in seen)
            output.WriteLine($"{count} {what}");
        string[] expected =
        [
            "File", "Claim", "Release", "Complete", "SignNotice", "AddRemark", "Start", "Wake", "Cancel", "TimerDue", "RetryActivity",
            "half", "warn", "due", "supervise", "account",
            "crash", "no answer", "job lost", "job doubled", "clock jump",
            "Transition Conflict", "Transition Duplicate", "Transition Lost", "Transition Excluded",
            "SplitMessage Committed", "SplitMessage Lost", "KeepEvent Committed", "KeepEvent Lost", "PostMessage Duplicate", "WithdrawMessage Committed",
            "SettleOutbox Committed", "ReviveOutbox Committed", "SkipTriggerStart Committed", "DropTimer Committed", "RecordRefusal Committed",
        ];
        expected.Except(seen.Keys).ShouldBeEmpty();
    }
}
