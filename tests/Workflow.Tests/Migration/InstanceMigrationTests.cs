using System.Text.Json.Nodes;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Migration;
using static GridWorkflow.Workflow.Tests.Drawn;

namespace GridWorkflow.Workflow.Tests.Migration;

public sealed class InstanceMigrationTests
{
    [Fact]
    public void A_sequence_goes_on_behind_the_activity_that_waits()
    {
        var before = Program(Sequence("s", Line("A"), Event("E"), Line("B")), ("X", "Int32", 1));
        var after = Program(Sequence("s", Line("A"), Line("New"), Event("E"), Line("Also"), Line("B")), ("X", "Int32", 1), ("Y", "String", "y"));
        var moved = Move(before, after).ShouldBeOfType<MigrationOutcome.Migrated>();
        moved.Notes.ShouldBe(["Variable 'Y' is new and begins with its default."]);
        Lines(Resume(after, moved.State, "E")).ShouldBe("Also B");
        moved.State.Variables(after)["Y"].ShouldBe("y");
    }

    [Fact]
    public void A_renamed_activity_needs_the_map()
    {
        var before = Program(Sequence("s", Event("E"), Line("B")));
        var after = Program(Sequence("s", Event("F"), Line("B")));
        Move(before, after).ShouldBeOfType<MigrationOutcome.Refused>().Problems.ShouldHaveSingleItem().Code.ShouldBe("no-image");
        var moved = Move(before, after, ("E", "F")).ShouldBeOfType<MigrationOutcome.Migrated>();
        moved.State.Bookmarks.ShouldHaveSingleItem().ActivityId.ShouldBe("F");
        Lines(Resume(after, moved.State, "F")).ShouldBe("B");
    }

    public static TheoryData<string, string> Refused => new()
    {
        { """{"id":"s","type":"Elsa.Sequence","activities":[{"id":"E","type":"Elsa.Delay"}]}""", "other-type" },
        { """{"id":"s","type":"Elsa.Sequence","activities":[{"id":"t","type":"Elsa.Sequence","activities":[{"id":"E","type":"Elsa.Event"}]}]}""", "other-container" },
        { """{"id":"u","type":"Elsa.Sequence","activities":[{"id":"E","type":"Elsa.Event"}]}""", "no-image" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_case_without_an_image_stays(string root, string code) =>
        Move(Program(Sequence("s", Event("E"))), Program(JsonNode.Parse(root)!)).ShouldBeOfType<MigrationOutcome.Refused>().Problems.Select(problem => problem.Code).ShouldContain(code);

    [Fact]
    public void A_variable_that_cannot_be_converted_refuses()
    {
        var before = Program(Sequence("s", Event("E")), ("X", "String", "many"));
        Move(before, Program(Sequence("s", Event("E")), ("X", "Int32", 0))).ShouldBeOfType<MigrationOutcome.Refused>()
            .Problems.ShouldHaveSingleItem().Reason.ShouldBe("Variable 'X': Expected a value of type Int32, but found 'many'.");
    }

    [Theory]
    [InlineData("A->P; A->E; P->J; E->J; J->Z", "Z")]
    [InlineData("A->P; A->E; P->N; N->J; E->J; J->Z", "Z")]
    [InlineData("A->P; A->E; P->J; E->N; N->J; J->Z", "N Z")]
    [InlineData("A->P; A->E; A->N; N->J; P->J; E->J; J->Z", "Z")]
    [InlineData("A->P; A->E; P->J; E->J; J->N; N->Z", "N Z")]
    public void A_join_is_met_by_what_had_arrived_before(string connections, string lines)
    {
        var before = Program(Flowchart("f", "A->P; A->E; P->J; E->J; J->Z", Line("A"), Line("P"), Event("E"), Join("J", "WaitAllActive"), Line("Z")));
        var after = Program(Flowchart("f", connections, Line("A"), Line("P"), Event("E"), Join("J", "WaitAllActive"), Line("Z"), Line("N")));
        var moved = Move(before, after).ShouldBeOfType<MigrationOutcome.Migrated>();
        var end = Resume(after, StateFormat.Read(StateFormat.Write(moved.State), after), "E");
        Lines(end).ShouldBe(lines);
        end.State.SubStatus.ShouldBe(InstanceSubStatus.Finished);
    }

    [Fact]
    public void The_same_version_migrates_to_itself()
    {
        var program = Program(Flowchart("f", "A->L; L->E; E->D; D.True->L; D.False->Z", Line("A"), Line("L"), Event("E"), Decision("D", "true"), Line("Z")));
        var state = Resume(program, Start(program).State, "E").State;
        var moved = InstanceMigration.Run(state, program, program).ShouldBeOfType<MigrationOutcome.Migrated>();
        StateFormat.Write(moved.State).ShouldBe(StateFormat.Write(state));
        moved.Notes.ShouldBeEmpty();
    }

    [Fact]
    public void A_finished_instance_stays_as_it_is()
    {
        var program = Program(Sequence("s", Line("A")));
        InstanceMigration.Run(Start(program).State, program, program).ShouldBeOfType<MigrationOutcome.Refused>().Problems[0].Code.ShouldBe("finished");
    }

    private static MigrationOutcome Move(Workflow.Interpreter.Program before, Workflow.Interpreter.Program after, params (string Old, string Image)[] map) =>
        InstanceMigration.Run(Start(before).State, before, after, map.ToDictionary(entry => entry.Old, entry => entry.Image));
}
