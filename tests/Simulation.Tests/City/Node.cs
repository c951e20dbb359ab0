using GridWorkflow.Simulation.Tests.Scheduling;

namespace GridWorkflow.Simulation.Tests.City;

/// <summary>A machine: it has a clock of its own, crashes, and comes back with nothing but what is in the database.</summary>
internal sealed class Node(int number, Town town)
{
    private int _lives;

    public NodeClock Clock { get; } = new(town.Scheduler);

    /// <summary>Null while it is down.</summary>
    public NodeLife? Life { get; private set; }

    public void Start()
    {
        var life = new NodeLife(town, this, $"node{number}.{++_lives}");
        Life = life;
        town.Note(life.Name, "starts");
        town.Begin(life, life.Live);
    }

    public void Crash()
    {
        if (Life is not { } life)
            return;
        Life = null;
        town.Note(life.Name, "crashes");
        town.Watch.See("crash");
        life.Die();
        town.Scheduler.At(town.Scheduler.Now + town.Plan.DownTime(), town.Ground, Start);
    }
}
