using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Casework.Tests.Cases;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Tests.Instances;

/// <summary>What the journal says of a move is the same on every machine: a history must replay bit for bit.</summary>
public sealed class InstanceMoveTests
{
    private const string Lifecycle = "community-case";

    // By the rules of most languages "handle" comes before "Judge"; a map that is read back is sorted so.
    [Fact]
    public void The_map_is_told_in_the_order_of_its_characters()
    {
        var (before, after) = (Named("Judge", "handle"), Named("assess", "mend"));
        var table = new CaseTable(before);
        table.Until("2026-03-02 09:00");
        table.Report("G0101", "yangliu-1").ShouldBeOfType<Decision.Accepted>();
        var (from, to) = (before.Definitions.Current(Lifecycle)!, after.Definitions.Current(Lifecycle)!);
        var map = ImmutableSortedDictionary.Create<string, string>(StringComparer.InvariantCulture).Add("Judge", "assess").Add("handle", "mend");

        var possible = InstanceMove.Decide(table.State!, from, to, new InstanceCommand.Migrate(new Actor("anna"), from.ContentHash, to.ContentHash, map), new World(table.Now, new IdSource(9, table.Now), after))
            .ShouldBeOfType<MoveDecision.Possible>();

        map.Keys.ShouldBe(["handle", "Judge"]);
        possible.Burst.Journal.ShouldHaveSingleItem().Data["map"].ShouldBe("Judge → assess, handle → mend");
    }

    private static ReferenceData Named(string judge, string handle) => ReferenceData.Load(
    [
        .. District.Files.Select(file => file.Path == $"workflows/definitions/{Lifecycle}.json"
            ? file with { Text = Renamed(Renamed(file.Text, "judge", judge), "handle", handle) }
            : file),
    ]);

    private static string Renamed(string text, string id, string name) =>
        text.Replace($"\"id\": \"{id}\"", $"\"id\": \"{name}\"", StringComparison.Ordinal).Replace($"\"activity\": \"{id}\"", $"\"activity\": \"{name}\"", StringComparison.Ordinal);
}
