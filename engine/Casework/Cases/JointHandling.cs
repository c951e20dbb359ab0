using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Figures;

namespace GridWorkflow.Casework.Cases;

/// <summary>
/// 主辦, 協辦: each unit has a clock of its own and is late by itself; together they are due when the last of them is (clocks.md §4).
/// </summary>
public static class JointHandling
{
    /// <summary>The latest due instant of the units that the case was last dispatched to; null: one unit has it alone, or an instant is not known.</summary>
    public static DateTimeOffset? DueAt(CaseFile file, IReadOnlyDictionary<string, BusinessCalendar> calendars, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(calendars);
        var facts = file.Facts;
        if (facts.SupportingUnits.IsEmpty)
            return null;
        DateTimeOffset? latest = null;
        foreach (var clock in file.Clocks.Where(clock => clock.Kind == ClockKind.Stage && clock.State.Status != ClockStatus.Void && clock.CaseCycle == facts.Cycle))
        {
            var isLead = HandlingFacts.IsOne(clock) && clock.UnitId == facts.HandlingUnit;
            if (!isLead && !(clock.UnitId is { } unit && facts.SupportingUnits.Contains(unit) && clock.StartedAt >= facts.DispatchedAt))
                continue;
            if (calendars.GetValueOrDefault(clock.CalendarId) is not { } calendar || !clock.Due(calendar, now).TryGet(out var due))
                return null;
            latest = latest > due ? latest : due;
        }

        return latest;
    }
}
