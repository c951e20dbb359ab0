using Hangfire.Server;

namespace GridWorkflow.Host.Jobs;

/// <summary>
/// A process of Hangfire's server that outlives whatever its work throws. Left to itself, Hangfire waits longer after each exception, up to a
/// minute; what is due must not wait for that once the database is back.
/// </summary>
internal abstract class SteadyProcess(ILogger log) : IBackgroundProcess
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private string? _trouble;

    public void Execute(BackgroundProcessContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            Work(context);
            _trouble = null;
        }
#pragma warning disable CA1031 // See above.
        catch (Exception trouble) when (trouble is not OperationCanceledException)
#pragma warning restore CA1031
        {
            // Said when it begins and when it changes, not once a second.
            if (_trouble != trouble.Message)
                log.LogWarning(trouble, "{Process} waits for the database and tries again each second", GetType().Name);
            _trouble = trouble.Message;
            context.Wait(Pause);
        }
    }

    /// <summary>One round, with its own sleep at the end.</summary>
    protected abstract void Work(BackgroundProcessContext context);
}
