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
    /// <summary>Tells of a task that has opened, where it names a template.</summary>
    public static void Tell(CaseWork work, CaseTask task)
    {
        if (task.Notify is { } template)
            Send(work, task, NoticeIssue.Template(work, template), null);
    }

    /// <summary>Tells of a task that has gone to somebody else. A template that is not there any more keeps nobody from giving a task away.</summary>
    /// <param name="by">Who gave it away, and knows; null: nobody had it.</param>
    public static void TellNext(CaseWork work, CaseTask task, string? by)
    {
        if (task.Notify is { } id && work.Reference.Templates.Find(id) is { } template)
            Send(work, task, template, by);
    }

    private static void Send(CaseWork work, CaseTask task, NoticeTemplate template, string? except)
    {
        var organisation = work.Organisation;
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
