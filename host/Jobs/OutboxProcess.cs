using System.Globalization;
using GridWorkflow.Runtime.Outbox;
using Hangfire;
using Hangfire.Server;

namespace GridWorkflow.Host.Jobs;

/// <summary>Leases what is to be sent, in batches, and hands each batch to one Hangfire job by the name of its lease.</summary>
internal sealed class OutboxProcess(OutboxQueue queue, OutboxLeases leases, IBackgroundJobClient jobs, ILogger<OutboxProcess> log) : SteadyProcess(log)
{
    public const int Batch = 25;

    /// <summary>
    /// Longer than a batch takes, so that a living job keeps its messages; short, because the messages of a node that was killed wait
    /// until it ends. A job that is slower all the same sends some twice, under the same ids.
    /// </summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private readonly string _node = $"{Environment.MachineName}:{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}";
    private long _leases;

    protected override void Work(BackgroundProcessContext context)
    {
        while (!context.IsStopping && LeaseOne(context))
        {
            // A full batch means that more is waiting.
        }

        queue.WaitForMessages(Poll, context.StoppingToken).GetAwaiter().GetResult();
    }

    private bool LeaseOne(BackgroundProcessContext context)
    {
        var owner = $"{_node}:{context.ServerId}:{Interlocked.Increment(ref _leases).ToString(CultureInfo.InvariantCulture)}";
        var leased = queue.Lease(owner, Batch, LeaseTime).GetAwaiter().GetResult();
        if (leased.IsEmpty)
            return false;
        leases.Took(owner);
        jobs.Enqueue<OutboxDelivery>(delivery => delivery.Deliver(owner, leased.Length, CancellationToken.None));
        return leased.Length == Batch;
    }
}
