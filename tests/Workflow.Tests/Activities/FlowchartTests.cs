using GridWorkflow.Workflow.Interpreter;
using static GridWorkflow.Workflow.Tests.Drawn;

namespace GridWorkflow.Workflow.Tests.Activities;

public sealed class FlowchartTests
{
    [Fact]
    public void A_join_runs_once_when_all_branches_have_arrived()
    {
        var root = Flowchart("f", "A->B; A->C; B->D; C->D", Line("A"), Line("B"), Line("C"), Line("D"));
        Lines(Start(Program(root))).ShouldBe("A B C D");
    }

    [Fact]
    public void A_skipped_branch_does_not_hold_the_join()
    {
        var root = Flowchart("f", "D.True->A; D.False->B; A->Z; B->Z", Decision("D", "true"), Line("A"), Line("B"), Line("Z"));
        Lines(Start(Program(root))).ShouldBe("A Z");
    }

    [Fact]
    public void A_loop_goes_back_over_a_backward_connection()
    {
        var root = Flowchart("f", "S->I; I->W; W->D; D.True->I; D.False->Z", Activity("Start", "S"), Set("I", "X", "getX() + 1"), Say("W", "getX()"), Decision("D", "getX() < 3"), Line("Z"));
        Lines(Start(Program(root, ("X", "Int32", 0)))).ShouldBe("1 2 3 Z");
    }

    [Fact]
    public void The_first_to_arrive_at_a_wait_any_join_cancels_the_others_once()
    {
        var root = Flowchart("f", "A->P; A->Q; A->R; P->J; Q->J; R->J; J->Z", Line("A"), Line("P"), Event("Q"), Line("R"), Join("J", "WaitAny"), Line("Z"));
        var burst = Start(Program(root));
        Lines(burst).ShouldBe("A P R Z");
        burst.State.SubStatus.ShouldBe(InstanceSubStatus.Finished);
        burst.State.Bookmarks.ShouldBeEmpty();
    }

    [Fact]
    public void A_jump_into_one_branch_of_a_fork_is_an_incident()
    {
        var root = Flowchart("f", "S->P; S->Q; P->J; Q->J; J->D; D.True->P", Activity("Start", "S"), Line("P"), Line("Q"), Join("J", "WaitAll"), Decision("D", "true"));
        var incident = Start(Program(root)).State.Incidents.ShouldHaveSingleItem();
        incident.Code.ShouldBe("invalid-backward-connection");
        incident.ActivityId.ShouldBe("D");
    }
}
