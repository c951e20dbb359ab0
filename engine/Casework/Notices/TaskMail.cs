using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Casework.Notices;

/// <summary>
/// A mail that a task lies with somebody now: to who has it, or to all who may take it and their backups. No notice: it is in the inbox
/// already, and nobody signs for it.
/// </summary>
internal static class TaskMail
{
    public static void Tell(CaseWork work, CaseTask task, string templateId)
    {
        var (organisation, template) = (work.Organisation, NoticeIssue.Template(work, templateId));
        var clock = task.ClockId is { } id ? work.Counting(id) : null;
        var holders = task.Assignee is null ? organisation.HoldersOf(task.Role, task.UnitId) : organisation.Person(task.Assignee) is { } assignee ? [assignee] : [];
        var people = holders.Where(person => TaskRights.BarActions(person, task, work.File, work.Reference) is null)
            .SelectMany(person => new[] { person, organisation.BackupOf(person, task.UnitId, work.Now) });
        DateTimeOffset? held = IsUrgent(work, clock) ? null : Opening(work);
        foreach (var person in people.DistinctBy(person => person?.Id))
        {
            if (person?.Email is not { } address)
                continue;
            var language = Language.Of(person.Language);
            var text = template.Render(NoticeIssue.Model(work, clock, person, null, language, null, task: task), language);
            work.Emit(new MailQueued(work.World.Ids.NextId(), work.File.Id, address, text.Subject, text.Html, text.Plain) { NotBefore = held });
        }
    }

    // What counts around the clock is somebody's around the clock; a date that a form set is not.
    private static bool IsUrgent(CaseWork work, SlaClock? clock) => work.File.Emergency || clock?.State.Budget.Unit == BudgetUnit.UrgentHour;

    // Open now, or no opening is known: at once.
    private static DateTimeOffset? Opening(CaseWork work) =>
        work.Reference.Calendars.GetValueOrDefault(work.CalendarIdFor(work.Policy().CalendarId))?.NextOpening(work.Now) is { IsExact: true, At: var at } && at > work.Now ? at : null;
}
