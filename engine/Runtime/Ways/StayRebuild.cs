using System.Collections.Immutable;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GridWorkflow.Runtime.Ways;

/// <summary>
/// Makes the stays of instances anew from their journals, tasks and clocks: for instances of a database that did not write them yet. It runs
/// while the system does; an instance that moves meanwhile is left for the next round. After a round that left none, there is nothing to do until
/// the next start: what begins now writes its own.
/// </summary>
public sealed class StayRebuild(IDbContextFactory<GridDbContext> contexts, CommitPipeline pipeline, ReferenceCatalog catalog, ILogger<StayRebuild> logger)
{
    private const int PageSize = 100;

    // The workflow is the first execution, its root the second: whatever has its first step has all that came later.
    private const int FirstStep = 3;

    private volatile bool _settled;

    /// <summary>Goes through the instances that lack their first stay.</summary>
    /// <returns>How many have theirs now.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read or written; what was written until then stays.</exception>
    public async Task<int> RunOnce(CancellationToken cancellation)
    {
        if (_settled)
            return 0;
        var (made, left, after) = (0, 0, Guid.Empty);
        while (true)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            var page = await context.Instances.AsNoTracking()
                .Where(row => row.Id.CompareTo(after) > 0 && !context.Stays.Any(stay => stay.InstanceId == row.Id && stay.Execution <= FirstStep))
                .OrderBy(row => row.Id).Take(PageSize).Select(row => new { row.Id, row.Version }).ToListAsync(cancellation);
            if (page.Count == 0)
                break;
            after = page[^1].Id;
            var ids = page.Select(row => row.Id).ToList();
            var journal = (await context.Journal.AsNoTracking().Where(row => ids.Contains(row.CaseId)).OrderBy(row => row.CaseId).ThenBy(row => row.Seq).ToListAsync(cancellation)).ToLookup(row => row.CaseId);
            var tasks = (await context.Tasks.AsNoTracking().Where(row => ids.Contains(row.CaseId)).ToListAsync(cancellation)).ToLookup(row => row.CaseId);
            var clocks = (await context.Clocks.AsNoTracking().Where(row => ids.Contains(row.CaseId)).ToListAsync(cancellation)).ToLookup(row => row.CaseId);
            foreach (var instance in page)
            {
                var programs = new Dictionary<string, Program?>(StringComparer.Ordinal);
                foreach (var hash in journal[instance.Id].Select(row => row.ProgramHash).Distinct())
                    programs[hash] = await catalog.Pinned(hash, cancellation);
                // A journal that is read shorter or longer than the instance is now would say something else: the version is the fence.
                var rows = Of(instance.Id, journal[instance.Id], tasks[instance.Id], clocks[instance.Id], catalog.Current.Calendars, programs.GetValueOrDefault);
                if (rows.IsEmpty)
                    continue;
                if (await pipeline.Commit(new Write.PutStays(instance.Id, instance.Version, rows)) is WriteOutcome.Committed)
                    made++;
                else
                    left++;
            }
        }

        if (made > 0)
            logger.LogInformation("Made the stays of {Count} instances from their journals", made);
        _settled = left == 0;
        return made;
    }

    /// <summary>The stays of one instance. Pure; gives what the transitions of the instance have written.</summary>
    /// <param name="journal">All rows, in order.</param>
    /// <param name="tasks">All tasks of the case; none for an instance that is no case.</param>
    /// <param name="clocks">All clocks of the case.</param>
    /// <param name="calendars">By id, as they are now: a calendar that was changed since counts other hours.</param>
    /// <param name="programs">Programs by content hash; rows of one that is not at hand say nothing.</param>
    public static ImmutableArray<StayRow> Of(
        Guid instanceId, IEnumerable<JournalRow> journal, IEnumerable<TaskRow> tasks, IEnumerable<ClockRow> clocks,
        IReadOnlyDictionary<string, BusinessCalendar> calendars, Func<string, Program?> programs)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(programs);
        var known = tasks.OrderBy(task => task.OpenedAt).ThenBy(task => task.Id).ToList();
        var (opened, closed) = (new HashSet<Guid>(), new HashSet<Guid>());
        var ledgers = clocks.ToDictionary(clock => clock.Id, clock => StoredJson.Read<SlaClock>(clock.Ledger));
        var stays = new Dictionary<int, StayRow>();
        var latest = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var row in journal)
        {
            if (programs(row.ProgramHash) is not { } program)
                continue;
            var moves = StayMove.Of(StepMap.Of(program), JournalText.ReadPath(row.Entries).Select(step => new PathMove(step.ActivityId, step.Execution, step.Kind)));
            if (moves.IsEmpty)
                continue;
            var entries = JournalText.ReadEntries(row.Entries);
            var ofBurst = TasksOf(row, moves, entries);
            var grid = entries.FirstOrDefault(entry => entry.Kind == "CaseFiled")?.Data.GetValueOrDefault("grid") as string;
            foreach (var change in StayRows.Of(program, instanceId, moves, ofBurst, grid, row.At))
                Take(change);
        }

        return [.. stays.Values.OrderBy(stay => stay.Execution)];

        // Several rows may be of one instant: a row closes what earlier ones have opened, and opens as many as it says. Which of two tasks that look
        // alike was opened first shows when one of them is completed.
        StepTasks TasksOf(JournalRow row, ImmutableArray<StayMove> moves, ImmutableArray<JournalEntry> entries)
        {
            var ofBurst = new StepTasks();
            var left = moves.OfType<StayMove.Left>().Select(move => move.ActivityId).ToHashSet(StringComparer.Ordinal);
            if (row.Command == nameof(Casework.Cases.CaseCommand.Complete) && JournalText.ReadTaskId(row.Entries) is { } named && known.Find(task => task.Id == named) is { } done)
                Correct(done);
            foreach (var task in known.Where(task => task.CompletedAt == row.At && left.Contains(task.ActivityId) && opened.Contains(task.Id) && closed.Add(task.Id)))
                ofBurst.Close(task.ActivityId, task.UnitId, TaskReading.Of(ClockAt(task.ClockId, row.At), calendars, task.OpenedAt, row.At));
            foreach (var entry in entries.Where(entry => entry.Kind == "TaskOpened"))
            {
                var unit = entry.Data.GetValueOrDefault("unit") as string;
                if (known.Find(task => task.OpenedAt == row.At && task.ActivityId == entry.ActivityId && task.UnitId == unit && !opened.Contains(task.Id)) is not { } task)
                    continue;
                opened.Add(task.Id);
                ofBurst.Open(task.ActivityId, task.UnitId, task.ClockId);
                latest[task.ActivityId] = task.Id;
            }

            return ofBurst;
        }

        void Correct(TaskRow done)
        {
            if (opened.Contains(done.Id))
                return;
            if (stays.Values.LastOrDefault(stay => stay.ActivityId == done.ActivityId && stay.LeftAt is null && stay.EnteredAt == done.OpenedAt) is not { } standing)
                return;
            opened.Remove(latest.GetValueOrDefault(done.ActivityId));
            opened.Add(done.Id);
            latest[done.ActivityId] = done.Id;
            stays[standing.Execution] = standing with { UnitId = done.UnitId, ClockId = done.ClockId };
        }

        // As it was then: what happened to the clock later is not known yet.
        SlaClock? ClockAt(Guid? id, DateTimeOffset at) =>
            id is { } known && ledgers.TryGetValue(known, out var clock) ? clock with { Ledger = [.. clock.Ledger.Where(entry => entry.At <= at)] } : null;

        void Take(RowChange change)
        {
            switch (change)
            {
                case RowChange.EnterStay(var row):
                    stays[row.Execution] = row;
                    break;
                case RowChange.LeaveStay leave when stays.TryGetValue(leave.Execution, out var stay):
                    stays[leave.Execution] = stay with { LeftAt = leave.LeftAt, Ending = leave.Ending, DueAt = leave.DueAt, CountedMs = leave.CountedMs, IsOverdue = leave.IsOverdue };
                    break;
                case RowChange.FaultStay fault when stays.TryGetValue(fault.Execution, out var stay):
                    stays[fault.Execution] = stay with { FaultedAt = fault.FaultedAt };
                    break;
                case RowChange.EndStays end:
                    foreach (var stay in stays.Values.Where(stay => stay.LeftAt is null).ToList())
                        stays[stay.Execution] = stay with { LeftAt = end.LeftAt, Ending = StayEnd.Canceled };
                    break;
            }
        }
    }
}
