using System.Collections.Immutable;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>A case on the desk with everything that one decision looks at.</summary>
internal sealed class Desk
{
    public Desk(Program program, InstanceState state, ReferenceData reference, World world)
    {
        Program = program;
        State = state;
        Reference = reference;
        World = world;
        File = state.Attachment as CaseFile ?? throw new ArgumentException("Expected a case file with the state, but found none.", nameof(state));
    }

    public Program Program { get; }

    public InstanceState State { get; }

    public ReferenceData Reference { get; }

    public World World { get; }

    public CaseFile File { get; }

    public CaseWork Open() => new(File, Reference, World);

    /// <summary>An open task of the case.</summary>
    public CaseTask? Task(Guid taskId) => File.Tasks.FirstOrDefault(task => task.Id == taskId);

    public static Refusal TaskNotOpen(Guid taskId) => new(
        RefusalKind.NotFound, "task-not-open", $"Expected an open task, but '{taskId}' was completed, withdrawn or never was.",
        "Look at the case again; somebody else may have acted on it.");

    /// <summary>The decision of a command that moves no activity.</summary>
    public Decision Rest(CaseWork work) =>
        new Decision.Accepted(Finish(work, new Burst(State with { Attachment = work.File }, [], [], []), before: File));

    /// <summary>The decision of a command that moves the lifecycle, after what was done to the file.</summary>
    public Decision Move(CaseWork work, Stimulus stimulus) =>
        new Decision.Accepted(Finish(work, Interpreter.Run(Program, State with { Attachment = work.File }, stimulus, World), before: File));

    /// <summary>
    /// Puts the desk's own effects before those of the burst, and holds the result against what must be true of every case: each open
    /// task waits on a bookmark, and a case that is not archived has a task, a bookmark or an incident.
    /// </summary>
    public static Burst Finish(CaseWork work, Burst burst, CaseFile? before)
    {
        var state = burst.State;
        var after = new CaseWork((CaseFile)state.Attachment!, work.Reference, work.World);
        foreach (var task in after.File.Tasks)
        {
            if (task.AdjustmentId is { } adjustment ? AdjustmentCommand.IsAwaited(after.File, adjustment) : Waits(state, task.BookmarkId))
                continue;
            after.Close(task with { Status = CaseTaskStatus.Withdrawn, CompletedAt = work.Now }, "system", "task withdrawn");
            after.Say("TaskWithdrawn", ("task", task.Key));
        }

        AdjustmentCommand.Lapse(after);
        if (state.Bookmarks.IsEmpty && state.Incidents.IsEmpty && after.File.Status is not (CaseStatus.Archived or CaseStatus.Void))
        {
            const string reason = "Expected the lifecycle to lead to the archive, but it has come to an end before: no task is open and nothing is waited for.";
            state = state with { Incidents = [new Incident(null, reason, work.Now)] };
            after.Say("CaseStranded", ("reason", reason));
        }

        var effects = ImmutableArray.CreateBuilder<Effect>(work.Effects.Count + burst.Effects.Length + after.Effects.Count + 1);
        effects.AddRange(work.Effects);
        effects.AddRange(burst.Effects);
        effects.AddRange(after.Effects);
        if (!ReferenceEquals(after.File, before))
            effects.Add(new CaseChanged(after.File));
        var journal = ImmutableArray.CreateBuilder<JournalEntry>(work.Entries.Count + burst.Journal.Length + after.Entries.Count);
        AddEntries(journal, work);
        journal.AddRange(burst.Journal);
        AddEntries(journal, after);
        return burst with
        {
            State = ReferenceEquals(state.Attachment, after.File) ? state : state with { Attachment = after.File },
            Effects = effects.DrainToImmutable(),
            Journal = journal.DrainToImmutable(),
        };
    }

    private static bool Waits(InstanceState state, Guid bookmarkId)
    {
        foreach (var bookmark in state.Bookmarks)
        {
            if (bookmark.Id == bookmarkId)
                return true;
        }

        return false;
    }

    private static void AddEntries(ImmutableArray<JournalEntry>.Builder journal, CaseWork work)
    {
        foreach (var (kind, facts) in work.Entries)
            journal.Add(new JournalEntry(kind, null, facts));
    }
}
