using System.Globalization;
using GridWorkflow.Simulation.Tests.Invariants;
using GridWorkflow.Simulation.Tests.Scheduling;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Simulation.Tests.City;

/// <summary>What became of a run.</summary>
/// <param name="Broken">The invariant that was broken first; null: none.</param>
/// <param name="Hash">Of all that happened.</param>
internal sealed record RunResult(ulong Seed, Violation? Broken, ulong Hash, int Steps, int Transitions, IReadOnlyCollection<string> Tail)
{
    /// <summary>What a person needs to look at the run again.</summary>
    public string Story(string command) => string.Create(CultureInfo.InvariantCulture, $"""
        Seed {Seed} broke "{Broken?.Invariant}": {Broken?.Found}
        Run it again: {command}
        {string.Join('\n', Tail)}
        """);
}

/// <summary>Runs a seed.</summary>
internal static class Run
{
    private const int MostSteps = 200_000;
    private const int TailLength = 150;

    public static RunResult Of(ulong seed, RunOptions? options = null)
    {
        options ??= new RunOptions();
        var result = Once(seed, options, keep: 0);
        // The same run again, step by step the same, with its text.
        return result.Broken is null ? result : Once(seed, options, TailLength);
    }

    private static RunResult Once(ulong seed, RunOptions options, int keep)
    {
        var trace = new Trace(keep);
        using var town = new Town(seed, options, trace);
        var clients = new Clients(town);
        var senders = new Senders(town);
        var kind = town.Dice.Below(10);
        if (kind < 6)
            clients.Come();
        if (kind > 4)
            senders.Come();
        town.Begin(town.Ground, () => town.Drift(town.Ground));

        // People come and things go wrong; then nothing goes wrong any more, and all must come to rest.
        Step(town, () => town.Scheduler.Now >= Town.Monday + town.Length);
        town.Calm();
        var settled = Step(town, () => !town.HasClients && IsAtRest(town));
        if (town.Broken is null && !settled)
            town.Violate("all comes to rest", Unrest(town));
        if (town.Broken is null)
            new Rest(town, senders).Check();
        options.AtEnd?.Invoke(town);
        return new RunResult(seed, town.Broken, trace.Hash, town.Scheduler.Steps, town.Watch.Transitions, trace.Tail);
    }

    /// <returns>False: too many steps, too long a time, or nothing left to do before it was reached.</returns>
    private static bool Step(Town town, Func<bool> reached)
    {
        var latest = Town.Monday + town.Length + TimeSpan.FromDays(10);
        for (var steps = 0; town.Broken is null; steps++)
        {
            if (steps % 16 == 0 && reached())
                return true;
            if (town.Scheduler.Steps > MostSteps || town.Scheduler.Now > latest)
                return false;
            if (!town.Scheduler.RunOne())
                return reached();
            if (town.Scheduler.Failure is { } failure)
                town.Violate("nothing is thrown", failure.ToString());
        }

        return false;
    }

    private static bool IsAtRest(Town town)
    {
        var now = town.Scheduler.Now;
        return town.Jobs.Open == 0
            && !town.Database.Outbox.Rows.Any(row => row.Status == OutboxStatus.Pending)
            && !town.Database.Timers.Rows.Any(timer => timer.ParkedAt is null && timer.NextAt <= now);
    }

    private static string Unrest(Town town) => string.Create(CultureInfo.InvariantCulture, $"""
        {town.Scheduler.Steps} steps, at {town.Scheduler.Now:O}; clients: {town.HasClients}; jobs: {town.Jobs.Open};
        outbox: {string.Join(", ", town.Database.Outbox.Rows.Where(row => row.Status == OutboxStatus.Pending).Select(row => $"{row.Kind} {row.Id} attempts {row.Attempts} {row.LastError}"))};
        due timers: {string.Join(", ", town.Database.Timers.Rows.Where(timer => timer.NextAt <= town.Scheduler.Now).Select(timer => $"{timer.Key} {timer.DueAt:O}"))}
        """);
}
