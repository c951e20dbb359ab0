using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Rehearsals;

/// <summary>
/// One case on a clock that jumps: commands at their instants, and in between every timer at its own. Decides by the desk of the live system
/// and writes nothing.
/// </summary>
internal sealed class Stage(Program program, ReferenceData data)
{
    /// <summary>A lifecycle whose timers never end is stopped here.</summary>
    public const int MostFrames = 2_000;

    // Any number does: the same one each time, so that the same scenario draws the same ids.
    private const ulong FirstSeed = 1;

    private readonly ImmutableArray<RehearsalFrame>.Builder _frames = ImmutableArray.CreateBuilder<RehearsalFrame>();
    private readonly ImmutableArray<Problem>.Builder _problems = ImmutableArray.CreateBuilder<Problem>();
    private readonly SortedDictionary<string, TimerSet> _timers = new(StringComparer.Ordinal);
    private ulong _seed = FirstSeed;

    public ReferenceData Data { get; private set; } = data;

    public DateTimeOffset Now { get; private set; }

    public InstanceState? State { get; private set; }

    public CaseFile? File => State?.Attachment as CaseFile;

    public bool IsFull => _frames.Count >= MostFrames;

    public RehearsalRun Run(string zone) => new() { Program = program, Frames = _frames.ToImmutable(), Problems = _problems.ToImmutable(), Zone = zone };

    public Guid CaseId { get; } = new IdSource(FirstSeed, DateTimeOffset.UnixEpoch).NextId();

    public void Trouble(string code, string reason, string remedy) => _problems.Add(new Problem(code, reason, remedy));

    /// <summary>Lets every timer fire that is due before an instant, in whole milliseconds: people come before timers at one instant (R4).</summary>
    public void PassTo(DateTimeOffset instant)
    {
        var at = NotBefore(instant);
        while (!IsFull && Next() is { } due && due.DueAt < at)
        {
            Now = due.DueAt > Now ? due.DueAt : Now;
            Fire(due);
        }

        if (at > Now)
            Now = at;
    }

    /// <summary>Lets every timer fire that is due now.</summary>
    public void PassThrough()
    {
        while (!IsFull && Next() is { } due && due.DueAt <= Now)
            Fire(due);
    }

    /// <summary>Carries out a command now.</summary>
    public void Do(FrameCause cause, InstanceCommand command)
    {
        try
        {
            var world = new World(Now, new IdSource(_seed++, Now), Data) { PublishedDefinitions = Data.Definitions.Ids };
            Take(cause, command, InstanceDesk.Decide(program, State, command, world));
        }
        catch (ActivityFaultException fault)
        {
            // The sweep would park such a timer until the data is mended.
            Add(new RehearsalFrame(_frames.Count, Now, cause) { Command = command, Refusal = new Refusal(RefusalKind.Conflict, fault.Code, fault.Message, "Mend the reference data."), State = State, Data = Data });
        }
    }

    /// <summary>Something happens to nobody: the end, or a time in which nobody acts.</summary>
    public void Note(FrameCause cause, Refusal? refusal = null) => Add(new RehearsalFrame(_frames.Count, Now, cause) { Refusal = refusal, State = State, Data = Data });

    /// <summary>Other reference data is in force; a changed calendar reaches the clocks at once, as the live sweep brings it.</summary>
    public void Use(ReferenceData changed)
    {
        var before = Data;
        Data = changed;
        if (File is not { } file)
            return;
        foreach (var calendar in changed.Calendars.Values)
        {
            var counting = file.Clocks.Where(clock => clock.CalendarId == calendar.Id && clock.CalendarVersion != calendar.Version && clock.State.Status is ClockStatus.Running or ClockStatus.Paused).ToList();
            if (counting.Count == 0 || !before.Calendars.TryGetValue(calendar.Id, out var old))
                continue;
            var told = ImmutableSortedDictionary.CreateBuilder<Guid, DateTimeOffset>();
            foreach (var clock in counting)
            {
                if (clock.Due(old, Now).TryGet(out var due))
                    told[clock.Id] = due;
            }

            Do(new FrameCause.Calendar(calendar.Id), new CaseCommand.TakeCalendar(Actor.Source("calendar"), calendar.Id, told.ToImmutable(), null));
        }

        if (File.Clocks.FirstOrDefault(clock => clock.LadderId is { } id && clock.State.Status is ClockStatus.Running or ClockStatus.Paused && changed.Ladders.TryGetValue(id, out var ladder) && !clock.Knows(ladder)) is { LadderId: { } changedLadder })
            Do(new FrameCause.Ladder(changedLadder), new CaseCommand.TakeLadders(Actor.Source("ladder")));
    }

    private TimerSet? Next()
    {
        TimerSet? next = null;
        foreach (var timer in _timers.Values)
        {
            // Of one instant the lesser key comes first, as the store reads them.
            if (next is null || timer.DueAt < next.DueAt)
                next = timer;
        }

        return next;
    }

    private void Fire(TimerSet timer)
    {
        _timers.Remove(timer.Key);
        var clock = CaseWork.ClockOf(timer.Key) is { } id ? File?.Clocks.FirstOrDefault(one => one.Id == id)?.Name : null;
        Do(new FrameCause.Timer(timer.Key, clock), new InstanceCommand.TimerDue(timer.Key, timer.Epoch, timer.DueAt));
    }

    private void Take(FrameCause cause, InstanceCommand command, Decision decision)
    {
        var frame = new RehearsalFrame(_frames.Count, Now, cause) { Command = command, State = State, Data = Data };
        switch (decision)
        {
            case Decision.Accepted { Burst: var burst }:
                Commit(burst);
                frame = frame with { Burst = burst, State = State };
                break;
            case Decision.Refused refused:
                if (refused.Record is { } record)
                    Commit(record);
                frame = frame with { Burst = refused.Record, Refusal = refused.Refusal, State = State };
                break;
            case Decision.Unchanged unchanged:
                frame = frame with { Unchanged = unchanged.Reason };
                break;
            default:
                throw new InvalidOperationException("A decision is accepted, unchanged or refused.");
        }

        Add(frame);
    }

    private void Commit(Burst burst)
    {
        State = burst.State;
        foreach (var effect in burst.Effects)
        {
            if (effect is TimerSet set)
                _timers[set.Key] = set with { DueAt = NotBefore(set.DueAt) };
            else if (effect is TimerCleared cleared)
                _timers.Remove(cleared.Key);
        }
    }

    // Databases keep whole milliseconds, and nothing that is due may come early.
    private static DateTimeOffset NotBefore(DateTimeOffset at) =>
        at.UtcTicks % TimeSpan.TicksPerMillisecond is > 0 and var rest ? at.AddTicks(TimeSpan.TicksPerMillisecond - rest) : at;

    private void Add(RehearsalFrame frame)
    {
        _frames.Add(frame);
        if (_frames.Count == MostFrames)
            Trouble("rehearsal-length", $"Expected a rehearsal of at most {MostFrames} moments, but it goes on.", "Let the scenario end sooner, or look for a wait that never ends.");
    }
}
