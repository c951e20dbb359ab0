using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Schedules;

/// <summary>What schedules and subjects say of the other files: every name must be somebody's.</summary>
/// <param name="data">All files, read.</param>
internal sealed class ScheduleChecks(ReferenceData data)
{
    private readonly List<Problem> _problems = [];

    public IReadOnlyList<Problem> Problems => _problems;

    private OrganisationChart Organisation => data.Organisation;

    public void Schedule(Schedule schedule, SourceFile file)
    {
        var organised = !Organisation.Levels.IsEmpty;
        if (schedule.CalendarId is { } calendar && !data.Calendars.ContainsKey(calendar))
            Unknown(file, "calendar", "calendar", calendar, data.Calendars.Keys);
        else if (schedule is not Schedules.Schedule.OrphanWatch && schedule.CalendarId is null && organised && schedule.CalendarIn(data) is null)
            Add(file, "calendar", 1, "missing-calendar", $"Expected a calendar, but neither schedule '{schedule.Id}' names one nor the organisation.", "Add 'calendar:' to the schedule or to the organisation.");
        if (organised && schedule.UnitId is { } unit && Organisation.Unit(unit) is null)
            Unknown(file, "unit", "unit", unit, Organisation.Units.Select(known => known.Id));
        Roles(schedule.To, "to", file);
        switch (schedule)
        {
            case Schedule.DailyCutOff cutOff:
                Lifecycle(cutOff.Lifecycle, file);
                Template(cutOff.TemplateId, Schedules.Schedule.DailyCutOff.DefaultTemplate, file);
                break;
            case Schedule.Ranking ranking:
                Lifecycle(ranking.Lifecycle, file);
                Template(ranking.TemplateId, Schedules.Schedule.Ranking.DefaultTemplate, file);
                Roles(ranking.Publishers, "publish", file);
                if (ranking.Publishers.IsEmpty)
                    Add(file, "publish", 1, "schedule-publishers", "Expected a role that publishes the bulletin, but there is none.", "Add 'publish: [leader]'.");
                break;
            case Schedule.Opening opening when data.Catalogue.Find(opening.CategoryCode) is null:
                Unknown(file, "category", "category", opening.CategoryCode, data.Catalogue.Categories.Select(category => category.Code));
                break;
            case Schedule.OrphanWatch watch when data.Templates.Find(watch.TemplateId) is null:
                Unknown(file, "template", "template", watch.TemplateId, data.Templates.All.Keys);
                break;
        }
    }

    public void Subject(Subject subject, SourceFile file, int line)
    {
        if (!Organisation.Levels.IsEmpty && !Organisation.IsGrid(subject.GridCode))
            Unknown(file, "grid", "grid", subject.GridCode, Organisation.Grids.Select(grid => grid.Id), line);
        if (!Organisation.Levels.IsEmpty && subject.UnitId is { } keeper && Organisation.Unit(keeper) is null)
            Unknown(file, "unit", "unit", keeper, Organisation.Units.Select(unit => unit.Id), line);
    }

    // Without the template that is meant where none is named, no mail is sent.
    private void Template(string id, string otherwise, SourceFile file)
    {
        if (id != otherwise && data.Templates.Find(id) is null)
            Unknown(file, "template", "template", id, data.Templates.All.Keys);
    }

    private void Lifecycle(string id, SourceFile file)
    {
        if (data.Definitions.Current(id) is null)
            Unknown(file, "lifecycle", "lifecycle", id, data.Definitions.All.Select(program => program.DefinitionId));
    }

    private void Roles(IEnumerable<string> roles, string path, SourceFile file)
    {
        if (Organisation.Levels.IsEmpty)
            return;
        foreach (var role in roles.Where(role => Organisation.Role(role) is null))
            Unknown(file, path, "role", role, Organisation.Roles.Select(known => known.Key));
    }

    private void Unknown(SourceFile file, string path, string what, string found, IEnumerable<string> known, int? line = null) =>
        Add(
            file, path, line ?? LineOf(file, found), $"unknown-{what}", $"Expected a known {what}, but found '{found}'.",
            Names.Remedy(found, [.. known.Distinct().Order(StringComparer.Ordinal)]));

    private static int? LineOf(SourceFile file, string word)
    {
        var at = file.Text.IndexOf(word, StringComparison.Ordinal);
        return at < 0 ? null : file.Text.AsSpan(0, at).Count('\n') + 1;
    }

    private void Add(SourceFile file, string path, int? line, string code, string reason, string remedy) =>
        _problems.Add(new Problem(code, reason, remedy) { File = file.Path, Path = path, Line = line });
}
