using System.Collections.Immutable;
using System.Security.Cryptography;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.Extensions.Logging;

namespace GridWorkflow.Runtime.Instances;

/// <summary>Decides a command: <see cref="InstanceDesk.Decide"/>, or the desk of a simulation.</summary>
public delegate Decision Decider(Program program, InstanceState? state, InstanceCommand command, World world);

/// <summary>
/// The way of every command: load, decide, commit, answer. On a conflict the instance is read and decided again, which is safe because
/// deciding is pure.
/// </summary>
public sealed class InstanceTurns : IDisposable
{
    // A caller that loses queues behind the others of its instance, so that it loses at most once to each of them.
    private const int MostTries = 64;
    private const int Gates = 64;

    private readonly IStore _store;
    private readonly CommitPipeline _pipeline;
    private readonly ReferenceCatalog _catalog;
    private readonly TimeProvider _time;
    private readonly ILogger<InstanceTurns> _logger;
    private readonly Decider _decide;
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, Gates).Select(_ => new SemaphoreSlim(1))];

    public InstanceTurns(
        IStore store, CommitPipeline pipeline, ReferenceCatalog catalog, TimeProvider time, RandomNumberGenerator random,
        ILogger<InstanceTurns> logger, Decider? decide = null)
    {
        _store = store;
        _pipeline = pipeline;
        _catalog = catalog;
        _time = time;
        _logger = logger;
        _decide = decide ?? InstanceDesk.Decide;
        Random = new EdgeRandom(random);
        TimersArmed = new Alarm(time);
        OutboxFilled = new Alarm(time);
    }

    /// <summary>Rings when a commit of this node sets a timer.</summary>
    internal Alarm TimersArmed { get; }

    /// <summary>Rings when a commit of this node puts a message into the outbox.</summary>
    internal Alarm OutboxFilled { get; }

    internal EdgeRandom Random { get; }

    internal static TimeSpan RetryAfter => TimeSpan.FromSeconds(1);

    public void Dispose()
    {
        foreach (var gate in _gates)
            gate.Dispose();
    }

    /// <summary>Opens an instance.</summary>
    internal async Task<TurnOutcome> Open(Program program, InstanceCommand command, Cause cause, Guid? auditCase = null)
    {
        try
        {
            var (now, seed, data) = (_time.Now(), Random.Seed(), _catalog.Current);
            var role = ActingRole.Of(command, program, null, data, now);
            switch (_decide(program, null, command, WorldOf(now, seed, data)))
            {
                case Decision.Refused refused:
                    await RecordForbidden(command, role, auditCase, refused.Refusal, now);
                    return new TurnOutcome.Refused(refused.Refusal);
                case Decision.Unchanged unchanged:
                    return new TurnOutcome.Unchanged(unchanged.Reason);
                case Decision.Accepted accepted:
                    var outcome = await Commit(Transitions.Of(program, null, command, accepted.Burst, seed, now, data, cause, role));
                    return outcome is WriteOutcome.Conflict conflict ? new TurnOutcome.Exists(conflict.Reason) : Answer(outcome, accepted.Burst)!;
                default:
                    throw new InvalidOperationException("A decision is accepted, unchanged or refused.");
            }
        }
        catch (StoreUnavailableException unavailable)
        {
            return new TurnOutcome.Busy(RetryAfter, unavailable.Message);
        }
    }

    /// <summary>Moves an instance.</summary>
    /// <param name="key">The caller's idempotency key for the command.</param>
    /// <param name="read">The instance as the caller has just read it; the fence says if it has moved since. Null: it is loaded.</param>
    internal async Task<TurnOutcome> Move(Guid instanceId, InstanceCommand command, Cause cause, CommandKey? key, CancellationToken cancellation, InstanceRow? read = null)
    {
        var gate = _gates[(uint)instanceId.GetHashCode() % Gates];
        var queued = false;
        try
        {
            for (var tries = 1; tries <= MostTries; tries++)
            {
                var (outcome, reason) = await TryOnce(instanceId, tries == 1 ? read : null, command, cause, key, tries == MostTries, cancellation);
                if (outcome is not null)
                    return outcome;
                _logger.LogDebug("Instance {InstanceId}: {Command} is decided again: {Reason}", instanceId, command.GetType().Name, reason);
                if (!queued)
                {
                    await gate.WaitAsync(cancellation);
                    queued = true;
                }
            }

            return new TurnOutcome.Busy(RetryAfter, $"Expected the instance to rest within {MostTries} tries, but others were first each time.");
        }
        catch (StoreUnavailableException unavailable)
        {
            return new TurnOutcome.Busy(RetryAfter, unavailable.Message);
        }
        finally
        {
            if (queued)
                gate.Release();
        }
    }

    /// <returns>The outcome, or null and the reason why the instance must be read and decided again.</returns>
    private async Task<(TurnOutcome? Outcome, string? Reason)> TryOnce(
        Guid instanceId, InstanceRow? read, InstanceCommand command, Cause cause, CommandKey? key, bool isLast, CancellationToken cancellation)
    {
        var row = read ?? await _store.Load(instanceId, cancellation);
        if (row is null)
            return (new TurnOutcome.NotFound(), null);
        // Asked after the load: a repeated command finds either its answer here or the state in which it has not happened yet.
        if (key is not null && await _store.FindMessage(key.Source, key.Key, cancellation) is { } known)
            return (new TurnOutcome.Duplicate(known, row), null);
        if (await _catalog.Pinned(row.ProgramHash, cancellation) is not { } program)
            return (new TurnOutcome.Failed($"Expected definition version {row.ProgramHash} of '{row.DefinitionId}' among the kept ones, but it is not there."), null);

        var (now, seed, data) = (NowOf(row, command), Random.Seed(), _catalog.Current);
        var state = StoredState.Read(row, program);
        if (await TakeCalendar(row, program, state, command, now, data, cancellation) is { } ahead)
            return ahead;
        var role = ActingRole.Of(command, program, state.Attachment as CaseFile, data, now);
        switch (_decide(program, state, command, WorldOf(now, seed, data)))
        {
            case Decision.Refused refused:
                // Its line goes into the chain like any transition; only somebody who was first makes it worth another try.
                if (!isLast && refused.Record is { } record
                    && await Commit(Transitions.Of(program, row, command, record, seed, now, data, Cause.None, role)) is WriteOutcome.Conflict first)
                    return (null, first.Reason);
                await RecordForbidden(command, role, instanceId, refused.Refusal, now);
                return (new TurnOutcome.Refused(refused.Refusal), null);
            case Decision.Unchanged unchanged:
                return (new TurnOutcome.Unchanged(unchanged.Reason), null);
            case Decision.Accepted accepted:
                var taken = key is null ? cause : cause with { Message = key.Message(now) };
                var outcome = await Commit(Transitions.Of(program, row, command, accepted.Burst, seed, now, data, taken, role));
                return outcome switch
                {
                    WriteOutcome.Conflict conflict => (null, conflict.Reason),
                    WriteOutcome.Duplicate duplicate => (null, $"Key '{duplicate.Answered.MessageId}' was used in the meantime."),
                    _ => (Answer(outcome, accepted.Burst), null),
                };
            default:
                throw new InvalidOperationException("A decision is accepted, unchanged or refused.");
        }
    }

    // A changed calendar reaches the clocks of a case before anything is judged by it: who comes ahead of the sweep finds the same grace, by
    // what was told before. Null: nothing is to be taken over.
    private async Task<(TurnOutcome? Outcome, string? Reason)?> TakeCalendar(
        InstanceRow row, Program program, InstanceState state, InstanceCommand command, DateTimeOffset now, ReferenceData data, CancellationToken cancellation)
    {
        if (command is CaseCommand.TakeCalendar || (state.Attachment as CaseFile)?.ChangedCalendar(data) is not { } calendar)
            return null;
        var told = (await _store.ToldDues(row.Id, cancellation)).ToImmutableSortedDictionary(due => due.ClockId, due => due.DueAt);
        var (take, seed) = (new CaseCommand.TakeCalendar(CaseCommand.TakeCalendar.Sweep, calendar, told, null), Random.Seed());
        if (_decide(program, state, take, WorldOf(now, seed, data)) is not Decision.Accepted accepted)
            return null;
        return await Commit(Transitions.Of(program, row, take, accepted.Burst, seed, now, data, Cause.None, null)) switch
        {
            WriteOutcome.Committed => (null, $"Calendar '{calendar}' has changed and was taken over first."),
            WriteOutcome.Conflict conflict => (null, conflict.Reason),
            var outcome => (Answer(outcome, accepted.Burst), null),
        };
    }

    // The clocks of two nodes differ, and a clock may be set back: nothing happens to an instance before what has happened to it, and a timer
    // that was found due stays due.
    private DateTimeOffset NowOf(InstanceRow row, InstanceCommand command)
    {
        var now = _time.Now();
        if (row.UpdatedAt > now)
            now = row.UpdatedAt;
        return command is InstanceCommand.TimerDue { DueAt: var due } && due > now ? due : now;
    }

    private static TurnOutcome Answer(WriteOutcome outcome, Burst burst) => outcome switch
    {
        WriteOutcome.Committed => new TurnOutcome.Taken(burst),
        WriteOutcome.Duplicate duplicate => new TurnOutcome.Duplicate(duplicate.Answered, null),
        WriteOutcome.Lost lost => new TurnOutcome.Lost(lost.Reason),
        WriteOutcome.Promised promised => new TurnOutcome.Unchanged(promised.Reason),
        WriteOutcome.Excluded excluded => new TurnOutcome.Excluded(excluded.Reason),
        WriteOutcome.Busy busy => new TurnOutcome.Busy(busy.RetryAfter, "Too many commands are waiting."),
        WriteOutcome.Unavailable unavailable => new TurnOutcome.Busy(RetryAfter, unavailable.Reason),
        WriteOutcome.Impossible impossible => new TurnOutcome.Failed(impossible.Reason),
        _ => throw new InvalidOperationException($"A transition has no outcome {outcome.GetType().Name}."),
    };

    private async Task<WriteOutcome> Commit(Write.Transition transition)
    {
        var outcome = await _pipeline.Commit(transition);
        if (outcome is WriteOutcome.Committed)
        {
            foreach (var change in transition.Changes)
            {
                if (change is RowChange.PutTimer timer)
                    TimersArmed.Ring(timer.Row.NextAt);
                else if (change is RowChange.Send message)
                    OutboxFilled.Ring(message.Row.NextAt);
                else if (change is RowChange.AddBookmark { Recall: not null } or RowChange.RecallEvent)
                    OutboxFilled.Ring(transition.Instance.UpdatedAt);
            }
        }

        return outcome;
    }

    private async Task RecordForbidden(InstanceCommand command, string? role, Guid? caseId, Refusal refusal, DateTimeOffset now)
    {
        if (refusal.Kind != RefusalKind.Forbidden)
            return;
        await _pipeline.Commit(new Write.RecordRefusal(new AuditRow
        {
            At = now,
            Actor = command.Actor.PersonId,
            Role = role,
            CaseId = caseId,
            Command = command.GetType().Name,
            Code = refusal.Code,
            Reason = refusal.Reason,
        }));
    }

    private static World WorldOf(DateTimeOffset now, ulong seed, ReferenceData data) =>
        new(now, new IdSource(seed, now), data) { PublishedDefinitions = data.Definitions.Ids };
}
