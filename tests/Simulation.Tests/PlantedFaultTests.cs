using GridWorkflow.Runtime.Instances;
using GridWorkflow.Simulation.Tests.City;
using GridWorkflow.Simulation.Tests.Faults;

namespace GridWorkflow.Simulation.Tests;

/// <summary>The simulation finds faults: each of these is planted, and a few hundred seeds break the invariant that stands against it.</summary>
public sealed class PlantedFaultTests(ITestOutputHelper output)
{
    private const int MostSeeds = 300;

    [Fact]
    public void A_store_that_drops_the_version_fence() => Find(Plant.NoVersionFence, "one winner per version", "the journal is a chain");

    [Fact]
    public void A_store_that_answers_before_the_commit_and_loses_it_in_a_crash() => Find(Plant.AnswerBeforeCommit, "no accepted command is lost");

    [Fact]
    public void A_turn_that_forgets_the_epoch_of_a_timer() => Find(Plant.EpochForgotten, PlantedDesk.ForgetsEpoch, "no timer is early");

    [Fact]
    public void An_inbox_that_takes_a_message_twice() => Find(Plant.InboxNotUnique, "no accepted command is doubled");

    [Fact]
    public void A_rung_that_is_recorded_however_often_it_fires() => Find(Plant.RungNotUnique, PlantedDesk.ForgetsRungs, "no rung fires twice");

    [Fact]
    // Two who settle one event both split it for those who wait: the second finds the parts there.
    public void A_lease_that_whoever_had_it_once_may_settle() => Find(Plant.LeaseNotFenced, "no message is delivered twice", "no write is impossible");

    private void Find(Plant plant, params string[] invariants) => Find(plant, null, invariants);

    private void Find(Plant plant, Decider? decide, params string[] invariants)
    {
        for (var seed = 1UL; seed <= MostSeeds; seed++)
        {
            var result = Run.Of(seed, new RunOptions { Plant = plant, Decide = decide });
            if (result.Broken is not { } broken)
                continue;
            output.WriteLine($"Seed {seed} broke '{broken.Invariant}': {broken.Found}");
            if (invariants.Contains(broken.Invariant))
                return;
        }

        Assert.Fail($"Expected one of {MostSeeds} seeds to break '{string.Join("' or '", invariants)}' with {plant} planted, but none did.");
    }
}
