using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;

namespace GridWorkflow.Host.Pages;

/// <summary>A clock as the page shows it.</summary>
/// <param name="PerMille">Used part of the budget, 0 to 1000.</param>
/// <param name="Facts">Due instant, used and whole budget in clock time.</param>
public sealed record ClockLine(string Name, bool IsTotal, bool Counts, Due Due, int PerMille, string Facts)
{
    /// <summary>Whose time it is; null: that of the whole case, or not known.</summary>
    public string? Unit { get; init; }

    /// <summary>All its cycles, the present one last.</summary>
    public IReadOnlyList<CycleLine> Cycles { get; init; } = [];
}

/// <summary>Reads the clocks of a case with their calendars; nothing that is shown is stored.</summary>
public sealed class ClockFacts(ReferenceCatalog reference, Names names, Wording wording)
{
    /// <summary>The total clock first, then those that count, then the ended ones, latest first.</summary>
    public IReadOnlyList<ClockLine> Of(CaseFile file, DateTimeOffset now) =>
        [.. file.Clocks.Reverse().Select(clock => Of(clock, now)).OrderByDescending(line => line.IsTotal).ThenByDescending(line => line.Counts)];

    /// <summary>When all units of a joint case are due; null: one has it alone, or it is not known.</summary>
    public string? JointDue(CaseFile file, DateTimeOffset now) =>
        JointHandling.DueAt(file, reference.Current.Calendars, now) is { } due ? wording["clock.joint", wording.Moment(due)] : null;

    /// <summary>Whether a clock is kept, without its ledger.</summary>
    public Due DueOf(SlaClock clock, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return reference.Current.Calendars.GetValueOrDefault(clock.CalendarId) is { } calendar ? Judge(clock, clock.Due(calendar, now), now) : Unknown;
    }

    /// <summary>What the reader calls a clock.</summary>
    public string NameOf(SlaClock clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return clock.Kind == ClockKind.Total ? wording["clock.total"] : names.Task(clock.Name);
    }

    public ClockLine Of(SlaClock clock, DateTimeOffset now)
    {
        var name = NameOf(clock);
        var status = clock.State.Status;
        var counts = status is ClockStatus.Running or ClockStatus.Paused;
        if (reference.Current.Calendars.GetValueOrDefault(clock.CalendarId) is not { } calendar)
            return new ClockLine(name, clock.Kind == ClockKind.Total, counts, Unknown, 0, "");

        var due = clock.Due(calendar, now);
        var used = clock.Consumed(calendar, now).Known;
        var whole = clock.Remaining(calendar, now) is { } left ? used + left : (TimeSpan?)null;
        var share = whole is { Ticks: > 0 } total ? (int)Math.Clamp(1000 * (used / total), 0, 1000) : 0;
        var ledger = new ClockLedger(names, wording);
        var present = Judge(clock, due, now);
        return new ClockLine(name, clock.Kind == ClockKind.Total, counts, present, share, FactsOf(clock, due, used, whole))
        {
            Unit = clock.UnitId is { } unit ? names.Unit(unit) : null,
            Cycles = [.. clock.Cycles(calendar, now).Select(cycle => ledger.Of(cycle, cycle.Cycle == clock.Cycle ? present : EndOf(cycle)))],
        };
    }

    private Due Unknown => new(Urgency.None, wording["due.unknown"]);

    private Due EndOf(CycleReading cycle) => cycle.Verdict == ClockVerdict.NotCounted
        ? new Due(Urgency.None, wording["due.void"])
        : cycle.Due.TryGet(out var due) && cycle.StoppedAt is { } stopped
            ? Due.Ended(due, stopped, wording)
            : new Due(Urgency.None, wording["due.provisional", wording.Day(cycle.Due.NotBefore)]);

    private Due Judge(SlaClock clock, DueInstant due, DateTimeOffset now)
    {
        if (clock.State.Status == ClockStatus.Void)
            return new Due(Urgency.None, wording["due.void"]);
        if (clock.State.Status == ClockStatus.Paused)
            return new Due(Urgency.None, wording["due.paused"]);
        if (!due.TryGet(out var at))
            return new Due(Urgency.None, wording["due.provisional", wording.Day(due.NotBefore)]);
        return clock.State is { Status: ClockStatus.Stopped, StoodAt: { } stopped }
            ? Due.Ended(at, stopped, wording)
            : Due.Of(at, clock.StartedAt, now, wording);
    }

    private string FactsOf(SlaClock clock, DueInstant due, TimeSpan used, TimeSpan? whole)
    {
        var facts = new List<string>();
        if (due.TryGet(out var at))
            facts.Add(wording["clock.due", wording.Moment(at)]);
        if (whole is not null)
            facts.Add(wording["clock.used", wording.Span(used), string.Join(" + ", clock.State.Extensions.Prepend(clock.State.Budget).Select(wording.Amount))]);
        if (clock.State is { Status: ClockStatus.Stopped, StoodAt: { } stopped })
            facts.Add(wording["clock.stopped", wording.Moment(stopped)]);
        return string.Join(" · ", facts);
    }
}
