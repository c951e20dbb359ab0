using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Organisation;

namespace GridWorkflow.Casework.Cases;

/// <summary>Whether a case is kept, as its total clock says. Derived, never stored as truth.</summary>
public static class CaseReading
{
    /// <summary>The total clock; null when the policy gives the case no limit.</summary>
    public static SlaClock? Total(this CaseFile file) => file.Clocks.FirstOrDefault(clock => clock.Kind == ClockKind.Total);

    /// <summary>
    /// The level by whose limit a clock counts: that of its task, before there is one that of the unit whose time it is, else that of the case.
    /// </summary>
    public static string LevelOf(this CaseFile file, SlaClock clock, OrganisationChart organisation) =>
        file.Tasks.FirstOrDefault(task => task.ClockId == clock.Id)?.Level ?? (clock.UnitId is { } unit ? organisation.Unit(unit)?.Level : null) ?? file.Level;

    /// <summary>A calendar of which a clock that counts has another version than is in force; null: there is none.</summary>
    public static string? ChangedCalendar(this CaseFile file, ReferenceData reference)
    {
        foreach (var clock in file.Clocks)
        {
            if (clock.State.Status is ClockStatus.Running or ClockStatus.Paused
                && reference.Calendars.TryGetValue(clock.CalendarId, out var calendar) && calendar.Version != clock.CalendarVersion)
                return clock.CalendarId;
        }

        return null;
    }

    /// <summary>The suspension that runs; null: none does. Approvals need not come in the order of the requests: it is the one whose clock was paused when the case was suspended.</summary>
    public static Adjustment? Suspended(CaseFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Facts.SuspendedAt is { } since
            ? file.Adjustments.LastOrDefault(adjustment => adjustment is { Kind: AdjustmentKind.Suspension, Status: AdjustmentStatus.Approved }
                && file.Clocks.Any(clock => clock.Id == adjustment.ClockId && clock.Ledger.Any(entry => entry is LedgerEntry.Paused && entry.At == since)))
            : null;
    }

    /// <summary>When the case is due; null when it has no limit, or when that lies beyond what its calendar knows.</summary>
    public static DateTimeOffset? DueAt(this CaseFile file, ReferenceData reference, DateTimeOffset now) =>
        file.Total() is { } clock && reference.Calendars.TryGetValue(clock.CalendarId, out var calendar) && clock.Due(calendar, now).TryGet(out var due) ? due : null;

    /// <summary>Whether the case was or is in time. A case without a limit is.</summary>
    public static ClockVerdict Verdict(this CaseFile file, ReferenceData reference, DateTimeOffset now)
    {
        if (file.Total() is not { } clock)
            return ClockVerdict.OnTime;
        return reference.Calendars.TryGetValue(clock.CalendarId, out var calendar) ? clock.Verdict(calendar, now) : ClockVerdict.Provisional;
    }

    /// <summary>When the case became overdue; null when it did not.</summary>
    public static DateTimeOffset? OverdueAt(this CaseFile file, ReferenceData reference, DateTimeOffset now) =>
        file.Verdict(reference, now) == ClockVerdict.Overdue ? file.DueAt(reference, now) : null;
}
