using GridWorkflow.Runtime.Ways;
using Hangfire;

namespace GridWorkflow.Host.Jobs;

/// <summary>Gives instances of a database that comes from an older version their stays, from their journals.</summary>
public sealed class StayNet(StayRebuild rebuild)
{
    public const string Id = "stay-net";

    [AutomaticRetry(Attempts = 0), DisableConcurrentExecution(timeoutInSeconds: 1), JobDisplayName("Make the stays of older instances from their journals")]
    public Task Rebuild(CancellationToken cancellation) => rebuild.RunOnce(cancellation);
}
