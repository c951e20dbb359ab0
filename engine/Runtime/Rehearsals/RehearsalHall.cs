using System.Collections.Immutable;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Rehearsals;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Rehearsals;

/// <summary>What is set up for a rehearsal. Closed.</summary>
public abstract record HallOutcome
{
    private HallOutcome()
    {
    }

    /// <param name="Data">What decisions will look at.</param>
    /// <param name="Program">The lifecycle.</param>
    /// <param name="Problems">What would stand against publishing; it can be played all the same.</param>
    public sealed record Ready(ReferenceData Data, Program Program, ImmutableArray<Problem> Problems) : HallOutcome;

    /// <summary>It cannot even be compiled.</summary>
    public sealed record Refused(ImmutableArray<Problem> Problems) : HallOutcome;

    public sealed record NotFound : HallOutcome;
}

/// <summary>A real case, played again.</summary>
/// <param name="Run">The rehearsal.</param>
/// <param name="Differences">In what it differs from what happened.</param>
public sealed record ReplayedCase(RehearsalRun Run, ImmutableArray<CaseDifference> Differences);

/// <summary>Fetches what a rehearsal needs: a version of a lifecycle, in force or a draft, and the history of a real case. Reads only.</summary>
public sealed class RehearsalHall(
    ReferenceCatalog catalog, DefinitionLibrary library, DefinitionQueries definitions, FileQueries files, CaseQueries cases, IDbContextFactory<GridDbContext> contexts)
{
    // A case with more than this is an endurance test.
    private const int MostRows = 2_000;

    /// <summary>Sets up a version of a lifecycle.</summary>
    /// <param name="definitionId">The definition.</param>
    /// <param name="version">Null: the one in force, else the latest.</param>
    /// <param name="order">A change of files that is being prepared and shall hold as well; null: none.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<HallOutcome> Open(string definitionId, int? version, long? order, CancellationToken cancellation)
    {
        var current = catalog.Current;
        var inForce = current.Definitions.Current(definitionId);
        if (order is null && inForce is not null && (version is null || version == inForce.Version))
            return new HallOutcome.Ready(current, inForce, []);
        VersionChoice choice = version is { } number ? new VersionChoice.Number(number) : inForce is null ? new VersionChoice.Latest() : new VersionChoice.Published();
        if (await definitions.Find(definitionId, choice, cancellation) is not { } text)
            return new HallOutcome.NotFound();
        var changes = new List<FileChange> { new($"definitions/{definitionId}.json", text.Json) };
        if (order is { } change)
            changes.AddRange(await files.Drafts(change, cancellation));
        switch (await library.Candidate(changes, cancellation))
        {
            case CandidateOutcome.Ready ready:
                return new HallOutcome.Ready(ready.Data, ready.Data.Definitions.Current(definitionId)!, []);
            case CandidateOutcome.Refused refused when library.TryCompile(text) is { } program:
                return new HallOutcome.Ready(current, program, refused.Problems);
            case CandidateOutcome.Refused refused:
                return new HallOutcome.Refused(refused.Problems);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Plays the history of a real case on what was set up, up to its last command or now, whichever is later.</summary>
    public async Task<ReplayedCase> Replay(CaseFile file, HallOutcome.Ready hall, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(hall);
        var past = await Past(file, cancellation);
        var until = file.Status == CaseStatus.Open || past.Count == 0 ? now : past[^1].At;
        var run = CaseReplay.Play(past, hall.Data, hall.Program, hall.Data.Organisation.TimeZone, until);
        var walked = (await cases.Timeline(file.Id, cancellation)).SelectMany(item => item.Path).Select(step => step.ActivityId).Distinct().ToList();
        return new ReplayedCase(run, CaseDifferences.Of(file, catalog.Current, walked, past, run));
    }

    private async Task<IReadOnlyList<PastCommand>> Past(CaseFile file, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var rows = await context.Journal.AsNoTracking().Where(row => row.CaseId == file.Id).OrderBy(row => row.Seq).Take(MostRows).ToListAsync(cancellation);
        var tasks = await context.Tasks.AsNoTracking().Where(row => row.CaseId == file.Id).Select(row => new { row.Id, row.Key, row.UnitId }).ToDictionaryAsync(row => row.Id, cancellation);
        var notices = file.Notices.ToDictionary(notice => notice.Id);
        var past = new List<PastCommand>();
        foreach (var row in rows)
        {
            // A row of an older database does not say its command: nothing can be played from there on.
            if (JournalText.ReadOrigin(row.Entries) is not { } origin)
                break;
            var command = CommandText.Read(row.Command, origin.Command);
            var task = TaskOf(command) is { } id && tasks.TryGetValue(id, out var known) ? known : null;
            var notice = NoticeOf(command) is { } noticeId ? notices.GetValueOrDefault(noticeId) : null;
            past.Add(new PastCommand(row.Seq, row.At, command)
            {
                Task = task?.Key,
                TaskUnit = task?.UnitId,
                Notice = notice?.Kind,
                NoticeRecipient = notice?.Recipient,
                Clock = command is CaseCommand.ExemptClock exempt ? file.Clocks.FirstOrDefault(clock => clock.Id == exempt.ClockId)?.Name : null,
                WasRefused = JournalText.ReadEntries(row.Entries).Any(entry => entry.Kind == "CommandRefused"),
            });
        }

        return past;
    }

    private static Guid? TaskOf(object command) => command switch
    {
        CaseCommand.Claim one => one.TaskId,
        CaseCommand.Release one => one.TaskId,
        CaseCommand.Complete one => one.TaskId,
        CaseCommand.RequestAdjustment one => one.TaskId,
        _ => null,
    };

    private static Guid? NoticeOf(object command) => command switch
    {
        CaseCommand.SignNotice one => one.NoticeId,
        CaseCommand.WithdrawNotice one => one.NoticeId,
        _ => null,
    };
}
