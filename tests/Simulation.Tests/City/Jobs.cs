using GridWorkflow.Runtime.Delivery;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Delivery;

namespace GridWorkflow.Simulation.Tests.City;

/// <summary>
/// The queue of jobs that send leased messages. Jobs are late, lost, doubled and overtake each other; what a lost one held is found again
/// when its lease ends. What a job does is what the host's job does after a lease.
/// </summary>
internal sealed class Jobs(Town town)
{
    public static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(1);

    private static readonly RetryPolicy Retries = RetryPolicy.Default;

    /// <summary>Jobs that wait or run.</summary>
    public int Open { get; private set; }

    public void Enqueue(string owner)
    {
        if (town.Plan.LosesJob())
        {
            town.Watch.See("job lost");
            town.Note("jobs", $"loses {owner}");
            return;
        }

        Set(owner);
        if (!town.Plan.DoublesJob())
            return;
        town.Watch.See("job doubled");
        Set(owner);
    }

    private void Set(string owner)
    {
        Open++;
        town.Scheduler.At(town.Scheduler.Now + town.Plan.JobDelay(), town.Ground, () =>
        {
            Open--;
            if (town.SomeLife() is { } life)
                town.Begin(life, () => Deliver(life, owner));
        });
    }

    private async Task Deliver(NodeLife life, string owner)
    {
        try
        {
            await life.Outbox.Renew(owner, LeaseTime);
            var rows = await life.Outbox.Load(owner, CancellationToken.None);
            foreach (var row in rows.Where(row => MessageDelivery.Takes(row.Kind)).OrderByDescending(MessageDelivery.GoesFirst))
                await Settle(life, owner, await Guarded(life, row, () => life.Delivery.Deliver(row, owner, CancellationToken.None)));
            await life.Outbox.Renew(owner, LeaseTime);
            var outside = rows.Where(row => !MessageDelivery.Takes(row.Kind))
                .Select(async row => await Settle(life, owner, await Guarded(life, row, () => row.Kind == OutboxKind.Http ? Call(life, row, owner) : Send(life, row))));
            await Task.WhenAll(outside);
        }
        catch (StoreUnavailableException)
        {
            // The job fails; its lease ends.
        }
    }

    private async Task<Settlement?> Guarded(NodeLife life, OutboxRow row, Func<Task<Settlement?>> deliver)
    {
        try
        {
            return await deliver();
        }
        catch (StoreUnavailableException unavailable)
        {
            return Retries.AfterFailure(row.Id, row.Attempts, unavailable.Message, life.Node.Clock.GetUtcNow());
        }
    }

    private async Task<Settlement?> Send(NodeLife life, OutboxRow row)
    {
        await life.Pause(town.Plan.Delay());
        return town.Receiver.Takes(row)
            ? new Settlement.Sent(row.Id, life.Node.Clock.GetUtcNow())
            : Retries.AfterFailure(row.Id, row.Attempts, "The receiver is down.", life.Node.Clock.GetUtcNow());
    }

    private async Task<Settlement?> Call(NodeLife life, OutboxRow row, string owner)
    {
        await life.Pause(town.Plan.Delay());
        if (!town.Receiver.Takes(row))
            return Retries.AfterFailure(row.Id, row.Attempts, "The receiver is down.", life.Node.Clock.GetUtcNow());
        var answer = new HttpAnswer.Response(200) { ContentType = "text/plain", Content = "high" };
        return await life.Delivery.Answer(row, owner, OutboxPayload.Http(row).BookmarkId, answer.ToPayload(), CancellationToken.None);
    }

    private static async Task Settle(NodeLife life, string owner, Settlement? settlement)
    {
        if (settlement is not null)
            await life.Outbox.Settle(owner, [settlement]);
    }
}
