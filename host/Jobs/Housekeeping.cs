using GridWorkflow.Runtime.Purging;
using Hangfire;

namespace GridWorkflow.Host.Jobs;

/// <summary>Takes away what is settled for good, once a day.</summary>
public sealed class Housekeeping(Purge purge)
{
    public const string Id = "housekeeping";

    [AutomaticRetry(Attempts = 3), DisableConcurrentExecution(timeoutInSeconds: 1), JobDisplayName("Purge settled messages and old answers")]
    public Task Run(CancellationToken cancellation) => purge.RunOnce(cancellation);
}
