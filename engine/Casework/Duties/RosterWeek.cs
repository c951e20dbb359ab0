using System.Collections.Immutable;
using GridWorkflow.Casework.Organisation;

namespace GridWorkflow.Casework.Duties;

/// <summary>Somebody who is on duty by the roster.</summary>
/// <param name="Assignment">Person, post, area, window and standard.</param>
/// <param name="IsAway">She is on leave that day.</param>
/// <param name="StandIn">Person who does it for her that day; null: she is there, or nobody does.</param>
public sealed record OnDuty(DutyAssignment Assignment, bool IsAway, string? StandIn)
{
    public bool IsCovered => !IsAway || StandIn is not null;
}

/// <summary>One window of one day in one grid.</summary>
/// <param name="People">Who is on duty, in the order of the file.</param>
public sealed record DutySlot(DateOnly Day, DutyWindow Window, ImmutableArray<OnDuty> People)
{
    /// <summary>The roster asks for somebody, and nobody is there.</summary>
    public bool IsGap => !People.Any(person => person.IsCovered);
}

/// <summary>A week of a grid; days on which a window has no hours have no slot of it.</summary>
public sealed record GridWeek(string GridId, ImmutableArray<DutySlot> Slots);

/// <summary>Holds a roster against leave and backups, day by day: a roster that is whole on paper can still leave a grid to nobody.</summary>
public static class RosterWeek
{
    /// <summary>The week of each grid of the roster's area, in the order of the organisation.</summary>
    /// <param name="roster">In force.</param>
    /// <param name="organisation">With leave and backups.</param>
    /// <param name="first">First of the seven days, in the organisation's zone.</param>
    public static ImmutableArray<GridWeek> Of(Roster roster, OrganisationChart organisation, DateOnly first)
    {
        ArgumentNullException.ThrowIfNull(roster);
        ArgumentNullException.ThrowIfNull(organisation);
        return [.. organisation.Grids.Where(grid => organisation.IsWithin(grid.Id, roster.Area)).Select(grid => Of(roster, organisation, grid, first))];
    }

    /// <summary>The people who are on duty in a grid at an instant, or who stand in for them that day; nobody outside the windows.</summary>
    public static ImmutableArray<Person> PeopleAt(Roster roster, OrganisationChart organisation, string gridId, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(roster);
        ArgumentNullException.ThrowIfNull(organisation);
        if (organisation.Unit(gridId) is not { } grid)
            return [];
        var (day, time) = organisation.LocalTime(at);
        return
        [
            .. Of(roster, organisation, grid, day).Slots
                .Where(slot => slot.Day == day && slot.Window.From <= time && time < slot.Window.To)
                .SelectMany(slot => slot.People).Where(duty => duty.IsCovered)
                .Select(duty => organisation.Person(duty.StandIn ?? duty.Assignment.PersonId)).OfType<Person>().DistinctBy(person => person.Id),
        ];
    }

    private static GridWeek Of(Roster roster, OrganisationChart organisation, Unit grid, DateOnly first)
    {
        var areas = organisation.Chain(grid.Id).Select(unit => unit.Id).ToHashSet(StringComparer.Ordinal);
        var slots = ImmutableArray.CreateBuilder<DutySlot>();
        for (var day = first; day < first.AddDays(7); day = day.AddDays(1))
        {
            foreach (var window in roster.Windows.Where(window => window.Days.Contains(day.DayOfWeek)))
            {
                slots.Add(new DutySlot(day, window, [.. roster.Assignments
                    .Where(assignment => assignment.Window == window.Key && areas.Contains(assignment.Area))
                    .Select(assignment => On(assignment, organisation, grid, day))]));
            }
        }

        return new GridWeek(grid.Id, slots.DrainToImmutable());
    }

    // Who stands in is named at the grid, else at the area of the assignment; whoever is away herself stands in for nobody.
    private static OnDuty On(DutyAssignment assignment, OrganisationChart organisation, Unit grid, DateOnly day)
    {
        if (organisation.Person(assignment.PersonId) is not { } person || !OrganisationChart.IsOnLeave(person, day))
            return new OnDuty(assignment, false, null);
        var backup = grid.Backup ?? organisation.Unit(assignment.Area)?.Backup;
        return new OnDuty(
            assignment, true,
            backup is not null && backup != person.Id && organisation.Person(backup) is { } standIn && !OrganisationChart.IsOnLeave(standIn, day) ? backup : null);
    }
}
