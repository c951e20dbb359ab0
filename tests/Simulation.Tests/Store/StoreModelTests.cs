using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Simulation.Tests.Faults;
using GridWorkflow.Simulation.Tests.Scheduling;

namespace GridWorkflow.Simulation.Tests.Store;

/// <summary>The simulated database is a model of the real ones: the same random writes get the same outcomes and leave the same rows.</summary>
public sealed class StoreModelTests(ITestOutputHelper output)
{
    private const int Sequences = 40;
    private const int Groups = 60;

    [Fact]
    public Task Sqlite_does_what_the_model_does() => Does(() => new RealSqlite());

    [Fact]
    public Task PostgreSQL_does_what_the_model_does()
    {
        PostgresServer.Need();
        return Does(() => new RealPostgres());
    }

    private async Task Does(Func<RealDatabase> open)
    {
        var seen = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var seed = 1UL; seed <= Sequences; seed++)
            (await Compare(open, seed, Plant.None, seen)).ShouldBeEmpty($"seed {seed}");
        foreach (var (what, count) in seen)
            output.WriteLine($"{count} {what}");
        // Every write, and every way in which one can end, has come up.
        var kinds = typeof(Write).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(Write))).Select(type => type.Name);
        kinds.Except(seen.Keys.Select(key => key.Split(' ')[0])).ShouldBeEmpty();
        string[] ends = ["Committed", "Leased", "Numbers", "Purged", "Conflict", "Lost", "Promised", "Excluded", "Duplicate", "Impossible"];
        ends.Except(seen.Keys.Select(key => key.Split(' ')[1])).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(nameof(Plant.NoVersionFence))]
    [InlineData(nameof(Plant.EpochForgotten))]
    [InlineData(nameof(Plant.InboxNotUnique))]
    [InlineData(nameof(Plant.RungNotUnique))]
    [InlineData(nameof(Plant.LeaseNotFenced))]
    public async Task A_model_that_means_something_else_is_found_out(string plant)
    {
        var differences = 0;
        for (var seed = 1UL; seed <= 10 && differences == 0; seed++)
            differences = (await Compare(() => new RealSqlite(), seed, Enum.Parse<Plant>(plant), null)).Count;
        differences.ShouldBeGreaterThan(0);
    }

    private static async Task<IReadOnlyList<string>> Compare(Func<RealDatabase> open, ulong seed, Plant plant, SortedDictionary<string, int>? seen)
    {
        using var real = open();
        var simulated = new SimDatabase(plant);
        using var both = real.Open(simulated);
        var dice = new Dice(seed);
        var writes = new RandomWrites(dice, simulated, real.Text == RowText.Whole);
        for (var group = 0; group < Groups; group++)
        {
            Write[] made = [.. Enumerable.Range(0, dice.Between(1, real.MostAtOnce)).Select(_ => writes.Next())];
            var outcomes = both.Commit(made);
            for (var index = 0; seen is not null && index < made.Length; index++)
            {
                var key = $"{made[index].GetType().Name} {outcomes[index].GetType().Name}";
                seen[key] = seen.GetValueOrDefault(key) + 1;
            }

            await Ask(both, made);
        }

        real.Compare(simulated);
        return real.Differences;
    }

    // Questions that both are asked; what they say is compared by the pair itself.
    private static async Task Ask(IStore both, Write[] made)
    {
        var now = new DateTimeOffset(2026, 3, 2, 1, 2, 0, TimeSpan.Zero);
        foreach (var transition in made.OfType<Write.Transition>())
            await both.Load(transition.Instance.Id, CancellationToken.None);
        await both.DueTimers(now, 2, CancellationToken.None);
        await both.NextDue(CancellationToken.None);
        await both.NextMessage(now, CancellationToken.None);
        await both.Waiting("Event", "one", null, null, CancellationToken.None);
        await both.Waiting("Event", "two", "one", null, CancellationToken.None);
        await both.WaitingKeys("Task", CancellationToken.None);
        await both.Leased("a", now, CancellationToken.None);
        await both.TriggerStarts(CancellationToken.None);
        await both.FindMessage("one", "m-1", CancellationToken.None);
    }
}
