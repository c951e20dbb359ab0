using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime;

/// <summary>Runs what people and systems ask of cases.</summary>
public sealed class CaseRunner(IStore store, CommitPipeline pipeline, ReferenceCatalog catalog, InstanceTurns turns, TimeProvider time)
{
    private readonly CaseNumbers _numbers = new(pipeline);

    /// <summary>Opens a case for a report, once for each source and message id.</summary>
    /// <param name="source">Where it comes from: <c>webhook:hotline</c>, <c>replay</c>.</param>
    /// <param name="messageId">The source's own id of the message.</param>
    /// <param name="bodyHash">SHA-256 of what the source sent.</param>
    /// <param name="report">The report, checked for form by the edge.</param>
    /// <param name="cancellation">Ends the reading; what is queued for commit is not called back.</param>
    /// <param name="actor">Who reports; null: the source as a system.</param>
    public Task<IntakeOutcome> File(
        string source, string messageId, byte[] bodyHash, Report report, CancellationToken cancellation, Actor? actor = null) =>
        File(source, messageId, bodyHash, report, actor, Cause.None, cancellation);

    internal async Task<IntakeOutcome> File(
        string source, string messageId, byte[] bodyHash, Report report, Actor? actor, Cause cause, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(bodyHash);
        try
        {
            if (await store.FindMessage(source, messageId, cancellation) is { } known)
                return Intake.Again(known, bodyHash);

            var data = catalog.Current;
            if (Intake.ProgramFor(report, data, out var category, out var refusal) is not { } program)
                return new IntakeOutcome.Refused(refusal!);
            var now = time.Now();
            var (number, trouble) = await _numbers.Next(now, data.Organisation.TimeZone, category!.Series);
            if (number is null)
                return Intake.Trouble(trouble!);

            var filing = new Intake.Answer(turns.Random.NextId(now), number, turns.Random.TrackingToken());
            var command = new CaseCommand.File(
                actor ?? Actor.Source(source), filing.CaseId, number, filing.TrackingToken, source, category.PolicyId, report);
            var message = new InboxRow
            {
                Source = source, MessageId = messageId, BodyHash = bodyHash, CaseId = filing.CaseId, Answer = StoredJson.Text(filing), At = now,
            };
            return await turns.Open(program, command, cause with { Message = message }) switch
            {
                TurnOutcome.Taken => new IntakeOutcome.Filed(filing.CaseId, number, filing.TrackingToken, Duplicate: false),
                TurnOutcome.Duplicate duplicate => Intake.Again(duplicate.Known, bodyHash),
                TurnOutcome.Refused refused => new IntakeOutcome.Refused(refused.Refusal),
                TurnOutcome.Lost lost => new IntakeOutcome.Lost(lost.Reason),
                TurnOutcome.Busy busy => new IntakeOutcome.Busy(busy.RetryAfter, busy.Reason),
                TurnOutcome.Failed failed => new IntakeOutcome.Failed(failed.Reason),
                TurnOutcome.Exists exists => new IntakeOutcome.Failed(exists.Reason),
                TurnOutcome.Unchanged unchanged => new IntakeOutcome.Failed($"Expected a report to be filed or refused, but nothing came of it: {unchanged.Reason}"),
                var other => throw new InvalidOperationException($"A filing has no outcome {other.GetType().Name}."),
            };
        }
        catch (StoreUnavailableException unavailable)
        {
            return new IntakeOutcome.Busy(InstanceTurns.RetryAfter, unavailable.Message);
        }
    }

    /// <summary>Runs a command on a case.</summary>
    /// <param name="caseId">The case.</param>
    /// <param name="command">What is asked; <see cref="CaseCommand.File"/> has a way of its own.</param>
    /// <param name="idempotencyKey">Chosen by the caller; a second command of the same person with this key changes nothing.</param>
    /// <param name="cancellation">Ends the reading; what is queued for commit is not called back.</param>
    public async Task<CommandOutcome> Run(Guid caseId, InstanceCommand command, string? idempotencyKey, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (command is CaseCommand.File or InstanceCommand.Start)
            throw new ArgumentException("Expected a command on a case that exists; reports are filed.", nameof(command));
        var key = idempotencyKey is null ? null : CommandKey.Of(caseId, command, idempotencyKey);
        return await turns.Move(caseId, command, Cause.None, key, cancellation) switch
        {
            TurnOutcome.Taken taken => new CommandOutcome.Done(FileOf(taken.Burst.State)),
            TurnOutcome.Duplicate duplicate => key!.Again(duplicate.Known, duplicate.Row!),
            TurnOutcome.Unchanged unchanged => new CommandOutcome.Unchanged(unchanged.Reason),
            TurnOutcome.Refused refused => new CommandOutcome.Refused(refused.Refusal),
            TurnOutcome.NotFound => new CommandOutcome.NotFound(),
            TurnOutcome.Busy busy => new CommandOutcome.Busy(busy.RetryAfter, busy.Reason),
            TurnOutcome.Failed failed => new CommandOutcome.Failed(failed.Reason),
            var other => throw new InvalidOperationException($"A command has no outcome {other.GetType().Name}."),
        };
    }

    private static CaseFile FileOf(InstanceState state) => state.Attachment as CaseFile
        ?? throw new InvalidOperationException($"Expected a case, but instance {state.Id} is none: it is moved by the {nameof(InstanceRunner)}.");
}
