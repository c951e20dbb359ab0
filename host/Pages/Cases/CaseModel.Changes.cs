using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Host.Pages;

// What is said of a case beside its tasks: another category, a milestone that is met, a repetition, an earlier limit, a remark.
public sealed partial class CaseModel
{
    private const int MostCandidates = 5;

    /// <summary>A category and condition that the case could be of.</summary>
    /// <param name="Value"><c>CODE</c> or <c>CODE#NUMBER</c>.</param>
    public sealed record ClassChoice(string Value, string Name);

    public sealed record ClassGroup(string? Name, IReadOnlyList<ClassChoice> Choices);

    /// <summary>One of the deadlines that follow one another.</summary>
    /// <param name="Runs">It can be met now.</param>
    /// <param name="Due">Null: it has not begun.</param>
    public sealed record MilestoneLine(string Key, string Name, string Limit, bool Runs, bool Met, Shared.Due? Due);

    /// <summary>A clock whose due instant was held when its calendar changed.</summary>
    public sealed record HeldLine(Guid Id, string Name, string HeldUntil, string Earlier);

    /// <summary>An earlier open case of the category in the same grid.</summary>
    public sealed record CandidateLine(string Number, string Title, string ReportedAt);

    /// <summary>The reader has to do with the case, and it goes on.</summary>
    public bool MayChange { get; private set; }

    public bool MayReclassify { get; private set; }

    /// <summary>The reader handles the case: another category is a leader's to decide, whichever way its limit goes.</summary>
    public bool AsksToReclassify { get; private set; }

    public bool MayLink { get; private set; }

    public bool MayMeet { get; private set; }

    public bool MayRemark { get; private set; }

    public IReadOnlyList<ClassGroup> Classes { get; private set; } = [];

    public IReadOnlyList<MilestoneLine> Milestones { get; private set; } = [];

    public IReadOnlyList<HeldLine> Held { get; private set; } = [];

    public IReadOnlyList<CandidateLine> Candidates { get; private set; } = [];

    /// <summary>Grids in which the case could lie instead.</summary>
    public IReadOnlyList<(string Code, string Name)> OtherGrids { get; private set; } = [];

    /// <summary>It is no emergency, and its category can be one.</summary>
    public bool MayDeclare { get; private set; }

    /// <summary>What was chosen, when it could not be taken.</summary>
    public string? TriedClass { get; private set; }

    public string? TriedGrid { get; private set; }

    public bool TriedEmergency { get; private set; }

    public bool TriedFromNow { get; private set; }

    private string? _tried;

    /// <summary>Whether a form is unfolded: it was sent and could not be taken.</summary>
    public bool IsOpen(string form) => _tried == form;

    /// <summary>What was written into it then.</summary>
    public string? TextOf(string form) => _tried == form ? TriedText : null;

    public Task<IActionResult> OnPostReclassifyAsync(string number, string? @class, string? grid, bool? emergency, bool fromNow, string? reason, string? key)
    {
        (_tried, TriedText, TriedClass, TriedFromNow, TriedGrid, TriedEmergency) = ("Reclassify", reason ?? "", @class, fromNow, grid, emergency is not null);
        var parts = (@class ?? "").Split('#', 2);
        var command = new CaseCommand.Reclassify(
            reader.Actor, parts[0].Length > 0 ? parts[0] : null, parts.Length > 1 ? parts[1] : null, reason ?? "", fromNow ? RetargetBasis.FromNow : RetargetBasis.Retroactive)
        {
            Grid = string.IsNullOrEmpty(grid) ? null : grid,
            Emergency = emergency,
        };
        return Run(number, key, command, file => wording[file.Adjustments.Any(one => one.IsOpen && one.Asks(command)) ? "change.asked" : "change.reclassified"]);
    }

    /// <summary>The reader leads a unit of the case's line, and the case waits for the reply to its reporter.</summary>
    public bool CanForceClose { get; private set; }

    /// <summary>Units to which the reader can move a task sideways; empty: it is not hers to move.</summary>
    public IReadOnlyList<Shared.Choice> Sideways(Guid taskId)
    {
        var (data, now) = (reference.Current, time.GetUtcNow());
        if (File.Tasks.FirstOrDefault(task => task.Id == taskId) is not { AdjustmentId: null } task || TransferRights.Bar(reader.Actor, task, File, data, now) is not null)
            return [];
        return [.. data.Organisation.Units.Where(unit => TransferRights.Unfit(task, unit.Id, File, data, now) is null).Select(unit => new Shared.Choice(unit.Id, names.Unit(unit.Id)))];
    }

    /// <summary>Whom the reader can give a task to; empty: it is not hers to give.</summary>
    public IReadOnlyList<Shared.Choice> Assignees(Guid taskId)
    {
        if (reader.Person is null || File.Tasks.FirstOrDefault(task => task.Id == taskId) is not { } task
            || AssignRights.Bar(reader.Actor, task, File, reference.Current, time.GetUtcNow()) is not null)
            return [];
        return [.. AssignRights.Candidates(task, File, reference.Current).Where(person => person.Id != task.Assignee).Select(person => new Shared.Choice(person.Id, names.Actor(person.Id)))];
    }

    public Task<IActionResult> OnPostAssignAsync(string number, Guid taskId, string? person, string? reason, string? key) =>
        Run(number, key, new CaseCommand.Assign(reader.Actor, taskId, person ?? "", reason), wording["change.assigned", names.Actor(person ?? "")]);

    public Task<IActionResult> OnPostTransferAsync(string number, Guid taskId, string? unit, string? reason, string? key) =>
        Run(number, key, new CaseCommand.Transfer(reader.Actor, taskId, unit ?? "", reason ?? ""), wording["change.transferred"]);

    public Task<IActionResult> OnPostForceCloseAsync(string number, string? reason, string? key) =>
        Run(number, key, new CaseCommand.ForceClose(reader.Actor, reason ?? ""), wording["change.forced"]);

    public Task<IActionResult> OnPostMilestoneAsync(string number, string? milestone, string? remark, string? key) =>
        Run(number, key, new CaseCommand.MeetMilestone(reader.Actor, milestone ?? "", string.IsNullOrWhiteSpace(remark) ? null : remark.Trim()), wording["change.milestone-met"]);

    public Task<IActionResult> OnPostEarlierAsync(string number, Guid clockId, string? reason, string? key) =>
        Run(number, key, new CaseCommand.RequestEarlierDue(reader.Actor, clockId, reason ?? ""), wording["change.asked"]);

    public Task<IActionResult> OnPostRemarkAsync(string number, string? text, string? key)
    {
        (_tried, TriedText) = ("Remark", text ?? "");
        return Run(number, key, new CaseCommand.AddRemark(reader.Actor, text ?? ""), wording["change.remarked"]);
    }

    public async Task<IActionResult> OnPostDuplicateAsync(string number, string? first, string? other, string? reason, string? key)
    {
        (_tried, TriedText) = ("Duplicate", reason ?? "");
        var named = string.IsNullOrWhiteSpace(other) ? first : other.Trim();
        if (named is null || await door.Open(named, HttpContext.RequestAborted) is not { } earlier)
        {
            Shared.Flash.Fail(this, wording["change.no-such-case"]);
            return RedirectToPage(new { number });
        }

        return await Run(
            number, key, CaseCommand.LinkDuplicate.To(earlier.File, reader.Actor, string.IsNullOrWhiteSpace(reason) ? null : reason.Trim()), wording["change.linked", earlier.Case.Number]);
    }

    private async Task ShowChanges(DateTimeOffset now)
    {
        Milestones = [.. (File.Rule?.Milestones ?? []).Select(milestone => LineOf(milestone, now))];
        Held = [.. File.Clocks.Select(clock => HeldOf(clock, now)).OfType<HeldLine>()];
        MayRemark = reader.Person is not null && File.Status != CaseStatus.Archived && TaskRights.BarRemark(reader.Actor, File, reference.Current.Organisation) is null;
        CanForceClose = reader.Person is not null && ForcedClosing.StepOf(File) is not null && ForcedClosing.Bar(reader.Actor, File, reference.Current) is null;
        MayChange = MayRemark && File.Status == CaseStatus.Open;
        if (reader.Person is null || File.Status != CaseStatus.Open)
            return;
        var data = reference.Current;
        AsksToReclassify = ChangeRights.IsHandler(reader.Actor, File, data, now);
        var isAsked = File.Adjustments.Any(one => one is { Kind: AdjustmentKind.Reclassification, IsOpen: true });
        MayDeclare = !File.Emergency && data.Catalogue.Find(File.CategoryCode)?.EmergencyCapable == true;
        // Who handles it waits for her request, but says at once that it is an emergency.
        MayReclassify = (MayDeclare || !(AsksToReclassify && isAsked)) && ChangeRights.BarReclassify(reader.Actor, File, data) is null;
        MayLink = ChangeRights.BarDuplicate(reader.Actor, File, data) is null;
        MayMeet = ChangeRights.BarMilestone(reader.Actor, File, data) is null;
        if (MayReclassify)
            (Classes, OtherGrids) = ([.. ListClasses()], names.Grids(grid => grid != File.GridCode && SubjectAllows(grid)));
        if (MayLink)
            Candidates = await FindCandidates();
    }

    // A household or park lies where it lies: its case goes nowhere else.
    private bool SubjectAllows(string grid) => File.Subject is null || reference.Current.Subjects.GetValueOrDefault(File.Subject) is not { } subject || subject.GridCode == grid;

    private IEnumerable<ClassGroup> ListClasses() => reference.Current.Catalogue.Categories
        .Where(category => category.ByHand && category.DefinitionId == DefinitionId)
        .GroupBy(category => category.GroupCode)
        .Select(group => new ClassGroup(
            group.Key is { } code ? reference.Current.Catalogue.Group(code)?.Names.In(wording.Language) ?? code : null,
            [.. group.SelectMany(ChoicesOf).Where(choice => choice.Value != Present)]))
        .Where(group => group.Choices.Count > 0);

    private string Present => File.Rule?.Condition is { } condition ? $"{File.CategoryCode}#{condition}" : File.CategoryCode;

    private IEnumerable<ClassChoice> ChoicesOf(Casework.Catalogue.Category category)
    {
        var name = $"{category.Code} {category.Names.In(wording.Language)}";
        return category.Conditions.IsEmpty
            ? [new ClassChoice(category.Code, name)]
            : category.Conditions.Select(condition => new ClassChoice($"{category.Code}#{condition.Number}", $"{name} – {condition.Text.In(wording.Language)}"));
    }

    private MilestoneLine LineOf(Casework.Catalogue.Milestone milestone, DateTimeOffset now)
    {
        var clock = File.Clocks.LastOrDefault(one => one.Kind == ClockKind.Milestone && one.Name == milestone.Key && one.State.Status != ClockStatus.Void);
        return new MilestoneLine(
            milestone.Key, milestone.Names.In(wording.Language), wording.Amount(milestone.Budget), clock?.State.Status is ClockStatus.Running or ClockStatus.Paused,
            clock?.State.Status == ClockStatus.Stopped, clock is null ? null : clocks.DueOf(clock, now));
    }

    private HeldLine? HeldOf(SlaClock clock, DateTimeOffset now)
    {
        if (clock.State is not { Status: ClockStatus.Running or ClockStatus.Paused, NotBefore: { } held }
            || File.Adjustments.Any(one => one.Kind == AdjustmentKind.EarlierDue && one.ClockId == clock.Id && one.IsOpen)
            || reference.Current.Calendars.GetValueOrDefault(clock.CalendarId) is not { } calendar
            || clock.BringForward(calendar, now, "system:asks", "", "system:looks") is not ClockMove.Made { Clock: var free }
            || !free.Due(calendar, now).TryGet(out var due) || due >= held)
            return null;
        return new HeldLine(clock.Id, clocks.NameOf(clock), wording.Moment(held), wording.Moment(due));
    }

    private async Task<IReadOnlyList<CandidateLine>> FindCandidates()
    {
        var filter = new CaseFilter { Status = CaseStatus.Open, CategoryCode = File.CategoryCode, GridCodes = [File.GridCode] };
        var found = await queries.Cases(filter, CaseSort.ReportedAt, true, new PageRequest(1, 50), HttpContext.RequestAborted);
        return [.. found.Rows.Where(row => row.Id != File.Id && row.ReportedAt <= File.ReportedAt).Take(MostCandidates)
            .Select(row => new CandidateLine(row.Number, row.Title, wording.Moment(row.ReportedAt)))];
    }
}
