using GridWorkflow.Casework.Instances;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Store;
using Microsoft.Extensions.Logging;

namespace GridWorkflow.Runtime.Timers;

/// <param name="Batch">Due timers that are read at a time.</param>
/// <param name="MostBatches">Batches of one sweep; what is left is taken by the next one.</param>
/// <param name="MostAttempts">Failed tries until a timer is parked.</param>
/// <param name="FirstDelay">Wait after the first failed try; each further one waits four times as long.</param>
public sealed record SweepOptions(int Batch, int MostBatches, int MostAttempts, TimeSpan FirstDelay)
{
    public static SweepOptions Default { get; } = new(100, 100, 5, TimeSpan.FromSeconds(1));
}

/// <summary>What a sweep did.</summary>
/// <param name="Fired">Timers whose command was committed.</param>
/// <param name="Dropped">Timers that meant nothing any more.</param>
/// <param name="PutOff">Timers that failed and will be tried again.</param>
/// <param name="Parked">Timers that failed too often and wait for an admin.</param>
/// <param name="More">There is more to do at once.</param>
/// <param name="Trouble">Why the sweep stopped before its end; null: it did not.</param>
public sealed record SweepResult(int Fired, int Dropped, int PutOff, int Parked, bool More, string? Trouble)
{
    public static SweepResult Nothing { get; } = new(0, 0, 0, 0, false, null);

    public int Total => Fired + Dropped + PutOff + Parked;
}

/// <summary>
/// Turns due timers into commands. Each timer is a command and a commit of its own (they share transactions in the pipeline), so a
/// poison timer is put off, then parked, and stops nobody. Never early; any number of sweeps may run at once, one of them wins each timer.
/// </summary>
public sealed class TimerSweep(
    IStore store, CommitPipeline pipeline, InstanceTurns turns, TimeProvider time, SweepOptions options, ILogger<TimerSweep> logger)
{
    /// <summary>Takes all timers whose turn has come.</summary>
    /// <param name="cancellation">Ends the sweep between timers.</param>
    /// <param name="heldToo">
    /// Also those that another sweep holds: the net takes them, in case that sweep stands still without being dead.
    /// </param>
    public async Task<SweepResult> RunOnce(CancellationToken cancellation, bool heldToo = false)
    {
        var result = SweepResult.Nothing;
        try
        {
            for (var batch = 1; ; batch++)
            {
                await using var held = await Due(heldToo, cancellation);
                if (held.Timers.Count == 0)
                    break;
                var outcomes = await Task.WhenAll(held.Timers.GroupBy(timer => timer.InstanceId).Select(timers => FireInOrder([.. timers], held, cancellation)));
                result = outcomes.SelectMany(outcome => outcome).Aggregate(result, Count);
                if (result.Trouble is not null)
                    break;
                if (batch == options.MostBatches)
                {
                    result = result with { More = true };
                    break;
                }
            }
        }
        catch (StoreUnavailableException unavailable)
        {
            result = result with { Trouble = unavailable.Message };
        }

        if (result.Total > 0)
            logger.LogInformation("Timers: {Fired} fired, {Dropped} dropped, {PutOff} put off, {Parked} parked", result.Fired, result.Dropped, result.PutOff, result.Parked);
        if (result.Trouble is not null)
            logger.LogWarning("The timer sweep stopped: {Trouble}", result.Trouble);
        return result;
    }

    private async ValueTask<HeldTimers> Due(bool heldToo, CancellationToken cancellation) => heldToo
        ? new HeldTimers(await store.DueTimers(time.Now(), options.Batch, cancellation))
        : await store.HoldDue(time.Now(), options.Batch, cancellation);

    /// <summary>When the next timer's turn comes; null: no timer is set.</summary>
    public ValueTask<DateTimeOffset?> NextDue(CancellationToken cancellation) => store.NextDue(cancellation);

    /// <summary>Sleeps until the next timer is due, but no longer than the poll; a commit of this node that sets an earlier timer wakes it.</summary>
    public Task WaitForDue(TimeSpan poll, CancellationToken cancellation) => turns.TimersArmed.Sleep(poll, NextDue, cancellation);

    /// <summary>An admin lets a parked timer try again at once.</summary>
    /// <returns>False when it is not parked, or could not be written.</returns>
    public async Task<bool> Release(Guid instanceId, string key)
    {
        var now = time.Now();
        if (await pipeline.Commit(new Write.ReleaseTimer(instanceId, key, now)) is not WriteOutcome.Committed)
            return false;
        turns.TimersArmed.Ring(now);
        return true;
    }

    // Timers of one case go one after another, in the order in which they were due.
    private async Task<List<TimerOutcome>> FireInOrder(IReadOnlyList<TimerRow> timers, HeldTimers held, CancellationToken cancellation)
    {
        var outcomes = new List<TimerOutcome>(timers.Count);
        // The first one moves the instance: what was read before is no good to the others.
        foreach (var timer in timers)
            outcomes.Add(await Fire(timer, outcomes.Count == 0 ? held.InstanceOf(timer) : null, cancellation));
        return outcomes;
    }

    private async Task<TimerOutcome> Fire(TimerRow timer, InstanceRow? read, CancellationToken cancellation)
    {
        TurnOutcome outcome;
        try
        {
            // The row goes in the same transaction.
            var due = new InstanceCommand.TimerDue(timer.Key, timer.Epoch, timer.DueAt);
            outcome = await turns.Move(timer.InstanceId, due, new Cause { Timer = Claim(timer) }, key: null, cancellation, read);
        }
#pragma warning disable CA1031 // Whatever a poison timer throws is its own; the others of the batch go on.
        catch (Exception poison) when (poison is not OperationCanceledException)
#pragma warning restore CA1031
        {
            logger.LogError(poison, "Timer {Key} of instance {InstanceId} failed", timer.Key, timer.InstanceId);
            return await PutOff(timer, poison.Message);
        }

        return outcome switch
        {
            TurnOutcome.Taken => new TimerOutcome.Fired(),
            // Another sweep has fired it.
            TurnOutcome.Lost => new TimerOutcome.Dropped(),
            TurnOutcome.Unchanged or TurnOutcome.NotFound => await Drop(timer),
            TurnOutcome.Refused refused => await PutOff(timer, $"{refused.Refusal.Code}: {refused.Refusal.Reason}"),
            TurnOutcome.Failed failed => await PutOff(timer, failed.Reason),
            TurnOutcome.Busy busy => new TimerOutcome.Trouble(busy.Reason),
            _ => throw new InvalidOperationException($"A turn of a timer has no outcome {outcome.GetType().Name}."),
        };
    }

    private async Task<TimerOutcome> Drop(TimerRow timer) => Settled(await pipeline.Commit(new Write.DropTimer(Claim(timer))), new TimerOutcome.Dropped());

    private async Task<TimerOutcome> PutOff(TimerRow timer, string error)
    {
        var now = time.Now();
        var attempts = timer.Attempts + 1;
        var parked = attempts >= options.MostAttempts;
        var delay = options.FirstDelay * Math.Pow(4, attempts - 1);
        var write = new Write.PutOffTimer(Claim(timer), attempts, now + delay, parked ? now : null, error);
        return Settled(await pipeline.Commit(write), parked ? new TimerOutcome.Parked() : new TimerOutcome.PutOff());
    }

    // A conflict means that another sweep has fired the timer, or the case has set it again: then it is settled.
    private static TimerOutcome Settled(WriteOutcome outcome, TimerOutcome otherwise) => outcome switch
    {
        WriteOutcome.Committed => otherwise,
        WriteOutcome.Conflict => new TimerOutcome.Dropped(),
        WriteOutcome.Busy => new TimerOutcome.Trouble("Too many commands are waiting."),
        WriteOutcome.Unavailable unavailable => new TimerOutcome.Trouble(unavailable.Reason),
        _ => throw new InvalidOperationException($"A timer has no outcome {outcome.GetType().Name}."),
    };

    private static TimerClaim Claim(TimerRow timer) => new(timer.InstanceId, timer.Key, timer.Epoch, timer.DueAt);

    private static SweepResult Count(SweepResult result, TimerOutcome outcome) => outcome switch
    {
        TimerOutcome.Fired => result with { Fired = result.Fired + 1 },
        TimerOutcome.Dropped => result with { Dropped = result.Dropped + 1 },
        TimerOutcome.PutOff => result with { PutOff = result.PutOff + 1 },
        TimerOutcome.Parked => result with { Parked = result.Parked + 1 },
        TimerOutcome.Trouble trouble => result with { Trouble = trouble.Reason },
        _ => throw new InvalidOperationException($"A sweep has no outcome {outcome.GetType().Name}."),
    };

    private abstract record TimerOutcome
    {
        public sealed record Fired : TimerOutcome;

        public sealed record Dropped : TimerOutcome;

        public sealed record PutOff : TimerOutcome;

        public sealed record Parked : TimerOutcome;

        public sealed record Trouble(string Reason) : TimerOutcome;
    }
}
