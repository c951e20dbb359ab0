using GridWorkflow.Simulation.Tests.City;
using GridWorkflow.Simulation.Tests.Faults;

namespace GridWorkflow.Simulation.Tests;

/// <summary>A seed is a run: what happens depends on nothing else.</summary>
public sealed class DeterminismTests
{
    [Fact]
    public void The_same_seed_is_the_same_run_step_by_step()
    {
        for (var seed = 1UL; seed <= 40; seed++)
        {
            var (once, again) = (Run.Of(seed), Run.Of(seed));
            (again.Hash, again.Steps, again.Transitions).ShouldBe((once.Hash, once.Steps, once.Transitions), $"seed {seed}");
        }
    }

    [Fact]
    public void Runs_side_by_side_are_the_same_as_runs_alone()
    {
        var alone = Enumerable.Range(1, 20).Select(seed => Run.Of((ulong)seed).Hash).ToList();
        var together = Enumerable.Range(1, 20).AsParallel().AsOrdered().WithDegreeOfParallelism(4).Select(seed => Run.Of((ulong)seed).Hash).ToList();
        together.ShouldBe(alone);
    }

    [Fact]
    public void Other_seeds_are_other_runs() => Enumerable.Range(1, 20).Select(seed => Run.Of((ulong)seed).Hash).Distinct().Count().ShouldBe(20);

    [Fact]
    public void A_broken_run_tells_its_seed_and_the_steps_that_led_there()
    {
        var broken = Enumerable.Range(1, 300).Select(seed => Run.Of((ulong)seed, new RunOptions { Plant = Plant.InboxNotUnique })).First(result => result.Broken is not null);
        var story = broken.Story("the command");
        story.ShouldContain($"Seed {broken.Seed} broke");
        story.ShouldContain("the command");
        broken.Tail.ShouldNotBeEmpty();
        Run.Of(broken.Seed, new RunOptions { Plant = Plant.InboxNotUnique }).Hash.ShouldBe(broken.Hash);
    }
}
