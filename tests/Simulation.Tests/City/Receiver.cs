using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Simulation.Tests.City;

/// <summary>Whoever gets mails and calls: keeps what came under each id, and is down at times.</summary>
internal sealed class Receiver(Town town)
{
    private readonly Dictionary<Guid, string> _bodies = [];

    public IReadOnlyCollection<Guid> Ids => _bodies.Keys;

    /// <returns>False: it did not answer, whether it took the message or not.</returns>
    public bool Takes(OutboxRow row)
    {
        var fails = town.Plan.ReceiverFails();
        if (fails && town.Dice.Chance(5000))
            return false;
        town.Note("receiver", row.Kind, row.Attempts, row.Id);
        if (!_bodies.TryAdd(row.Id, row.Payload) && _bodies[row.Id] != row.Payload)
            town.Violate("same message, same body", $"Message {row.Id} came as '{_bodies[row.Id]}' and as '{row.Payload}'.");
        return !fails;
    }
}
