using System.Collections.Immutable;

namespace GridWorkflow.Runtime.Ways;

/// <summary>Which stays figures are made of.</summary>
/// <param name="From">Stays that were left from this instant on …</param>
/// <param name="To">… and before this one.</param>
/// <param name="AsOf">Now: what stands is read as of it.</param>
public sealed record StayQuestion(string DefinitionId, DateTimeOffset From, DateTimeOffset To, DateTimeOffset AsOf)
{
    /// <summary>Only stays that began in this version; null: in all.</summary>
    public int? Version { get; init; }

    /// <summary>Only stays of these units; empty: of all.</summary>
    public ImmutableArray<string> UnitIds { get; init; } = [];

    /// <summary>Only stays of cases of this category; null: of all, and of instances that are no cases.</summary>
    public string? CategoryCode { get; init; }
}

/// <summary>What a step did in a period.</summary>
/// <param name="Passed">Stays that were left in the period because the step was done.</param>
/// <param name="Undone">Stays that were left in the period without: another branch won, the instance ended, a faulted step ran again.</param>
/// <param name="Median">Of the passed stays in wall time, by nearest rank; null without any.</param>
/// <param name="NineOfTen">90th percentile, likewise.</param>
/// <param name="CountedMedian">Of the clock time that was counted for passed stays with a clock; null without any.</param>
/// <param name="CountedNineOfTen">90th percentile, likewise.</param>
/// <param name="Timed">Passed stays whose clock says whether they were in time.</param>
/// <param name="Overdue">Those of them that were not.</param>
/// <param name="Standing">Stays that stand there now, whatever the period.</param>
/// <param name="StandingOverdue">Those of them that are past due now.</param>
/// <param name="Incidents">Stays that could not go on, in the period.</param>
/// <param name="Spent">Wall time of all stays that were left in the period, and of those that stand, so far.</param>
/// <param name="Lost">The part of it after the due instant.</param>
public sealed record StepFigures(
    string ActivityId, int Passed, int Undone, TimeSpan? Median, TimeSpan? NineOfTen, TimeSpan? CountedMedian, TimeSpan? CountedNineOfTen,
    int Timed, int Overdue, int Standing, int StandingOverdue, int Incidents, TimeSpan Spent, TimeSpan Lost)
{
    /// <summary>Null where no stay with a clock was passed: never 0 % or 100 %.</summary>
    public decimal? OverdueShare => Timed == 0 ? null : 100m * Overdue / Timed;
}

/// <summary>How often a connection was gone: stays that it led to and that began in the period.</summary>
public sealed record ConnectionFigures(string Source, string Target, int Passed);

/// <summary>A definition's drawing in numbers.</summary>
public sealed record DrawingFigures(ImmutableArray<StepFigures> Steps, ImmutableArray<ConnectionFigures> Connections)
{
    /// <summary>Where cases get stuck: most time past due first, then most time spent.</summary>
    public IEnumerable<StepFigures> Stuck => Steps.Where(step => step.Spent > TimeSpan.Zero).OrderByDescending(step => step.Lost).ThenByDescending(step => step.Spent).ThenBy(step => step.ActivityId, StringComparer.Ordinal);
}

/// <summary>Adds up the stays of one step.</summary>
internal sealed class StepSum(string activityId)
{
    private readonly List<long> _waits = [];
    private readonly List<long> _counted = [];
    private int _passedAtOnce;
    private int _undone;
    private int _timed;
    private int _overdue;
    private int _standing;
    private int _standingOverdue;
    private int _incidents;
    private long _spent;
    private long _lost;

    /// <summary>Stays that took no time, by number.</summary>
    public void AddAtOnce(StayEnd ending, int count)
    {
        if (ending == StayEnd.Completed)
            _passedAtOnce += count;
        else
            _undone += count;
    }

    /// <param name="counted">Clock time in milliseconds; null without a clock.</param>
    public void AddLeft(StayEnd ending, DateTimeOffset enteredAt, DateTimeOffset leftAt, DateTimeOffset? dueAt, long? counted, bool? isOverdue)
    {
        var wait = (long)(leftAt - enteredAt).TotalMilliseconds;
        _spent += wait;
        _lost += Lost(enteredAt, dueAt, leftAt);
        if (ending != StayEnd.Completed)
        {
            _undone++;
            return;
        }

        _waits.Add(wait);
        if (counted is { } time)
            _counted.Add(time);
        if (isOverdue is not { } late)
            return;
        _timed++;
        if (late)
            _overdue++;
    }

    public void AddStanding(DateTimeOffset enteredAt, DateTimeOffset? dueAt, DateTimeOffset now)
    {
        _standing++;
        _spent += Math.Max(0, (long)(now - enteredAt).TotalMilliseconds);
        _lost += Lost(enteredAt, dueAt, now);
        if (dueAt < now)
            _standingOverdue++;
    }

    public void AddIncidents(int count) => _incidents += count;

    public StepFigures Total() => new(
        activityId, _passedAtOnce + _waits.Count, _undone, Rank(_waits, _passedAtOnce, 50), Rank(_waits, _passedAtOnce, 90), Rank(_counted, 0, 50), Rank(_counted, 0, 90),
        _timed, _overdue, _standing, _standingOverdue, _incidents, TimeSpan.FromMilliseconds(_spent), TimeSpan.FromMilliseconds(_lost));

    private static long Lost(DateTimeOffset enteredAt, DateTimeOffset? dueAt, DateTimeOffset until)
    {
        var from = dueAt is { } due ? due > enteredAt ? due : enteredAt : until;
        return from < until ? (long)(until - from).TotalMilliseconds : 0;
    }

    // Nearest rank: a time that some stay really took. Those that took none come first.
    private static TimeSpan? Rank(List<long> times, int atOnce, int percent)
    {
        var all = times.Count + atOnce;
        if (all == 0)
            return null;
        times.Sort();
        var place = (int)Math.Ceiling(all * percent / 100m) - 1;
        return TimeSpan.FromMilliseconds(place < atOnce ? 0 : times[place - atOnce]);
    }
}
