using GridWorkflow.Casework.Instances;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using Microsoft.EntityFrameworkCore;
using Workflows = GridWorkflow.Runtime.Tests.Delivery.Drawn;

namespace GridWorkflow.Runtime.Tests.Catalog;

/// <summary>Two nodes on one database: what one of them publishes comes into force on the other, and until then the other spoils nothing.</summary>
public abstract class FreshnessSuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    private readonly TDatabase _database = new();
    private Rig _one = null!;
    private Rig _other = null!;

    public async ValueTask InitializeAsync()
    {
        _one = await Rig.On(_database, files: TestDesk.Files, decide: InstanceDesk.Decide);
        _other = await Rig.On(_database, files: TestDesk.Files, decide: InstanceDesk.Decide, time: _one.Time, seed: 2);
    }

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        await _one.DisposeAsync();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_one_publishes_and_retracts_the_other_follows_once()
    {
        var changes = 0;
        _other.Catalog.Changed += (_, _) => changes++;
        (await Refresh()).ShouldBeFalse("nothing was changed");

        await Publish(Drawn.Id, Drawn.Line("A"));
        (await Refresh()).ShouldBeTrue();
        (await Refresh()).ShouldBeFalse();
        InForce(_other).ShouldBe(1);
        await Publish(Drawn.Id, Drawn.Line("B"));
        (await Refresh()).ShouldBeTrue();
        InForce(_other).ShouldBe(2);
        _other.Catalog.Current.ContentHash.ShouldBe(_one.Catalog.Current.ContentHash);
        (await _one.Library.Retract(Drawn.Id, null, "p1", Rig.Cancellation)).ShouldBeOfType<DefinitionOutcome.Changed>();
        (await Refresh()).ShouldBeTrue();
        InForce(_other).ShouldBeNull();
        changes.ShouldBe(3);
    }

    [Fact]
    public async Task A_draft_that_somebody_saves_changes_nothing()
    {
        await _one.Library.SaveDraft(null, Drawn.Sequence(Drawn.Id, 1, Drawn.Line("A")), null, "p1", Rig.Cancellation);
        var before = _other.Catalog.Current;
        (await Refresh()).ShouldBeFalse();
        _other.Catalog.Current.ShouldBeSameAs(before);
        (await _other.Library.IsStale(Rig.Cancellation)).ShouldBeFalse("it has looked");
    }

    [Fact]
    public async Task Those_who_publish_at_once_end_with_the_same()
    {
        await _one.Library.SaveDraft(null, Drawn.Sequence("one", 1, Drawn.Line("A")), null, "p1", Rig.Cancellation);
        await _other.Library.SaveDraft(null, Drawn.Sequence("other", 1, Drawn.Line("A")), null, "p2", Rig.Cancellation);

        await Task.WhenAll(_one.Library.Publish("one", null, "p1", Rig.Cancellation), _other.Library.Publish("other", null, "p2", Rig.Cancellation));
        await _one.Library.Refresh(Rig.Cancellation);
        await _other.Library.Refresh(Rig.Cancellation);

        foreach (var rig in new[] { _one, _other })
            new[] { "one", "other" }.ShouldBeSubsetOf(rig.Catalog.Current.Definitions.Ids);
        _other.Catalog.Current.ContentHash.ShouldBe(_one.Catalog.Current.ContentHash);
    }

    [Fact]
    public async Task What_does_not_fit_together_leaves_a_node_with_what_it_has()
    {
        // As when two nodes act at once: a category needs the lifecycle, no act would take it away.
        await Turn(2, VersionState.Retracted);
        var before = _other.Catalog.Current;

        (await Refresh()).ShouldBeFalse();

        _other.Catalog.Current.ShouldBeSameAs(before);
        (await _other.Library.IsStale(Rig.Cancellation)).ShouldBeFalse("it is said once, not each second");
        await Turn(3, VersionState.Published);
        await Refresh();
        _other.Catalog.Current.Definitions.Current("test-case").ShouldNotBeNull();

        async Task Turn(long revision, VersionState state) => (await _one.Pipeline.Commit(new Write.ChangeDefinitions(
            [new DefinitionChange(
                new DefinitionActRow { DefinitionId = "test-case", Revision = revision, Act = DefinitionAct.Retracted, Version = 1, At = Rig.Morning, By = "p1" },
                [new VersionStep.Turn(1, state)])]))).ShouldBeOfType<WriteOutcome.Committed>();
    }

    [Fact]
    public async Task A_node_that_does_not_know_of_a_new_version_leaves_its_timed_starts_alone()
    {
        await PublishText(Workflows.Sequence("ticks", Workflows.Trigger("timer", "Timer", "interval=00:10:00")));
        await Sweeps();
        _one.Time.Advance(TimeSpan.FromMinutes(4));
        // The new version ticks otherwise; its count begins now.
        await PublishText(Workflows.Sequence("ticks", Workflows.Trigger("faster", "Timer", "interval=00:05:00")));
        await Sweeps();
        _one.Time.Advance(TimeSpan.FromMinutes(3));
        // The other node still has the old version: it would put its own start on the list and drop the new one, and three minutes were lost.
        await _other.Triggers.RunOnce(Rig.Cancellation);
        await _one.Triggers.RunOnce(Rig.Cancellation);

        await using var context = _database.CreateDbContext();
        var row = (await context.TriggerStarts.AsNoTracking().ToListAsync(Rig.Cancellation)).ShouldHaveSingleItem();
        (row.ActivityId, row.LastAt).ShouldBe(("faster", Rig.Morning + TimeSpan.FromMinutes(4)));
        _one.Time.Advance(TimeSpan.FromMinutes(2));
        (await _one.Triggers.RunOnce(Rig.Cancellation)).ShouldBe(1);
    }

    /// <summary>As a second passes: who published looks too, then sweeps.</summary>
    private async Task Sweeps()
    {
        await _one.Library.Refresh(Rig.Cancellation);
        await _one.Triggers.RunOnce(Rig.Cancellation);
    }

    private Task<bool> Refresh() => _other.Library.Refresh(Rig.Cancellation);

    private static int? InForce(Rig rig) => rig.Catalog.Current.Definitions.Current(Drawn.Id)?.Version;

    private Task Publish(string id, params string[] activities) => PublishText(Drawn.Sequence(id, 1, activities));

    private async Task PublishText(string text)
    {
        var saved = (await _one.Library.SaveDraft(null, text, null, "p1", Rig.Cancellation)).ShouldBeOfType<DefinitionOutcome.Changed>();
        (await _one.Library.Publish(saved.Version.DefinitionId, null, "p1", Rig.Cancellation)).ShouldBeOfType<DefinitionOutcome.Changed>();
    }
}
