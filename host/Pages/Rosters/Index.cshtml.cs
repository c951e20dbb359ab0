using GridWorkflow.Casework.Duties;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages.Rosters;

/// <summary>五定: the rosters in force, and who is away or stands in.</summary>
[Authorize(Policies.Overview)]
public sealed class IndexModel(ReferenceCatalog reference, Reader reader, Names names, Wording wording, TimeProvider time) : PageModel
{
    /// <param name="Gaps">Grids and windows of this week and the next that nobody covers.</param>
    public sealed record RosterLine(string Id, string Area, int Grids, int People, IReadOnlyList<string> Windows, IReadOnlyList<string> Standards, int Gaps);

    /// <summary>Somebody's leave, and who stands in at each of her units.</summary>
    /// <param name="Now">She is away today.</param>
    public sealed record LeaveLine(string Person, string Days, bool Now, IReadOnlyList<(string Unit, string? Backup)> Units);

    public IReadOnlyList<RosterLine> Rosters { get; private set; } = [];

    public IReadOnlyList<LeaveLine> Leaves { get; private set; } = [];

    /// <summary>Grids with a backup of their own.</summary>
    public IReadOnlyList<(string Grid, string Backup)> Backups { get; private set; } = [];

    public void OnGet()
    {
        var organisation = reference.Current.Organisation;
        var today = organisation.Today(time.GetUtcNow());
        var monday = RosterModel.MondayOf(today);
        Rosters = [.. reference.Current.Rosters.Values.Select(roster => LineOf(roster, monday))];
        Leaves = [.. organisation.People
            .Where(person => person.Posts.Any(post => Concerns(post.UnitId)))
            .SelectMany(person => person.Leave.Where(leave => leave.To >= today).Select(leave => (person, leave)))
            .OrderBy(one => one.leave.From).ThenBy(one => one.person.Id, StringComparer.Ordinal)
            .Select(one => new LeaveLine(
                names.Actor(one.person.Id), wording["roster.days", RosterModel.Day(one.leave.From, wording), RosterModel.Day(one.leave.To, wording)], one.leave.From <= today,
                [.. one.person.Posts.Select(post => post.UnitId).Distinct().Select(unit => (names.Unit(unit), organisation.Unit(unit)?.Backup is { } backup && backup != one.person.Id ? names.Actor(backup) : null))]))];
        Backups = [.. organisation.Units.Where(unit => unit.Backup is not null && Concerns(unit.Id)).Select(unit => (names.Unit(unit.Id), names.Actor(unit.Backup!)))];
    }

    private RosterLine LineOf(Roster roster, DateOnly monday)
    {
        var weeks = new[] { monday, monday.AddDays(7) }.SelectMany(first => RosterWeek.Of(roster, reference.Current.Organisation, first)).Where(week => reader.Oversees(week.GridId)).ToArray();
        return new RosterLine(
            roster.Id, names.Unit(roster.Area), weeks.Select(week => week.GridId).Distinct().Count(), roster.Assignments.Select(assignment => assignment.PersonId).Distinct().Count(),
            [.. roster.Windows.Select(window => RosterModel.Window(window, wording))], [.. roster.Standards.Values.Select(standard => standard.In(wording.Language))],
            weeks.Sum(week => week.Slots.Count(slot => slot.IsGap)));
    }

    private bool Concerns(string unitId) => reader.SeesAll || reference.Current.Organisation.Chain(unitId).Any(unit => reader.Units.Contains(unit.Id));
}
