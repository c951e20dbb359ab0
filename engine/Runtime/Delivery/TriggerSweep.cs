using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Delivery;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.Extensions.Logging;

namespace GridWorkflow.Runtime.Delivery;

/// <summary>
/// Starts published definitions by time: Timer, Cron and StartAt as triggers. When each started last is a row; whoever starts it puts the
/// row on in the same transaction, so that of several nodes one wins. Starts that were missed while no node ran are made once, not each.
/// </summary>
public sealed class TriggerSweep(
    IStore store, CommitPipeline pipeline, InstanceRunner runner, ReferenceCatalog catalog, TimeProvider time,
    ILogger<TriggerSweep> log)
{
    private static readonly Actor Trigger = new("system:trigger");

    /// <summary>Brings the rows in line with what is published, and starts what is due.</summary>
    /// <returns>How many instances were started.</returns>
    /// <exception cref="StoreUnavailableException">The rows cannot be read.</exception>
    public async Task<int> RunOnce(CancellationToken cancellation)
    {
        var now = time.Now();
        // Asked first: with newer definitions than it says, the rows are put right by the next sweep.
        var asOf = catalog.AsOf?.Definitions;
        var timed = catalog.Current.Definitions.Published
            .Where(program => !InstanceDesk.IsLifecycle(program))
            .SelectMany(program => program.Triggers.Where(TriggerSchedule.IsTimed).Select(trigger => (Program: program, Trigger: trigger)))
            .ToList();
        var rows = (await store.TriggerStarts(cancellation)).ToList();
        foreach (var row in rows.Where(row => !timed.Exists(pair => Names(row, pair.Program, pair.Trigger))))
            await pipeline.Commit(new Write.DropTriggerStart(row.DefinitionId, row.ActivityId, asOf));

        var started = 0;
        foreach (var (program, trigger) in timed)
        {
            var row = rows.Find(row => Names(row, program, trigger));
            if (row is null || row.ProgramHash != program.ContentHash)
            {
                await pipeline.Commit(new Write.PutTriggerStart(new TriggerStartRow
                {
                    DefinitionId = program.DefinitionId, ActivityId = trigger.ActivityId, ProgramHash = program.ContentHash, LastAt = now,
                }, asOf));
            }
            else if (TriggerSchedule.Next(trigger, row.LastAt) is { } due && due <= now && await Start(program, trigger, row, due, now))
            {
                started++;
            }
        }

        return started;
    }

    private async Task<bool> Start(Program program, Trigger trigger, TriggerStartRow row, DateTimeOffset due, DateTimeOffset now)
    {
        // More than one was missed: the count begins anew from here.
        var last = TriggerSchedule.Next(trigger, due) <= now ? now : Instants.NotBefore(due);
        var claim = new TriggerClaim(program.DefinitionId, trigger.ActivityId, row.LastAt, last > now ? now : last);
        var outcome = await runner.Start(new StartOrder(program.DefinitionId) { TriggerActivityId = trigger.ActivityId }, Trigger, idempotencyKey: null, new Cause { Trigger = claim });
        switch (outcome)
        {
            case StartOutcome.Started:
                return true;
            case StartOutcome.Excluded excluded:
                log.LogDebug("{DefinitionId} was not started by time: {Reason}", program.DefinitionId, excluded.Reason);
                await pipeline.Commit(new Write.SkipTriggerStart(claim));
                return false;
            case StartOutcome.Refused refused:
                log.LogWarning("{DefinitionId} was not started by time: {Reason}", program.DefinitionId, refused.Refusal.Reason);
                await pipeline.Commit(new Write.SkipTriggerStart(claim));
                return false;
            case StartOutcome.Failed failed:
                log.LogError("{DefinitionId} was not started by time: {Reason}", program.DefinitionId, failed.Reason);
                return false;
            default:
                return false;
        }
    }

    private static bool Names(TriggerStartRow row, Program program, Trigger trigger) =>
        row.DefinitionId == program.DefinitionId && row.ActivityId == trigger.ActivityId;
}
