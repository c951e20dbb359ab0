using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Cases;

/// <summary>
/// A case file on the desk while one burst works on it: each change makes a new file and leaves its effects and journal entries in
/// order. Lives as long as one command or one activity execution.
/// </summary>
internal sealed partial class CaseWork
{
    // Made when something is said: half of those that work on a file say nothing.
    private List<Effect>? _effects;
    private List<(string Kind, Facts Facts)>? _entries;

    public CaseWork(CaseFile file, ReferenceData reference, World world)
    {
        File = file;
        Reference = reference;
        World = world;
    }

    /// <summary>What must come true together with the changed file, in order.</summary>
    public IReadOnlyList<Effect> Effects => _effects ?? (IReadOnlyList<Effect>)[];

    /// <summary>What the journal must say, in order.</summary>
    public IReadOnlyList<(string Kind, Facts Facts)> Entries => _entries ?? (IReadOnlyList<(string Kind, Facts Facts)>)[];

    public CaseFile File { get; private set; }

    public ReferenceData Reference { get; }

    public World World { get; }

    public DateTimeOffset Now => World.Now;

    public OrganisationChart Organisation => Reference.Organisation;

    public void Change(CaseFile file) => File = file;

    public void Emit(Effect effect) => (_effects ??= []).Add(effect);

    /// <summary>Says something in the journal; facts that are not known are left out.</summary>
    public void Say(string kind, params ReadOnlySpan<(string Name, object? Value)> facts) => (_entries ??= []).Add((kind, Facts.Known(facts)));

    /// <summary>
    /// Moves the case on to a stage of the six-step loop. It never goes back (a loop inside a stage leaves it where it is), and none is
    /// left out (SM-2).
    /// </summary>
    /// <exception cref="ActivityFaultException">The lifecycle leaves a stage out.</exception>
    public void Reach(CaseStage stage)
    {
        if (stage <= File.Stage)
            return;
        if (stage > File.Stage + 1)
        {
            throw new ActivityFaultException(
                $"Expected stage {File.Stage + 1} after {File.Stage}, but the lifecycle goes on to {stage}: no case leaves out a stage.")
            {
                Code = "stage-left-out",
            };
        }

        Say("StageReached", ("from", File.Stage.ToString()), ("to", stage.ToString()));
        Change(File with { Stage = stage });
    }

    /// <summary>A loop of the lifecycle leads back to an earlier stage; from there it passes all of them again.</summary>
    public void Return(CaseStage stage)
    {
        if (stage >= File.Stage)
            return;
        Say("StageReturned", ("from", File.Stage.ToString()), ("to", stage.ToString()));
        Change(File with { Stage = stage });
    }

    /// <summary>Opens a task and, if the policy limits it, its stage clock.</summary>
    /// <param name="task">The task.</param>
    /// <param name="use">Which clock times it.</param>
    /// <param name="until">A limit of its own in place of the policy's.</param>
    public CaseTask Open(CaseTask task, ClockUse use = ClockUse.New, DateTimeOffset? until = null)
    {
        var clock = use == ClockUse.None ? null : until is { } at ? ClockUntil(task.Key, task.Level, task.UnitId, at) : StageClock(task.Key, task.Level, task.UnitId, use);
        var opened = task with { ClockId = clock };
        Change(File with { Tasks = File.Tasks.Add(opened) });
        Emit(new TaskOpened(opened));
        Say("TaskOpened", ("task", task.Key), ("role", task.Role), ("unit", task.UnitId), ("level", task.Level));
        SeekOwner(opened);
        TaskMail.Tell(this, opened);
        return opened;
    }

    // What nobody can do is said at once; the monitor tells people of it.
    private void SeekOwner(CaseTask task)
    {
        if (!Ownership.Lacks(task, File, Reference, Now))
            return;
        Say("OrphanAlert", ("task", task.Key), ("role", task.Role), ("unit", task.UnitId));
        Change(File with { Orphans = File.Orphans.Add(new Orphanhood(task.Id, Now, Told: false)) });
    }

    /// <summary>Puts a changed task in the place of the old one.</summary>
    public void Replace(CaseTask task)
    {
        Change(File with { Tasks = File.Tasks.SetItem(IndexOf(task.Id), task) });
        Emit(new TaskChanged(task));
        // A task that goes to another unit takes its clock along: no time is won by it.
        if (task.ClockId is { } id && Counting(id) is { UnitId: { } unit } clock && unit != task.UnitId)
            Put(clock with { UnitId = task.UnitId });
    }

    /// <summary>Gives an open task to somebody else, who is told as when it opened.</summary>
    /// <param name="task">With its new unit or assignee.</param>
    /// <param name="by">Who does it, and knows; null: nobody had it.</param>
    public void Pass(CaseTask task, string? by)
    {
        Replace(task);
        TaskMail.TellNext(this, task, by);
    }

    /// <summary>Closes a task: it leaves the file, and its clock stops unless it is to run on.</summary>
    public void Close(CaseTask task, string by, string reason, bool clockRunsOn = false)
    {
        if (!clockRunsOn && task.ClockId is { } clock)
            Stop(clock, by, reason);
        if (IndexOf(task.Id) is >= 0 and var index)
            Change(File with { Tasks = File.Tasks.RemoveAt(index) });
        if (File.Orphans.Any(orphan => orphan.Of == task.Id))
            Change(File with { Orphans = File.Orphans.RemoveAll(orphan => orphan.Of == task.Id) });
        Emit(new TaskClosed(task));
    }

    private int IndexOf(Guid taskId)
    {
        for (var index = 0; index < File.Tasks.Length; index++)
        {
            if (File.Tasks[index].Id == taskId)
                return index;
        }

        return -1;
    }

    /// <summary>Records who handled the case; duty separation asks for it later.</summary>
    public void Handled(string personId)
    {
        if (!File.HandledBy.Contains(personId))
            Change(File with { HandledBy = File.HandledBy.Add(personId) });
    }

    /// <summary>Who answers for a task that a backup does; null when she does her own.</summary>
    public string? OwnerBehind(string personId, CaseTask task) =>
        Organisation.Person(personId) is { } person && Organisation.OwnerFor(person, task.Role, task.UnitId, Now) is { } owner && owner.Id != personId ? owner.Id : null;

    /// <summary>Keeps what somebody did, for which unit; duty separation asks for it later.</summary>
    public void Did(string action, string personId, string unitId)
    {
        var deed = new Deed(action, personId, unitId);
        if (!File.Deeds.Contains(deed))
            Change(File with { Deeds = File.Deeds.Add(deed) });
    }

    /// <summary>Where the line of the case begins: its grid, or the unit to which it was transferred sideways.</summary>
    public static string Line(CaseFile file, OrganisationChart organisation) =>
        organisation.UnitAt(file.GridCode, file.Level) is { } own && own.Id == file.UnitId ? file.GridCode : file.UnitId;

    /// <summary>The level above one, for this case; null at the top.</summary>
    public Level? NextUp(string level) => Organisation.NextUp(Line(File, Organisation), level);

    /// <summary>The level below one; null at the bottom. Downward is always towards the grid where the matter lies.</summary>
    public Level? NextDown(string level) => Organisation.NextDown(File.GridCode, level);

    /// <summary>Moves the case to another level: the unit of the grid's chain there owns it from now on.</summary>
    public void MoveTo(Level level, string kind, string by, string? reason)
    {
        var unit = Organisation.UnitAt(level.Rank < Organisation.Level(File.Level)?.Rank ? File.GridCode : Line(File, Organisation), level.Key)
            ?? throw new ActivityFaultException($"Expected a unit of level '{level.Key}' above grid '{File.GridCode}', but the organisation has none.");
        Say(kind, ("from", File.Level), ("to", level.Key), ("unit", unit.Id), ("by", by), ("reason", reason));
        Change(File with { Level = level.Key, UnitId = unit.Id });
    }
}
