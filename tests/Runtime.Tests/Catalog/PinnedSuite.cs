using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;

namespace GridWorkflow.Runtime.Tests.Catalog;

/// <summary>A running case keeps its program, whatever becomes of the versions and of the workflows that it uses as activities.</summary>
public abstract class PinnedSuite<TDatabase> : IDisposable
    where TDatabase : TestDatabase, new()
{
    private readonly TDatabase _database = new();

    public void Dispose()
    {
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public async Task A_workflow_that_was_used_as_an_activity_is_found_as_it_was(int version)
    {
        string hash;
        await using (var rig = await Rig.On(_database, files: TestDesk.Files))
        {
            await Publish(rig, Drawn.Id, Drawn.Sequence(Drawn.Id, 1, Drawn.Line("old")));
            await Publish(rig, "parent", Drawn.Sequence("parent", 1, Drawn.Use(Drawn.Id, version)));
            var program = rig.Catalog.Current.Definitions.Current("parent").ShouldNotBeNull();
            program.Activities.Select(activity => activity.Id).ShouldContain("old");
            hash = program.ContentHash;
            await Publish(rig, Drawn.Id, Drawn.Sequence(Drawn.Id, 1, Drawn.Line("new")));
            // A version that is named stays; whatever is published under the name changes for new instances.
            rig.Catalog.Current.Definitions.Current("parent").ShouldNotBeNull().Activities.Select(activity => activity.Id).ShouldContain(version == 1 ? "old" : "new");
            (await rig.Catalog.Pinned(hash, Rig.Cancellation)).ShouldNotBeNull().Activities.Select(activity => activity.Id).ShouldContain("old");
        }

        await using var next = await Rig.On(_database, files: TestDesk.Files);
        await Publish(next, "parent", Drawn.Sequence("parent", 1, Drawn.Line("alone")));
        (await next.Library.Retract(Drawn.Id, null, "anna", Rig.Cancellation)).ShouldBeOfType<DefinitionOutcome.Changed>();
        (await next.Library.Delete(Drawn.Id, null, null, "anna", Rig.Cancellation)).ShouldBeOfType<DefinitionOutcome.Changed>();
        var pinned = (await next.Catalog.Pinned(hash, Rig.Cancellation)).ShouldNotBeNull();
        pinned.ContentHash.ShouldBe(hash);
        pinned.Activities.Select(activity => activity.Id).ShouldContain("old");
        pinned.Version.ShouldBe(1);
    }

    [Fact]
    public async Task A_program_that_was_kept_before_parts_were_kept_finds_them_among_those_in_force()
    {
        await using var rig = await Rig.On(_database, files: TestDesk.Files);
        await Publish(rig, Drawn.Id, Drawn.Sequence(Drawn.Id, 1, Drawn.Line("old")));
        await Publish(rig, "parent", Drawn.Sequence("parent", 1, Drawn.Use(Drawn.Id, 1)));
        var row = KeptProgram.Row(rig.Catalog.Current.Definitions.Current("parent")!, Rig.Morning);
        row.Parts.ShouldNotBeNull();
        KeptProgram.Compile(row with { Parts = null }, rig.Catalog.Current.Definitions).ContentHash.ShouldBe(row.ContentHash);
        KeptProgram.Compile(row, Casework.DefinitionSet.Empty).ContentHash.ShouldBe(row.ContentHash);
    }

    [Fact]
    public async Task A_case_goes_on_with_its_version_after_the_next_was_published_and_the_node_was_started_again()
    {
        Guid id;
        await using (var rig = await Rig.On(_database, files: TestDesk.Files))
        {
            id = await rig.Open();
            await Publish(rig, "test-case", Drawn.Sequence("test-case", 1, Drawn.Line("second")));
        }

        await using var next = await Rig.On(_database, seed: 2, files: TestDesk.Files);
        (await next.Say(id, "on it goes")).ShouldBeOfType<CommandOutcome.Done>();
        var second = await next.Open("m-2");
        var (before, after) = ((await next.Store.Load(id, Rig.Cancellation)).ShouldNotBeNull(), (await next.Store.Load(second, Rig.Cancellation)).ShouldNotBeNull());
        (before.DefinitionVersion, after.DefinitionVersion).ShouldBe((1, 2));
        before.ProgramHash.ShouldNotBe(after.ProgramHash);
    }

    private static async Task Publish(Rig rig, string id, string text)
    {
        (await rig.Library.SaveDraft(id, text, null, "anna", Rig.Cancellation)).ShouldBeOfType<DefinitionOutcome.Changed>();
        (await rig.Library.Publish(id, null, "anna", Rig.Cancellation)).ShouldBeOfType<DefinitionOutcome.Changed>();
    }
}
