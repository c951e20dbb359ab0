using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Host.Texts;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Host.Pages;

// More time, a case that stands still, a case that is opened again (延期, 掛賬, 重開).
public sealed partial class CaseModel
{
    /// <summary>A request for more time as the page shows it.</summary>
    public sealed record AdjustmentLine(string Kind, string Amount, string Status, string By, DateTimeOffset At, string Reason);

    public IReadOnlyList<AdjustmentLine> Adjustments { get; private set; } = [];

    public bool CanReopen { get; private set; }

    public bool CanEndSuspension { get; private set; }

    /// <summary>Reasons for which a step of this case may stand still; empty: they are said in words alone.</summary>
    public IReadOnlyList<(string Key, string Name)> SuspensionReasons =>
        [.. (reference.Current.Policies.GetValueOrDefault(File.PolicyId)?.SuspensionReasons ?? []).Select(reason => (reason.Key, reason.Names.In(wording.Language)))];

    public Task<IActionResult> OnPostReopenAsync(string number, string? reason, string? key) =>
        Run(number, key, new CaseCommand.Reopen(reader.Actor, reason ?? ""), wording["case.reopened"]);

    public Task<IActionResult> OnPostEndSuspensionAsync(string number, string? key) =>
        Run(number, key, new CaseCommand.EndSuspension(reader.Actor, ""), wording["case.suspension-ended"]);

    public async Task<IActionResult> OnPostAdjustAsync(string number, Guid taskId, AdjustmentKind kind, string? amount, DateOnly? until, string? reasonKey, string? reason, string? key)
    {
        if (await door.Open(number, HttpContext.RequestAborted) is not { } detail)
            return NotFound();
        var clock = detail.File.Clocks.FirstOrDefault(one => one.Id == detail.File.Tasks.FirstOrDefault(task => task.Id == taskId)?.ClockId);
        Budget? added = clock is not null && decimal.TryParse(amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? new Budget(value, clock.Budget.Unit) : null;
        // The day itself still counts as suspended until it begins where the organisation is.
        DateTimeOffset? end = until is { } day ? wording.Midnight(day) : null;
        // One form asks for both; the reason of the list is a suspension's.
        var listed = kind == AdjustmentKind.Suspension && !string.IsNullOrEmpty(reasonKey) ? reasonKey : null;
        return await Run(number, key, new CaseCommand.RequestAdjustment(reader.Actor, taskId, kind, added, end, reason ?? "") { ReasonKey = listed }, wording["adjust.requested"]);
    }

    private ImmutableSortedDictionary<string, string> SentFields()
    {
        var fields = LastOutcome.NoFields;
        foreach (var (name, values) in Request.Form.Where(pair => pair.Key.StartsWith(FormLines.Prefix, StringComparison.Ordinal)))
        {
            var value = string.Join(',', values.Where(part => !string.IsNullOrWhiteSpace(part)));
            if (value.Length > 0)
                fields = fields.SetItem(name[FormLines.Prefix.Length..], value.ReplaceLineEndings("\n"));
        }

        return fields;
    }

    private string? FieldName(CaseFile file, CaseCommand command, string? field) =>
        command is CaseCommand.Complete complete && file.Tasks.FirstOrDefault(task => task.Id == complete.TaskId)?.FormId is { } form
            ? reference.Current.Forms.GetValueOrDefault(form)?.Fields.FirstOrDefault(one => one.Name == field)?.Names.In(wording.Language)
            : null;

    private void ShowMoves()
    {
        Adjustments = [.. File.Adjustments.Reverse().Select(LineOf)];
        CanReopen = File.Reopening is { } window && ReopenRights.Bar(reader.Actor, window, File, reference.Current) is null;
        var suspension = CaseReading.Suspended(File);
        CanEndSuspension = suspension is not null && reader.Person is { } person
            && (File.Tasks.Any(task => task.Id == suspension.TaskId && task.Assignee == person.Id)
                || (reference.Current.Policies.GetValueOrDefault(File.PolicyId) is { } policy && person.Posts.Any(post => post.Role == policy.AdjustmentDecider)));
    }

    private AdjustmentLine LineOf(Adjustment adjustment) => new(
        wording[$"adjust.{adjustment.Kind}"], AmountOf(adjustment), wording[adjustment is { IsMoreTime: false, IsOpen: true } ? "change.undecided" : $"adjust-status.{adjustment.Status}"], names.Actor(adjustment.RequestedBy), adjustment.RequestedAt, adjustment.Reason);

    private string AmountOf(Adjustment adjustment) =>
        adjustment.Kind == AdjustmentKind.Reclassification ? string.Join(" · ", new[]
        {
            adjustment.CategoryCode is { } category ? names.Category(category) : null,
            adjustment.GridCode is { } grid ? names.Unit(grid) : null,
            adjustment.Emergency is { } emergency ? wording[emergency ? "change.declare" : "change.calm"] : null,
            wording[adjustment.Basis == RetargetBasis.FromNow ? "change.from-now" : "change.retroactive"],
        }.OfType<string>())
        : adjustment.Kind == AdjustmentKind.EarlierDue ? wording["change.due-at", wording.Moment(adjustment.Until)]
        : adjustment.Added is { } added ? wording.Amount(added)
        : adjustment.Until is { } until ? string.Join(" · ", new[] { wording["adjust.until", wording.Moment(until)], ReasonName(adjustment.ReasonKey) }.OfType<string>()) : "";

    private string? ReasonName(string? key) => key is null ? null : SuspensionReasons.FirstOrDefault(reason => reason.Key == key).Name ?? key;

    /// <summary>What a review or decision is about.</summary>
    private string? AboutOf(CaseTask task) => File.Adjustments.FirstOrDefault(one => one.Id == task.AdjustmentId) is { } adjustment
        ? $"{wording[$"adjust.{adjustment.Kind}"]} · {AmountOf(adjustment)} · {names.Actor(adjustment.RequestedBy)}: {adjustment.Reason}"
        : null;

    /// <summary>In which unit more time is asked for; null where none can be.</summary>
    private string? AskUnitOf(CaseTask task) =>
        task.AdjustmentId is null && File.Stage == CaseStage.Handled && File.Clocks.FirstOrDefault(one => one.Id == task.ClockId) is { } clock
            && !File.Adjustments.Any(one => one.TaskId == task.Id && one.IsOpen)
            && DutyRights.Bar(reader.Actor with { Role = task.Role }, DutyAction.RequestAdjustment, File, reference.Current) is null
            ? wording[$"unit.{clock.Budget.Unit}"]
            : null;
}
