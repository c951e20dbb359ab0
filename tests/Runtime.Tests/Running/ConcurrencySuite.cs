using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Tests.Commit;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;

namespace GridWorkflow.Runtime.Tests.Running;

/// <summary>Many callers at once, on one node and on two (proofs, fault 7 and 15).</summary>
public abstract class ConcurrencySuite<TDatabase> : IDisposable
    where TDatabase : TestDatabase, new()
{
    private readonly TDatabase _database = new();

    public void Dispose()
    {
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(200)]
    public async Task Callers_on_one_case_all_win_once_and_the_journal_has_no_gap(int callers)
    {
        await using var rig = await Rig.On(_database);
        var id = await rig.Open();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => rig.Say(id, $"c{caller}"))));

        outcomes.ShouldAllBe(outcome => outcome is CommandOutcome.Done);
        var journal = await rig.Journal(id);
        journal.Version.ShouldBe(callers + 1);
        journal.Verdict.ShouldBe(new ChainVerdict.Sound(callers + 1));
        journal.File.HandledBy.Skip(1).Order().ShouldBe(Enumerable.Range(0, callers).Select(caller => $"c{caller}").Order());
    }

    [Fact]
    public async Task Two_nodes_share_a_case_without_loss()
    {
        await using var one = await Rig.On(_database, seed: 1);
        await using var other = await Rig.On(_database, seed: 2);
        var id = await one.Open();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(caller => Task.Run(() => (caller % 2 == 0 ? one : other).Say(id, $"c{caller}"))));

        outcomes.ShouldAllBe(outcome => outcome is CommandOutcome.Done);
        var journal = await one.Journal(id);
        journal.Verdict.ShouldBe(new ChainVerdict.Sound(41));
        journal.File.HandledBy.Distinct().Count().ShouldBe(41);
    }

    [Fact]
    public async Task Two_nodes_never_give_one_number_twice()
    {
        await using var one = await Rig.On(_database, seed: 1);
        await using var other = await Rig.On(_database, seed: 2);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 60).Select(caller => Task.Run(() => (caller % 2 == 0 ? one : other).File($"m-{caller}"))));

        outcomes.Select(outcome => outcome.ShouldBeOfType<IntakeOutcome.Filed>().Number).Distinct().Count().ShouldBe(60);
    }

    [Fact]
    public async Task One_message_on_two_nodes_at_once_is_one_case()
    {
        await using var one = await Rig.On(_database, seed: 1);
        await using var other = await Rig.On(_database, seed: 2);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(caller => Task.Run(() => (caller % 2 == 0 ? one : other).File("m-1"))));

        var filed = outcomes.Select(outcome => outcome.ShouldBeOfType<IntakeOutcome.Filed>()).ToList();
        filed.Select(outcome => outcome.CaseId).Distinct().ShouldHaveSingleItem();
        filed.Count(outcome => !outcome.Duplicate).ShouldBe(1);
    }

    [Fact]
    public async Task Callers_on_many_cases_share_transactions()
    {
        var groups = 0;
        await using var rig = await Rig.On(_database, store => new WatchedStore(store) { BeforeCommit = _ => Interlocked.Increment(ref groups) });
        var ids = await Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(() => rig.Open($"m-{caller}"))));
        groups = 0;

        var outcomes = await Task.WhenAll(ids.Select(id => Task.Run(() => rig.Say(id, "hello"))));

        outcomes.ShouldAllBe(outcome => outcome is CommandOutcome.Done);
        groups.ShouldBeLessThan(64);
    }
}
