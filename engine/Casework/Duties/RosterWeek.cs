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
        return [.. GridsOf(roster, organisation).Select(grid => new GridWeek(
            grid.Id, [.. Enumerable.Range(0, 7).SelectMany(days => Slots(roster, organisation, grid, first.AddDays(days)))]))];
    }

    /// <summary>The grids of the roster's area, in the order of the organisation.</summary>
    public static IEnumerable<Unit> GridsOf(Roster roster, OrganisationChart organisation)
    {
        ArgumentNullException.ThrowIfNull(roster);
        ArgumentNullException.ThrowIfNull(organisation);
        return organisation.Grids.Where(grid => organisation.IsWithin(grid.Id, roster.Area));
    }

    /// <summary>One day of one grid, window by window.</summary>
    /// <param name="roster">In force.</param>
    /// <param name="organisation">With leave and backups.</param>
    /// <param name="grid">Of the roster's area.</param>
    /// <param name="day">In the organisation's zone.</param>
    public static ImmutableArray<DutySlot> Day(Roster roster, OrganisationChart organisation, Unit grid, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(roster);
        ArgumentNullException.ThrowIfNull(organisation);
        ArgumentNullException.ThrowIfNull(grid);
        return [.. Slots(roster, organisation, grid, day)];
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
            .. Slots(roster, organisation, grid, day)
                .Where(slot => slot.Window.From <= time && time < slot.Window.To)
                .SelectMany(slot => slot.People).Where(duty => duty.IsCovered)
                .Select(duty => organisation.Person(duty.StandIn ?? duty.Assignment.PersonId)).OfType<Person>().DistinctBy(person => person.Id),
        ];
    }

    private static IEnumerable<DutySlot> Slots(Roster roster, OrganisationChart organisation, Unit grid, DateOnly day)
    {
        var areas = organisation.Chain(grid.Id).Select(unit => unit.Id).ToHashSet(StringComparer.Ordinal);
        return roster.Windows.Where(window => window.Days.Contains(day.DayOfWeek)).Select(window => new DutySlot(day, window, [.. roster.Assignments
            .Where(assignment => assignment.Window == window.Key && areas.Contains(assignment.Area))
            .Select(assignment => On(assignment, organisation, grid, day))]));
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
