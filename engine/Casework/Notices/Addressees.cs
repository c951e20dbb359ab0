using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Ladders;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Casework.Tasks;

namespace GridWorkflow.Casework.Notices;

/// <summary>Whom a rung reaches, found out when it fires.</summary>
/// <param name="People">Each once, in the order of the ladder.</param>
/// <param name="ToReporter">The reporter is addressed as well; she is nobody of the organisation.</param>
/// <param name="ClimbedTo">Unit where somebody was found after the ladder's own recipients were nobody; null when they were somebody.</param>
/// <param name="IsOrphan">The ladder's own recipients were nobody.</param>
internal sealed record Addressees(ImmutableArray<Person> People, bool ToReporter, string? ClimbedTo, bool IsOrphan)
{
    /// <summary>Finds the recipients and those who get a copy. When the recipients are nobody, the leaders of the next parent stand in.</summary>
    /// <param name="now">Says who is on leave.</param>
    /// <param name="task">The task that the clock times; null for a clock of the whole case.</param>
    public static Addressees Of(Rung rung, CaseFile file, CaseTask? task, ReferenceData reference, DateTimeOffset now)
    {
        var organisation = reference.Organisation;
        var found = rung.To.SelectMany(recipient => Resolve(recipient, file, task, reference, now)).ToList();
        var toReporter = rung.To.Concat(rung.Cc).OfType<Recipient.Reporter>().Any();
        var isOrphan = found.Count == 0 && !rung.To.All(recipient => recipient is Recipient.Reporter) && !rung.To.IsEmpty;
        string? climbedTo = null;
        if (isOrphan)
        {
            var start = rung.To.OfType<Recipient.LeaderAbove>().Select(recipient => recipient.LevelsUp).DefaultIfEmpty(0).Max();
            var led = organisation.Chain(UnitOf(file, task, organisation)).Where(unit => !organisation.LeadersOf(unit.Id).IsEmpty).ToArray();
            // Above the top there is only the top itself.
            var standIn = organisation.Chain(UnitOf(file, task, organisation)).Skip(start).FirstOrDefault(led.Contains) ?? led.LastOrDefault();
            climbedTo = standIn?.Id;
            if (standIn is not null)
                found.AddRange(organisation.LeadersOf(standIn.Id));
        }

        // While the owner is away her backup hears of it as well; what holds to account stays with the owner (M28).
        if (rung.Action is not RungAction.OpenAccountability)
        {
            var units = new[] { task?.UnitId ?? file.UnitId, file.GridCode }.Distinct();
            found.AddRange(units.SelectMany(unit => found.Select(person => organisation.BackupOf(person, unit, now)).OfType<Person>()).ToArray());
        }

        found.AddRange(rung.Cc.SelectMany(recipient => Resolve(recipient, file, task, reference, now)));
        return new Addressees([.. found.DistinctBy(person => person.Id)], toReporter, climbedTo, isOrphan);
    }

    private static ImmutableArray<Person> Resolve(Recipient recipient, CaseFile file, CaseTask? task, ReferenceData reference, DateTimeOffset now)
    {
        var organisation = reference.Organisation;
        switch (recipient)
        {
            case Recipient.Assignee:
                return Holders(task, file).Select(open => open.Assignee).OfType<string>().Select(organisation.Person).OfType<Person>().ToImmutableArray();
            case Recipient.Candidates:
                return Holders(task, file).Where(open => open.Assignee is null).SelectMany(open => organisation.HoldersOf(open.Role, open.UnitId)).ToImmutableArray();
            case Recipient.RoleAtLevel at:
                return RoleAt(at, file, organisation);
            case Recipient.UnitLeader:
                return organisation.LeadersOf(UnitOf(file, task, organisation));
            case Recipient.LeaderAbove above:
                return organisation.Chain(UnitOf(file, task, organisation)).Skip(above.LevelsUp).FirstOrDefault() is { } unit ? organisation.LeadersOf(unit.Id) : [];
            case Recipient.NamedRole named:
                return organisation.HoldersOf(named.Role);
            case Recipient.NamedPerson named:
                return organisation.Person(named.PersonId) is { } person ? [person] : [];
            case Recipient.OnDuty duty:
                return reference.Rosters.GetValueOrDefault(duty.RosterId) is { } roster ? RosterWeek.PeopleAt(roster, organisation, file.GridCode, now) : [];
            default:
                return [];
        }
    }

    // A clock of the whole case speaks to whoever has its open tasks.
    private static ImmutableArray<CaseTask> Holders(CaseTask? task, CaseFile file) => task is null ? file.Tasks : [task];

    private static string UnitOf(CaseFile file, CaseTask? task, OrganisationChart organisation)
    {
        var unit = task?.UnitId ?? file.Facts.HandlingUnit ?? file.UnitId;
        return organisation.AnsweringFor(unit)?.Id ?? unit;
    }

    private static ImmutableArray<Person> RoleAt(Recipient.RoleAtLevel at, CaseFile file, OrganisationChart organisation)
    {
        // After a transfer sideways the line is that of the unit, not of the grid.
        var begin = CaseWork.Line(file, organisation);
        var level = organisation.Level(file.Level);
        for (var step = 0; step < at.LevelsUp && level is not null; step++)
            level = organisation.NextUp(begin, level.Key);
        return level is not null && organisation.UnitAt(begin, level.Key) is { } line
            ? [.. organisation.SeatsOf(at.Role, line.Id, file.CategoryCode).SelectMany(seat => organisation.HoldersOf(at.Role, seat.Id))]
            : [];
    }
}
