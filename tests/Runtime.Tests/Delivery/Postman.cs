using GridWorkflow.Casework.Cases;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Tests.Delivery;

/// <summary>Carries the messages of a rig, as the host's jobs do, and tells what became of instances.</summary>
internal sealed class Postman(Rig rig, TestDatabase database)
{
    private static readonly Actor Somebody = new("admin");
    private int _leases;

    /// <summary>Delivers what waits, and what that leaves, until nothing waits.</summary>
    /// <returns>The messages that were taken, in order.</returns>
    public async Task<List<OutboxRow>> DeliverAll()
    {
        var taken = new List<OutboxRow>();
        while (await DeliverOnce() is { Count: > 0 } batch)
            taken.AddRange(batch);
        return taken;
    }

    /// <summary>Leases one batch and delivers it.</summary>
    public async Task<IReadOnlyList<OutboxRow>> DeliverOnce()
    {
        var owner = $"postman-{++_leases}";
        var rows = await rig.Outbox.Lease(owner, 100, TimeSpan.FromMinutes(1));
        foreach (var row in rows.Where(row => Runtime.Delivery.MessageDelivery.Takes(row.Kind)))
        {
            if (await rig.Delivery.Deliver(row, owner, Rig.Cancellation) is { } settlement)
                (await rig.Outbox.Settle(owner, [settlement])).ShouldBeTrue();
        }

        return rows;
    }

    public async Task<Guid> Start(string definitionId, string? correlationId = null) =>
        (await rig.Instances.Start(new StartOrder(definitionId) { CorrelationId = correlationId }, Somebody)).ShouldBeOfType<StartOutcome.Started>().InstanceId;

    public async Task<Guid> Publish(string name, object? payload = null, string? correlationId = null, Guid? instanceId = null, string? messageId = null) =>
        (await rig.Events.Publish("test", messageId, new Runtime.Delivery.OutsideEvent(name, payload) { CorrelationId = correlationId, InstanceId = instanceId }))
            .ShouldBeOfType<Runtime.Delivery.EventOutcome.Taken>().MessageId;

    public async Task<InstanceSubStatus?> StatusOf(Guid id) => (await rig.Store.Load(id, Rig.Cancellation))?.SubStatus;

    /// <summary>All instances of a definition, oldest first.</summary>
    public List<InstanceRow> Of(string definitionId)
    {
        using var context = database.CreateDbContext();
        return [.. context.Instances.AsNoTracking().Where(row => row.DefinitionId == definitionId).OrderBy(row => row.UpdatedAt).ThenBy(row => row.Id)];
    }

    /// <summary>The lines that an instance wrote.</summary>
    public List<string> Lines(Guid id)
    {
        using var context = database.CreateDbContext();
        return
        [
            .. context.Journal.AsNoTracking().Where(row => row.CaseId == id).OrderBy(row => row.Seq).AsEnumerable()
                .SelectMany(row => JournalText.ReadEntries(row.Entries))
                .Where(entry => entry.Kind == nameof(LineWritten))
                .Select(entry => (string)entry.Data["text"]!),
        ];
    }

    public OutboxRow Message(Guid id)
    {
        using var context = database.CreateDbContext();
        return context.Outbox.AsNoTracking().Single(row => row.Id == id);
    }

    public List<KeptEventRow> Kept()
    {
        using var context = database.CreateDbContext();
        return [.. context.KeptEvents.AsNoTracking()];
    }
}
