using System.Collections.Immutable;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Ways;

/// <summary>What is known of the task of a step.</summary>
/// <param name="Counted">Clock time between opening and end; null without a clock, or without its calendar.</param>
/// <param name="IsOverdue">Null: the clock counts for nobody, or nobody can say yet.</param>
internal readonly record struct TaskReading(DateTimeOffset? DueAt, TimeSpan? Counted, bool? IsOverdue)
{
    /// <summary>Reads a clock as it stands when a task ends.</summary>
    public static TaskReading Of(SlaClock? clock, IReadOnlyDictionary<string, BusinessCalendar> calendars, DateTimeOffset openedAt, DateTimeOffset at)
    {
        if (clock is null || !calendars.TryGetValue(clock.CalendarId, out var calendar))
            return default;
        var counted = clock.Consumed(calendar, at).Known - clock.Consumed(calendar, openedAt).Known;
        return new TaskReading(
            clock.State.Status != ClockStatus.Void && clock.Due(calendar, at).TryGet(out var due) ? due : null,
            counted > TimeSpan.Zero ? counted : TimeSpan.Zero,
            clock.Verdict(calendar, at) switch { ClockVerdict.Overdue => true, ClockVerdict.OnTime => false, _ => null });
    }
}

/// <summary>Says which stays a burst begins and ends. Pure, and done before the write is queued.</summary>
internal static class StayRows
{
    public static IEnumerable<RowChange> Of(Program program, Burst burst, ReferenceData data, DateTimeOffset now)
    {
        if (burst.Steps.IsEmpty)
            return [];
        var moves = StayMove.Of(StepMap.Of(program), burst.Steps.Select(step => new PathMove(program.Activities[step.ActivityIndex].Id, step.Execution, step.Kind)));
        if (moves.IsEmpty)
            return [];
        return Of(program, burst.State.Id, moves, TasksOf(burst, data, now), burst.Journal.FirstOrDefault(entry => entry.Kind == "CaseFiled")?.Data.GetValueOrDefault("grid") as string, now);
    }

    /// <param name="grid">Where a case begins; its first steps are that unit's.</param>
    internal static IEnumerable<RowChange> Of(Program program, Guid instanceId, ImmutableArray<StayMove> moves, StepTasks tasks, string? grid, DateTimeOffset now)
    {
        var units = new Dictionary<string, string?>(StringComparer.Ordinal);
        var entered = new Dictionary<int, StayRow>();
        var changes = new List<RowChange>();
        var order = new List<int>();
        foreach (var move in moves)
        {
            switch (move)
            {
                case StayMove.Entered came:
                    var opened = tasks.Opened(came.ActivityId, came.Execution);
                    var unit = opened?.UnitId ?? (came.From is null ? grid : units.GetValueOrDefault(came.From) ?? tasks.UnitOfClosed(came.From));
                    units[came.ActivityId] = unit;
                    order.Add(came.Execution);
                    entered[came.Execution] = new StayRow
                    {
                        InstanceId = instanceId, Execution = came.Execution, DefinitionId = program.DefinitionId, DefinitionVersion = program.Version, ActivityId = came.ActivityId,
                        FromActivity = came.From, EnteredAt = now, UnitId = unit, ClockId = opened?.ClockId,
                    };
                    break;
                case StayMove.Left left:
                    var reading = tasks.Closed(left.ActivityId);
                    if (entered.TryGetValue(left.Execution, out var row))
                        entered[left.Execution] = row with { LeftAt = now, Ending = left.End, DueAt = reading.DueAt, CountedMs = (long?)reading.Counted?.TotalMilliseconds, IsOverdue = reading.IsOverdue };
                    else
                        changes.Add(new RowChange.LeaveStay(instanceId, left.Execution, now, left.End, reading.DueAt, (long?)reading.Counted?.TotalMilliseconds, reading.IsOverdue));
                    break;
                case StayMove.Faulted faulted:
                    if (entered.TryGetValue(faulted.Execution, out var begun))
                        entered[faulted.Execution] = begun with { FaultedAt = now };
                    else
                        changes.Add(new RowChange.FaultStay(instanceId, faulted.Execution, now));
                    break;
            }
        }

        var over = moves[^1] is StayMove.Over;
        changes.AddRange(order.Select(execution => new RowChange.EnterStay(over && entered[execution].LeftAt is null ? entered[execution] with { LeftAt = now, Ending = StayEnd.Canceled } : entered[execution])));
        if (over)
            changes.Add(new RowChange.EndStays(instanceId, now));
        return changes;
    }

    private static StepTasks TasksOf(Burst burst, ReferenceData data, DateTimeOffset now)
    {
        var tasks = new StepTasks();
        Dictionary<Guid, int>? executions = null;
        foreach (var effect in burst.Effects)
        {
            switch (effect)
            {
                case BookmarkSet set:
                    (executions ??= [])[set.Bookmark.Id] = set.Bookmark.Execution;
                    break;
                case TaskOpened { Task: var task } when executions?.TryGetValue(task.BookmarkId, out var execution) == true:
                    tasks.Open(task.ActivityId, execution, task.UnitId, task.ClockId);
                    break;
                case TaskClosed { Task: var task }:
                    var clock = task.ClockId is { } id && burst.State.Attachment is CaseFile file ? file.Clocks.FirstOrDefault(one => one.Id == id) : null;
                    tasks.Close(task.ActivityId, task.UnitId, TaskReading.Of(clock, data.Calendars, task.OpenedAt, now));
                    break;
            }
        }

        return tasks;
    }
}

/// <summary>The tasks that one burst opens and closes, by their steps. Of several that a step opens at once the first one stands for it.</summary>
internal sealed class StepTasks
{
    private readonly Dictionary<(string ActivityId, int Execution), (string UnitId, Guid? ClockId)> _opened = [];
    private readonly Dictionary<string, Queue<(string UnitId, Guid? ClockId)>> _unplaced = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string UnitId, TaskReading Reading)> _closed = new(StringComparer.Ordinal);

    public void Open(string activityId, int execution, string unitId, Guid? clockId) => _opened.TryAdd((activityId, execution), (unitId, clockId));

    /// <summary>A task of which only the step is known: those of one step are opened in the order in which it is come to.</summary>
    public void Open(string activityId, string unitId, Guid? clockId)
    {
        if (!_unplaced.TryGetValue(activityId, out var queue))
            _unplaced[activityId] = queue = new();
        queue.Enqueue((unitId, clockId));
    }

    public void Close(string activityId, string unitId, TaskReading reading) => _closed[activityId] = (unitId, reading);

    public (string UnitId, Guid? ClockId)? Opened(string activityId, int execution) =>
        _opened.TryGetValue((activityId, execution), out var known) ? known
        : _unplaced.TryGetValue(activityId, out var queue) && queue.TryDequeue(out var next) ? next
        : null;

    public TaskReading Closed(string activityId) => _closed.TryGetValue(activityId, out var closed) ? closed.Reading : default;

    public string? UnitOfClosed(string activityId) => _closed.TryGetValue(activityId, out var closed) ? closed.UnitId : null;
}
