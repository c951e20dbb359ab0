using NodaTime;

namespace GridWorkflow.Casework.Organisation;

/// <summary>分格不分家: who stands in for whom while somebody is on leave (M28).</summary>
public sealed partial class OrganisationChart
{
    private DateTimeZone Zone => field ??= DateTimeZoneProviders.Tzdb.GetZoneOrNull(TimeZone) ?? DateTimeZone.Utc;

    /// <summary>Whether somebody is away at an instant.</summary>
    public bool IsOnLeave(Person person, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(person);
        return !person.Leave.IsEmpty && IsOnLeave(person, Today(now));
    }

    /// <summary>Whether somebody is away on a day.</summary>
    public static bool IsOnLeave(Person person, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(person);
        return person.Leave.Any(leave => leave.From <= day && day <= leave.To);
    }

    /// <summary>The day that an instant belongs to where the organisation is.</summary>
    public DateOnly Today(DateTimeOffset now) => Instant.FromDateTimeOffset(now).InZone(Zone).Date.ToDateOnly();

    /// <summary>Day and time of day of an instant where the organisation is.</summary>
    public (DateOnly Day, TimeOnly Time) LocalTime(DateTimeOffset now)
    {
        var local = Instant.FromDateTimeOffset(now).InZone(Zone).LocalDateTime;
        return (local.Date.ToDateOnly(), local.TimeOfDay.ToTimeOnly());
    }

    /// <summary>
    /// The owner for whom a person may act in a role of a unit now: herself when she holds it, else a holder on leave whose backup she is;
    /// null when she may not.
    /// </summary>
    public Person? OwnerFor(Person person, string role, string unitId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(person);
        if (person.Holds(role, unitId))
            return person;
        if (Unit(unitId)?.Backup != person.Id)
            return null;
        foreach (var holder in HoldersOf(role, unitId))
        {
            if (IsOnLeave(holder, now))
                return holder;
        }

        return null;
    }

    /// <summary>Who stands in for a person in a unit now; null while she is there, or where nobody does.</summary>
    public Person? BackupOf(Person person, string unitId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(person);
        return Unit(unitId)?.Backup is { } backup && backup != person.Id && person.Posts.Any(post => post.UnitId == unitId) && IsOnLeave(person, now) ? Person(backup) : null;
    }

    /// <summary>The posts that a person may act in now: her own, and those of owners on leave whose backup she is.</summary>
    public IEnumerable<Post> PostsOf(Person person, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(person);
        return person.Posts.Concat(
            Units.Where(unit => unit.Backup == person.Id)
                .SelectMany(unit => People.Where(owner => IsOnLeave(owner, now)).SelectMany(owner => owner.Posts.Where(post => post.UnitId == unit.Id)))).Distinct();
    }
}
