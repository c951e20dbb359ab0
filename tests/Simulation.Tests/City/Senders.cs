using GridWorkflow.Casework.Cases;
using GridWorkflow.Runtime.Delivery;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Simulation.Tests.Scheduling;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Simulation.Tests.City;

/// <summary>Systems that start workflows, publish events and cancel instances. It keeps how often each was told something, so that what came of it can be held against it.</summary>
internal sealed class Senders(Town town)
{
    private const string Source = "api:peer";
    private static readonly Actor Peer = new("peer");
    private int _messages;

    private Dice Dice => town.Dice;

    /// <summary>Instances of <see cref="Workflows.Grouped"/> that waited before the first event was sent, and how many events were sent to them.</summary>
    public List<(Guid[] Waiting, int Events)> Groups { get; } = [];

    /// <summary>Instances of <see cref="Workflows.Shaky"/>, which all get what they wait for.</summary>
    public List<Guid> Shaken { get; } = [];

    public void Come()
    {
        var groups = Dice.Between(1, 3);
        for (var number = 1; number <= groups; number++)
        {
            var correlation = $"group-{number}";
            town.Come(correlation, Dice.Span(TimeSpan.Zero, TimeSpan.FromMinutes(5)), client => Group(client, correlation, Dice.Between(1, 3), Dice.Between(1, 3)));
        }

        var starts = Dice.Between(2, 8);
        for (var number = 1; number <= starts; number++)
        {
            var definition = Dice.Of([Workflows.Nap, Workflows.Rester, Workflows.Parent, Workflows.Parent, Workflows.Bulk, Workflows.Race, Workflows.Race, Workflows.Caller, Workflows.TwoSteps, Workflows.Late]);
            town.Come($"starter{number}", When(), client => StartOne(client, definition));
        }

        if (Dice.Chance(3000))
            town.Come("shaky", When(), Shake);
        var events = Dice.Between(2, 8);
        for (var number = 1; number <= events; number++)
        {
            var name = Dice.Of(["Paid", "Go", "Alarm", "Rested"]);
            town.Come($"sender{number}", When(), client => Publish(client, name, Dice.Of([null, null, "some", Workflows.Late])));
        }
    }

    // Near each other, or anywhere in the first day.
    private TimeSpan When() => Dice.Chance(7000)
        ? TimeSpan.FromMinutes(10 * Dice.Between(1, 4)) + Dice.Span(TimeSpan.Zero, TimeSpan.FromMilliseconds(Dice.Of([0, 20, 2000])))
        : Dice.Span(TimeSpan.Zero, TimeSpan.FromHours(20));

    private async Task Group(Strand client, string correlation, int size, int events)
    {
        var waiting = new Guid[size];
        for (var index = 0; index < size; index++)
            waiting[index] = await Start(client, Workflows.Grouped, correlation);
        await client.Pause(Dice.Span(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)));
        Groups.Add((waiting, events));
        await Task.WhenAll(Enumerable.Range(0, events).Select(async _ =>
        {
            await client.Pause(Dice.Span(TimeSpan.Zero, TimeSpan.FromSeconds(Dice.Of([0, 0, 2, 60]))));
            await Publish(client, "Grouped", correlation);
        }));
    }

    /// <summary>Starts a workflow that faults, sends it what it waits for, and mends it until it has finished.</summary>
    private async Task Shake(Strand client)
    {
        Guid[] ids = [await Start(client, Workflows.Shaky, Workflows.Shaky), await Start(client, Workflows.Shaky, Workflows.Shaky)];
        Shaken.AddRange(ids);
        await client.Pause(Dice.Span(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(6)));
        await Publish(client, "Shaken", Workflows.Shaky);
        for (var look = 1; ids.FirstOrDefault(id => town.Database.Instances.Find(id) is not { SubStatus: InstanceSubStatus.Finished }) is var id && id != Guid.Empty; look++)
        {
            await client.Pause(Dice.Span(TimeSpan.Zero, TimeSpan.FromMinutes(Dice.Of([1, 30]))));
            if (town.Database.Instances.Find(id)?.Incidents > 0)
                await town.Ask(client, life => life.Instances.Retry(id, Peer, "shaky", CancellationToken.None));
            else if (town.Database.Outbox.Rows.FirstOrDefault(row => row.Status == OutboxStatus.Dead && row.CaseId == id) is { } dead)
                await town.Ask(client, async life => await life.Outbox.Revive(dead.Id) ? life : null!);
            else if (look % 10 == 0)
                // It was faulted when the event went to the other one.
                await Publish(client, "Shaken", null, id);
        }
    }

    private async Task StartOne(Strand client, string definition)
    {
        var id = await Start(client, definition, Dice.Chance(3000) ? "some" : null);
        if (!Dice.Chance(2000))
            return;
        await client.Pause(Dice.Span(TimeSpan.Zero, TimeSpan.FromMinutes(Dice.Of([1, 30]))));
        var outcome = await Clients.Insist(
            town, client, life => life.Instances.Cancel(id, Peer, "no longer wanted", CancellationToken.None), outcome => outcome is MoveOutcome.Busy);
        if (outcome is not (MoveOutcome.Moved or MoveOutcome.Unchanged))
            town.Violate("no command fails", $"Cancel {definition} {id}: {outcome}");
    }

    private async Task<Guid> Start(Strand client, string definition, string? correlation)
    {
        var key = $"s-{++_messages}";
        var outcome = await Clients.Insist(
            town, client, life => life.Instances.Start(new StartOrder(definition) { CorrelationId = correlation }, Peer, key), outcome => outcome is StartOutcome.Busy);
        if (outcome is StartOutcome.Started started)
        {
            town.Memory.Accept("command:peer", key, started.InstanceId);
            return started.InstanceId;
        }

        town.Violate("no start fails", $"{definition}: {outcome}");
        return Guid.Empty;
    }

    private async Task Publish(Strand client, string name, string? correlation, Guid? instance = null)
    {
        var message = $"e-{++_messages}";
        var outcome = await Clients.Insist(
            town, client, life => life.Events.Publish(Source, message, new OutsideEvent(name, 7L) { CorrelationId = correlation, InstanceId = instance }), outcome => outcome is EventOutcome.Busy);
        if (outcome is EventOutcome.Taken taken)
            town.Memory.Accept(Source, message, taken.MessageId);
        else
            town.Violate("no event is refused", $"{name}: {outcome}");
    }
}
