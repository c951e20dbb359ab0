using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Rehearsals;

namespace GridWorkflow.Casework.Tests.Rehearsals;

/// <summary>
/// The shipped scenarios go as recorded. <c>dotnet run --project host -- --demo scenarios --record</c> writes the routes anew; look at the
/// difference before it is committed.
/// </summary>
public sealed class ScenarioRouteTests
{
    public static TheoryData<string> Scenarios => [.. Shelf.Scenarios.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Goes_as_recorded(string id)
    {
        var run = Rehearsal.Play(Shelf.Scenarios[id], District.Data);
        run.Problems.ShouldBeEmpty();
        run.Program!.DefinitionId.ShouldBe(Shelf.Scenarios[id].DefinitionId);
        ScenarioRoute.Write(Shelf.Scenarios[id], run).ShouldBe(File.ReadAllText(Shelf.Route(id)).ReplaceLineEndings("\n"));
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Plays_the_same_bit_for_bit(string id)
    {
        // Another set of objects: nothing that the first run worked out may help the second.
        var again = ReferenceData.Load(District.Files);
        var (one, other) = (Rehearsal.Play(Shelf.Scenarios[id], District.Data), Rehearsal.Play(Shelf.Scenarios[id], again));
        one.Frames.Length.ShouldBe(other.Frames.Length);
        foreach (var (first, second) in one.Frames.Zip(other.Frames))
        {
            second.At.ShouldBe(first.At);
            second.State.ShouldNotBeNull();
            Workflow.Interpreter.StateFormat.Write(second.State).ShouldBe(Workflow.Interpreter.StateFormat.Write(first.State!));
            Casework.Cases.CaseFileFormat.Write(second.File!).ShouldBe(Casework.Cases.CaseFileFormat.Write(first.File!));
        }
    }

    [Fact]
    public void Each_lifecycle_has_two_with_nobody_acting_in_one()
    {
        var byDefinition = Shelf.Scenarios.Values.ToLookup(scenario => scenario.DefinitionId);
        foreach (var program in District.Data.Definitions.Published)
        {
            byDefinition[program.DefinitionId].Count().ShouldBeGreaterThanOrEqualTo(2, program.DefinitionId);
            byDefinition[program.DefinitionId].ShouldContain(scenario => scenario.Id.EndsWith("nobody-acts", StringComparison.Ordinal), program.DefinitionId);
        }
    }

    [Fact]
    public void Nobody_acts_up_the_whole_ladder()
    {
        var last = Rehearsal.Play(Shelf.Scenarios["community-nobody-acts"], District.Data).Frames[^1];
        var file = last.File!;
        file.Clocks.Single(clock => clock.Name == "judge").Fired.Select(fired => fired.RungKey).ShouldBe(["half", "warn", "due", "supervise", "bulletin", "account"]);
        file.Notices.ShouldContain(notice => notice.Kind == NoticeKind.Accountability);
        file.Clocks.ShouldAllBe(clock => clock.Verdict(District.Data.Calendars["cn-2026"], last.At) == ClockVerdict.Overdue);
    }

    [Fact]
    public void Timers_fire_at_their_own_instants()
    {
        foreach (var scenario in Shelf.Scenarios.Values)
        {
            var frames = Rehearsal.Play(scenario, District.Data).Frames;
            foreach (var (before, frame) in frames.Zip(frames[1..]))
            {
                // An instant that a shortened limit puts into the past is now.
                if (frame.Command is InstanceCommand.TimerDue timer)
                    frame.At.ShouldBe(timer.DueAt > before.At ? timer.DueAt : before.At, scenario.Id);
            }
        }
    }
}
