using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Casework.Notices;

/// <summary>
/// A mail that a task lies with somebody now: to who has it, or to all who may take it and their backups. No notice: it is in the inbox
/// already, and nobody signs for it.
/// </summary>
internal static class TaskMail
{
    /// <summary>Tells it, where the task names a template.</summary>
    /// <param name="except">Who gave it away, and knows; null: nobody.</param>
    public static void Tell(CaseWork work, CaseTask task, string? except = null)
    {
        // A lifecycle that is in force names a template that is there; one that is not any more keeps nobody from giving a task away.
        if (task.Notify is not { } templateId || (except is not null && work.Reference.Templates.Find(templateId) is null))
            return;
        var (organisation, template) = (work.Organisation, NoticeIssue.Template(work, templateId));
        var clock = task.ClockId is { } id ? work.Counting(id) : null;
        var holders = task.Assignee is null ? organisation.HoldersOf(task.Role, task.UnitId) : organisation.Person(task.Assignee) is { } assignee ? [assignee] : [];
        // A backup may be kept from the task where the owner is not, and the other way round.
        var people = holders.Concat(holders.Select(person => organisation.BackupOf(person, task.UnitId, work.Now)).OfType<Person>())
            .DistinctBy(person => person.Id).Where(person => person.Id != except && TaskRights.BarActions(person, task, work.File, work.Reference) is null);
        DateTimeOffset? held = IsUrgent(work, clock) ? null : Opening(work, task.UnitId);
        foreach (var person in people)
        {
            if (person.Email is not { } address)
                continue;
            var language = Language.Of(person.Language);
            var text = template.Render(NoticeIssue.Model(work, clock, person, null, language, null, task: task), language);
            work.Emit(new MailQueued(work.World.Ids.NextId(), work.File.Id, address, text.Subject, text.Html, text.Plain) { NotBefore = held });
        }
    }

    // What counts around the clock is somebody's around the clock; a date that a form set is not.
    private static bool IsUrgent(CaseWork work, SlaClock? clock) => work.File.Emergency || clock?.State.Budget.Unit == BudgetUnit.UrgentHour;

    // Open now, or no opening is known: at once.
    private static DateTimeOffset? Opening(CaseWork work, string unitId) =>
        work.Reference.Calendars.GetValueOrDefault(work.CalendarIdFor(work.Policy().CalendarId, unitId))?.NextOpening(work.Now) is { IsExact: true, At: var at } && at > work.Now ? at : null;
}
