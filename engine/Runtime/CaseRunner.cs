using System.Security.Cryptography;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.Extensions.Logging;

namespace GridWorkflow.Runtime;

/// <summary>Decides a command: <see cref="CaseDesk.Decide"/>, or the desk of a simulation.</summary>
public delegate Decision Decider(Program program, InstanceState? state, CaseCommand command, World world);

/// <summary>
/// The way of every command: load, decide, commit, answer. On a conflict the case is read and decided again, which is safe because
/// deciding is pure.
/// </summary>
public sealed class CaseRunner : IDisposable
{
    // A caller that loses queues behind the others of its case, so that it loses at most once to each of them.
    private const int MostTries = 64;
    private const int Gates = 64;

    private readonly IStore _store;
    private readonly CommitPipeline _pipeline;
    private readonly ReferenceCatalog _catalog;
    private readonly TimeProvider _time;
    private readonly ILogger<CaseRunner> _logger;
    private readonly Decider _decide;
    private readonly EdgeRandom _random;
    private readonly CaseNumbers _numbers;
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, Gates).Select(_ => new SemaphoreSlim(1))];

    public CaseRunner(
        IStore store, CommitPipeline pipeline, ReferenceCatalog catalog, TimeProvider time, RandomNumberGenerator random,
        ILogger<CaseRunner> logger, Decider? decide = null)
    {
        _store = store;
        _pipeline = pipeline;
        _catalog = catalog;
        _time = time;
        _logger = logger;
        _decide = decide ?? CaseDesk.Decide;
        _random = new EdgeRandom(random);
        _numbers = new CaseNumbers(pipeline);
        TimersArmed = new Alarm(time);
        OutboxFilled = new Alarm(time);
    }

    /// <summary>Rings when a commit of this node sets a timer.</summary>
    internal Alarm TimersArmed { get; }

    /// <summary>Rings when a commit of this node puts a message into the outbox.</summary>
    internal Alarm OutboxFilled { get; }

    /// <summary>Opens a case for a report, once for each source and message id.</summary>
    /// <param name="source">Where it comes from: <c>webhook:hotline</c>, <c>replay</c>.</param>
    /// <param name="messageId">The source's own id of the message.</param>
    /// <param name="bodyHash">SHA-256 of what the source sent.</param>
    /// <param name="report">The report, checked for form by the edge.</param>
    /// <param name="cancellation">Ends the reading; what is queued for commit is not called back.</param>
    /// <param name="actor">Who reports; null: the source as a system.</param>
    public async Task<IntakeOutcome> File(
        string source, string messageId, byte[] bodyHash, Report report, CancellationToken cancellation, Actor? actor = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(bodyHash);
        try
        {
            if (await _store.FindMessage(source, messageId, cancellation) is { } known)
                return Intake.Again(known, bodyHash);

            var data = _catalog.Current;
            if (Intake.ProgramFor(report, data, out var category, out var refusal) is not { } program)
                return new IntakeOutcome.Refused(refusal!);
            var now = _time.Now();
            var (number, trouble) = await _numbers.Next(now, data.Organisation.TimeZone);
            if (number is null)
                return Intake.Trouble(trouble!);

            var filing = new Intake.Answer(_random.NextId(now), number, _random.TrackingToken());
            var command = new CaseCommand.File(
                actor ?? Actor.Source(source), filing.CaseId, number, filing.TrackingToken, source, category!.PolicyId, report);
            var seed = _random.Seed();
            switch (_decide(program, null, command, World(now, seed, data)))
            {
                case Decision.Refused refused:
                    await RecordForbidden(command, null, refused.Refusal, now);
                    return new IntakeOutcome.Refused(refused.Refusal);
                case Decision.Unchanged unchanged:
                    return new IntakeOutcome.Failed($"Expected a report to be filed or refused, but nothing came of it: {unchanged.Reason}");
                case Decision.Accepted accepted:
                    var message = new InboxRow
                    {
                        Source = source, MessageId = messageId, BodyHash = bodyHash, CaseId = filing.CaseId, Answer = StoredJson.Text(filing), At = now,
                    };
                    var transition = Transitions.Of(program, null, command, accepted.Burst, seed, now) with { Message = message };
                    return await Commit(transition) switch
                    {
                        WriteOutcome.Committed => new IntakeOutcome.Filed(filing.CaseId, number, filing.TrackingToken, Duplicate: false),
                        WriteOutcome.Duplicate duplicate => Intake.Again(duplicate.Answered, bodyHash),
                        var other => Intake.Trouble(other),
                    };
                default:
                    throw new InvalidOperationException("A decision is accepted, unchanged or refused.");
            }
        }
        catch (StoreUnavailableException unavailable)
        {
            return new IntakeOutcome.Busy(RetryAfter, unavailable.Message);
        }
    }

    /// <summary>Runs a command on a case.</summary>
    /// <param name="caseId">The case.</param>
    /// <param name="command">What is asked; <see cref="CaseCommand.File"/> has a way of its own.</param>
    /// <param name="idempotencyKey">Chosen by the caller; a second command of the same person with this key changes nothing.</param>
    /// <param name="cancellation">Ends the reading; what is queued for commit is not called back.</param>
    public Task<CommandOutcome> Run(Guid caseId, CaseCommand command, string? idempotencyKey, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(command);
        return command is CaseCommand.File
            ? throw new ArgumentException("Expected a command on a case that exists; reports are filed.", nameof(command))
            : Run(caseId, command, claim: null, idempotencyKey, cancellation);
    }

    /// <summary>Runs what a timer has come due for; the timer goes in the same transaction.</summary>
    internal Task<CommandOutcome> Fire(TimerRow timer, CancellationToken cancellation) => Run(
        timer.InstanceId,
        new CaseCommand.TimerDue(timer.Key, timer.Epoch, timer.DueAt),
        new TimerClaim(timer.InstanceId, timer.Key, timer.Epoch),
        idempotencyKey: null,
        cancellation);

    public void Dispose()
    {
        _numbers.Dispose();
        foreach (var gate in _gates)
            gate.Dispose();
    }

    private static TimeSpan RetryAfter => TimeSpan.FromSeconds(1);

    private async Task<CommandOutcome> Run(
        Guid caseId, CaseCommand command, TimerClaim? claim, string? idempotencyKey, CancellationToken cancellation)
    {
        var gate = _gates[(uint)caseId.GetHashCode() % Gates];
        var queued = false;
        try
        {
            var key = idempotencyKey is null ? null : CommandKey.Of(caseId, command, idempotencyKey);
            for (var tries = 1; tries <= MostTries; tries++)
            {
                var (outcome, reason) = await TryOnce(caseId, command, claim, key, cancellation);
                if (outcome is not null)
                    return outcome;
                _logger.LogDebug("Case {CaseId}: {Command} is decided again: {Reason}", caseId, command.GetType().Name, reason);
                if (!queued)
                {
                    await gate.WaitAsync(cancellation);
                    queued = true;
                }
            }

            return new CommandOutcome.Busy(RetryAfter, $"Expected the case to rest within {MostTries} tries, but others were first each time.");
        }
        catch (StoreUnavailableException unavailable)
        {
            return new CommandOutcome.Busy(RetryAfter, unavailable.Message);
        }
        finally
        {
            if (queued)
                gate.Release();
        }
    }

    /// <returns>The outcome, or null and the reason why the case must be read and decided again.</returns>
    private async Task<(CommandOutcome? Outcome, string? Reason)> TryOnce(
        Guid caseId, CaseCommand command, TimerClaim? claim, CommandKey? key, CancellationToken cancellation)
    {
        var row = await _store.Load(caseId, cancellation);
        if (row is null)
            return (new CommandOutcome.NotFound(), null);
        // Asked after the load: a repeated command finds either its answer here or the state in which it has not happened yet.
        if (key is not null && await _store.FindMessage(key.Source, key.Key, cancellation) is { } known)
            return (key.Again(known, row), null);
        if (await _catalog.Pinned(row.ProgramHash, cancellation) is not { } program)
            return (new CommandOutcome.Failed($"Expected definition version {row.ProgramHash} of '{row.DefinitionId}' among the kept ones, but it is not there."), null);

        var now = _time.Now();
        var seed = _random.Seed();
        var state = StateFormat.Read(row.State, program) with { Attachment = CaseFileFormat.Read(row.CaseFile) };
        switch (_decide(program, state, command, World(now, seed, _catalog.Current)))
        {
            case Decision.Refused refused:
                await RecordForbidden(command, caseId, refused.Refusal, now);
                return (new CommandOutcome.Refused(refused.Refusal), null);
            case Decision.Unchanged unchanged:
                return (new CommandOutcome.Unchanged(unchanged.Reason), null);
            case Decision.Accepted accepted:
                var transition = Transitions.Of(program, row, command, accepted.Burst, seed, now) with { Claim = claim, Message = key?.Message(now) };
                return await Commit(transition) switch
                {
                    WriteOutcome.Committed => (new CommandOutcome.Done((CaseFile)accepted.Burst.State.Attachment!), null),
                    WriteOutcome.Duplicate duplicate => (null, $"Key '{duplicate.Answered.MessageId}' was used in the meantime."),
                    WriteOutcome.Conflict conflict => (null, conflict.Reason),
                    WriteOutcome.Busy busy => (new CommandOutcome.Busy(busy.RetryAfter, "Too many commands are waiting."), null),
                    WriteOutcome.Unavailable unavailable => (new CommandOutcome.Busy(RetryAfter, unavailable.Reason), null),
                    WriteOutcome.Impossible impossible => (new CommandOutcome.Failed(impossible.Reason), null),
                    var other => throw new InvalidOperationException($"A transition has no outcome {other.GetType().Name}."),
                };
            default:
                throw new InvalidOperationException("A decision is accepted, unchanged or refused.");
        }
    }

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
            }
        }

        return outcome;
    }

    private async Task RecordForbidden(CaseCommand command, Guid? caseId, Refusal refusal, DateTimeOffset now)
    {
        if (refusal.Kind != RefusalKind.Forbidden)
            return;
        await _pipeline.Commit(new Write.RecordRefusal(new AuditRow
        {
            At = now,
            Actor = command.Actor.PersonId,
            Role = command.Actor.Role,
            CaseId = caseId,
            Command = command.GetType().Name,
            Code = refusal.Code,
            Reason = refusal.Reason,
        }));
    }

    private static World World(DateTimeOffset now, ulong seed, ReferenceData data) => new(now, new IdSource(seed, now), data);
}
