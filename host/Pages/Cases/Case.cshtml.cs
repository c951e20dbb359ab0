using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>What the reader can do with a task.</summary>
public enum TaskDoor : byte
{
    /// <summary>Somebody else does it.</summary>
    None,

    Claim,
    Complete,
}

/// <summary>One case: what it is, where it stands, what is to do, what was done.</summary>
[Authorize(Policies.Overview)]
public sealed partial class CaseModel(
    CaseDoor door, CaseQueries queries, CaseRunner runner, Reader reader, Names names, JournalWords journal, ClockFacts clocks, FormLines forms,
    ReferenceCatalog reference, PersonalDataDoor personal, Wording wording, TimeProvider time)
    : PageModel
{
    public sealed record OutcomeChoice(string Key, string Name, bool NeedsRemark);

    public sealed record TaskLine(
        Guid Id, string Name, string Role, string Unit, DateTimeOffset OpenedAt, string? Assignee, Due Due, TaskDoor Can, IReadOnlyList<OutcomeChoice> Outcomes, string RemarkHintKey,
        IReadOnlyList<FieldLine> Fields, string? About, string? AskUnit, string? Bar);

    public sealed record NoticeLine(Guid Id, string Number, string Kind, string Recipient, DateTimeOffset IssuedAt, NoticeStatus Status, bool Mine, bool MayWithdraw, NoticeDelivery? Delivery);

    public sealed record RelatedLine(string Number, string What, string Facts);

    /// <summary>The case that opened this one.</summary>
    public RelatedLine? Parent { get; private set; }

    /// <summary>The cases that this one opened.</summary>
    public IReadOnlyList<RelatedLine> Children { get; private set; } = [];

    public new CaseFile File { get; private set; } = null!;

    public string DefinitionId { get; private set; } = "";

    public Due? TotalDue { get; private set; }

    public IReadOnlyList<TaskLine> Tasks { get; private set; } = [];

    public IReadOnlyList<ClockLine> Clocks { get; private set; } = [];

    /// <summary>When all units of a joint case are due; null: it is none.</summary>
    public string? JointDue { get; private set; }

    public IReadOnlyList<NoticeLine> Notices { get; private set; } = [];

    public IReadOnlyList<TimelineWords> Timeline { get; private set; } = [];

    public IReadOnlyList<(string Name, string Value)> Facts { get; private set; } = [];

    /// <summary>What the reader chose and wrote, when it could not be taken.</summary>
    public string? TriedOutcome { get; private set; }

    public string? TriedRemark { get; private set; }

    /// <summary>What was written into another form of the page, likewise.</summary>
    public string? TriedText { get; private set; }

    public System.Collections.Immutable.ImmutableSortedDictionary<string, string> TriedFields { get; private set; } = LastOutcome.NoFields;

    /// <summary>Why nothing came of it.</summary>
    public Flash? Refused { get; private set; }

    /// <summary>One form, one command: sending it twice changes nothing.</summary>
    public static string NewKey() => CommandKeys.Create();

    public async Task<IActionResult> OnGetAsync(string number)
    {
        if (await door.Open(number, HttpContext.RequestAborted) is not { } detail)
            return NotFound();
        await Show(detail);
        return Page();
    }

    public Task<IActionResult> OnPostClaimAsync(string number, Guid taskId, string? key) =>
        Run(number, key, new CaseCommand.Claim(reader.Actor, taskId), wording["task.claimed"]);

    public Task<IActionResult> OnPostReleaseAsync(string number, Guid taskId, string? key) =>
        Run(number, key is null ? null : key + "-release", new CaseCommand.Release(reader.Actor, taskId), wording["task.released"]);

    public async Task<IActionResult> OnPostCompleteAsync(string number, Guid taskId, string? outcome, string? remark, string? key)
    {
        remark = string.IsNullOrWhiteSpace(remark) ? null : remark.Trim();
        (TriedOutcome, TriedRemark, TriedFields) = (outcome, remark, SentFields());
        return await Run(number, key, new CaseCommand.Complete(reader.Actor, taskId, outcome ?? "", remark) { Fields = TriedFields }, wording["task.completed", names.Outcome(outcome ?? "")]);
    }

    public Task<IActionResult> OnPostWithdrawAsync(string number, Guid noticeId, string? reason, string? key) =>
        Run(number, key, new CaseCommand.WithdrawNotice(reader.Actor, noticeId, reason ?? ""), wording["notice.withdrawn-now"]);

    // Only what the lifecycle serves itself, while it waits for the signature.
    private bool MayWithdraw(NoticeRow notice) => notice is { Status: NoticeStatus.Issued, RungKey: ServedNotice.RungKey }
        && ServedNotice.SigningStep(File) is not null && reader.Person is not null && DutyRights.Bar(reader.Actor, DutyAction.IssueNotice, File, reference.Current) is null;

    private Task<IActionResult> Run(string number, string? key, CaseCommand command, string done) => Run(number, key, command, _ => done);

    private async Task<IActionResult> Run(string number, string? key, CaseCommand command, Func<CaseFile, string> done)
    {
        if (await door.Open(number, HttpContext.RequestAborted) is not { } detail)
            return NotFound();
        var outcome = await runner.Run(detail.Case.Id, command, CommandKeys.Valid(key), HttpContext.RequestAborted);
        if (outcome is CommandOutcome.Refused refused && ((TriedOutcome ?? TriedText) is not null || refused.Refusal.Kind == RefusalKind.Forbidden))
        {
            // What somebody wrote is not lost for a missing remark, and who may not is told so with the status that says it.
            Refused = Flash.Of(refused.Refusal, wording, FieldName(detail.File, command, refused.Refusal.Field));
            Response.StatusCode = refused.Refusal.Kind switch
            {
                RefusalKind.Invalid => StatusCodes.Status422UnprocessableEntity,
                RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
                _ => StatusCodes.Status409Conflict,
            };
            await Show(detail);
            return Page();
        }

        CommandAnswers.Tell(this, outcome, outcome is CommandOutcome.Done { File: var after } ? done(after) : "", wording);
        return RedirectToPage(new { number });
    }

    private async Task Show(CaseDetail detail)
    {
        var now = time.GetUtcNow();
        File = detail.File;
        DefinitionId = detail.Case.DefinitionId;
        Clocks = clocks.Of(File, now);
        JointDue = clocks.JointDue(File, now);
        TotalDue = Clocks.FirstOrDefault(clock => clock.IsTotal)?.Due;
        Tasks = [.. File.Tasks.Select(task => LineOf(task, now))];
        Notices = [.. detail.Notices.Reverse().Select(notice => new NoticeLine(
            notice.Id, notice.Number, wording[$"notice.{notice.Kind}"], names.Actor(notice.Recipient), notice.IssuedAt, notice.Status, notice.Recipient == reader.Person?.Id, MayWithdraw(notice), detail.Deliveries.GetValueOrDefault(notice.Id)))];
        Parent = File.Origin is { } origin ? new RelatedLine(origin.Number, wording[$"relation.{origin.Relation}"], OriginText(origin)) : null;
        Children = [.. (await queries.Children(File.Id, HttpContext.RequestAborted)).Select(child => new RelatedLine(
            child.Number, names.Category(child.CategoryCode), $"{wording[$"status.{child.Status}"]} · {wording[$"stage.{child.Stage}"]} · {wording.Moment(child.ReportedAt)}"))];
        Timeline = journal.Of(await queries.Timeline(File.Id, HttpContext.RequestAborted));
        Facts = [.. ListFacts()];
        ShowReporter();
        ShowMoves();
        await ShowChanges(now);
    }

    private TaskLine LineOf(CaseTask task, DateTimeOffset now)
    {
        var clock = File.Clocks.FirstOrDefault(clock => clock.Id == task.ClockId);
        var due = clock is null ? Due.Of(null, task.OpenedAt, now, wording) : clocks.DueOf(clock, now);
        var mayTake = reader.Posts.Contains(new Post(task.Role, task.UnitId));
        // Why somebody whose task it is cannot have it: what was done on the case bars her.
        var bar = mayTake || task.Assignee == reader.Person?.Id ? TaskRights.Bar(reader.Actor, task, File, reference.Current, now) : null;
        var can = bar is not null ? TaskDoor.None : task.Assignee is null ? mayTake ? TaskDoor.Claim : TaskDoor.None : task.Assignee == reader.Person?.Id ? TaskDoor.Complete : TaskDoor.None;
        return new TaskLine(
            task.Id, names.Task(task.Key), names.Role(task.Role), names.Unit(task.UnitId), task.OpenedAt, task.Assignee is null ? null : names.Actor(task.Assignee), due, can,
            [.. task.Outcomes.Where(outcome => can != TaskDoor.Complete || TaskRights.Bar(reader.Actor, task, File, reference.Current, now, outcome) is null).Select(outcome => new OutcomeChoice(outcome, names.Outcome(outcome), task.RemarkRequired.Contains(outcome)))],
            task.Key == "reply" ? "task.remark-hint-reply" : "task.remark-hint",
            File.Adjustments.Any(one => one.MayExtendPromise(task))
                ? [forms.PublicNotice(task.Id, TriedFields.GetValueOrDefault(Adjustment.PublicNoticeField))]
                : forms.Of(task.FormId, task.Id, name => TriedFields.GetValueOrDefault(name) ?? (name == "unit" ? File.Facts.HandlingUnit : null)),
            AboutOf(task),
            AskUnitOf(task),
            bar is null ? null : Flash.Of(bar, wording).Text);
    }

    private string OriginText(CaseOrigin origin) => string.Join(" · ", new[]
    {
        origin.UnitId is { } unit ? names.Unit(unit) : null,
        origin.PersonId is { } person ? names.Actor(person) : null,
        origin.Clock is { } clock ? clock == "total" ? wording["clock.total"] : names.Task(clock) : null,
        origin.DueAt is { } due ? wording["related.due", wording.Moment(due)] : null,
        wording["related.opened", wording.Moment(origin.OpenedAt)],
    }.OfType<string>());

    private IEnumerable<(string Name, string Value)> ListFacts()
    {
        yield return (wording["case.number"], File.Number);
        yield return (wording["case.category"], names.Category(File.CategoryCode));
        yield return (wording["case.grid"], names.Unit(File.GridCode));
        yield return (wording["case.level"], names.Level(File.Level));
        yield return (wording["case.unit"], names.Unit(File.UnitId));
        if (File.Facts.HandlingUnit is { } handling)
            yield return (wording["case.handling-unit"], names.Unit(handling));
        if (!File.Facts.SupportingUnits.IsEmpty)
            yield return (wording["case.supporting-units"], string.Join(" · ", File.Facts.SupportingUnits.Select(names.Unit)));
        if (File.Facts.Cycle > 1)
            yield return (wording["case.cycle"], File.Facts.Cycle.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (File.Facts.Reworks > 0)
            yield return (wording["case.reworks"], File.Facts.Reworks.ToString(System.Globalization.CultureInfo.InvariantCulture));
        yield return (wording["case.permission"], wording[$"permission.{File.PermissionClass}"]);
        yield return (wording["case.source"], names.Actor($"system:{File.Source}"));
        yield return (wording["case.reported-at"], wording.Moment(File.ReportedAt));
        if (File.Forced is { } forced)
            yield return (wording["change.forced-fact"], wording["change.forced-by", names.Actor(forced.By), wording.Moment(forced.At), forced.Reason]);
        if (File.ClosedAt is { } closed)
            yield return (wording["case.closed-at"], wording.Moment(closed));
        if (File.ArchivedAt is { } archived)
            yield return (wording["case.archived-at"], wording.Moment(archived));
        if (File.Place is { } place)
            yield return (wording["case.place"], PlaceText(place));
    }

    private static string PlaceText(Place place)
    {
        var point = place is { Latitude: { } latitude, Longitude: { } longitude }
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{latitude:0.#####}, {longitude:0.#####}")
            : null;
        return string.Join(" · ", new[] { place.Address, point }.Where(part => part is not null));
    }
}
