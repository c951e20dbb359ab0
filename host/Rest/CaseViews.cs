using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Host.Pages;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Host.Rest;

/// <summary>Cases, tasks and notices as the API tells them.</summary>
public sealed class CaseViews(CaseQueries queries, ReferenceCatalog reference, Names names, JournalWords journal, Wording wording, TimeProvider time)
{
    public TaskItem Of(InboxItem item) => new(
        item.TaskId, item.CaseNumber, item.Title, item.TaskKey, names.Task(item.TaskKey), item.Role, item.UnitId, item.Level, item.Assignee,
        item.OpenedAt, item.DueAt, item.CategoryCode, item.GridCode, item.Emergency);

    public NoticeView Of(NoticeRow row) => new(
        row.Id, row.Number, row.CaseNumber, row.Kind, row.Status, row.IssuedAt, row.SignedAt, NoticeTexts.In(row, wording.Language).Text.Subject);

    public async Task<CaseView> Of(CaseFile file, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var timeline = journal.Of(await queries.Timeline(file.Id, cancellation));
        return new CaseView(
            file.Number, file.Title, file.Description, file.CategoryCode, file.GridCode, file.Level, file.UnitId, file.Stage, file.Status,
            file.PermissionClass, file.Emergency, file.ReportedAt, file.ClosedAt, file.ArchivedAt, file.Reply,
            [.. file.Tasks.Select(task => new CaseTaskView(
                task.Id, task.Key, names.Task(task.Key), task.Role, task.UnitId, task.Assignee, task.Outcomes, task.RemarkRequired, task.OpenedAt) { Form = task.FormId })],
            [.. file.Clocks.Select(clock => Of(clock, now))],
            file.Notices,
            [.. timeline.Select(line => new TimelineView(line.At, line.Who, line.Kind, line.Words, line.Quote) { Role = line.Role })])
        {
            HandlingUnit = file.Facts.HandlingUnit,
            SupportingUnits = file.Facts.SupportingUnits,
            JointDueAt = JointHandling.DueAt(file, reference.Current.Calendars, now),
            SuspendedAt = file.Facts.SuspendedAt,
            Reporter = ReporterView.Of(PersonalData.Masked(file.Reporter)),
            ReopenableUntil = file.Reopening?.Until,
            Origin = file.Origin,
            Opened = [.. (await queries.Children(file.Id, cancellation)).Select(child => child.Number)],
        };
    }

    private ClockView Of(SlaClock clock, DateTimeOffset now)
    {
        var calendar = reference.Current.Calendars.GetValueOrDefault(clock.CalendarId);
        var counts = clock.State.Status is ClockStatus.Running or ClockStatus.Paused;
        DateTimeOffset? due = calendar is not null && clock.Due(calendar, now).TryGet(out var at) ? at : null;
        return new ClockView(
            clock.Id, clock.Kind, clock.Name, clock.State.Status, clock.StartedAt, counts ? null : clock.State.StoodAt, due,
            calendar is not null && counts ? clock.Remaining(calendar, now)?.TotalMinutes : null, calendar is null ? null : clock.Verdict(calendar, now))
        {
            UnitId = clock.UnitId,
            Cycles = calendar is null ? [] : [.. clock.Cycles(calendar, now).Select(Of)],
        };
    }

    private static CycleView Of(CycleReading cycle) => new(
        cycle.Cycle, cycle.CaseCycle, cycle.StartedAt, cycle.Budget.ToString(), cycle.Rule, cycle.Due.TryGet(out var due) ? due : null, cycle.StoppedAt, cycle.Verdict,
        cycle.Used.TotalMinutes, [.. cycle.Extensions.Select(extension => extension.ToString())], [.. cycle.Pauses.Select(pause => new PauseView(pause.From, pause.To))],
        cycle.IsExempt);
}
