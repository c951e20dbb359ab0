using GridWorkflow.Casework.Activities;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Forms;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>辦結: a task ends with an outcome, and the lifecycle goes on.</summary>
internal static class CompleteCommand
{
    private const int MaxFields = 50;
    private const int MaxFieldSize = 16_000;

    public static Decision Decide(Desk desk, CaseCommand.Complete command)
    {
        if (desk.Task(command.TaskId) is not { } task)
            return new Decision.Refused(Desk.TaskNotOpen(command.TaskId));
        if (TaskRights.Bar(command.Actor, task, desk.File, desk.Reference, desk.World.Now, command.Outcome) is { } bar)
            return new Decision.Refused(bar);
        if (task.Assignee is { } other && other != command.Actor.PersonId)
            return new Decision.Refused(ClaimCommand.ClaimedByOther(other));
        if (Fault(task, command.Outcome, command.Remark, desk.File.Emergency) is { } fault)
            return new Decision.Refused(fault);
        if (TooLong(command) is { } length)
            return new Decision.Refused(length);
        if (task.FormId is { } form && FormOf(desk, form).Bar(command.Fields, command.Outcome, desk.Reference.Organisation) is { } field)
            return new Decision.Refused(field);
        if (task.FormId is { } asked && FormOf(desk, asked).Accused(command.Fields) == command.Actor.PersonId)
            return new Decision.Refused(DutyRights.OwnCase(command.Actor.PersonId));
        if (OwnUnit(desk, task, command) is { } own)
            return new Decision.Refused(own);
        if (UnknownCondition(desk, command) is { } condition)
            return new Decision.Refused(condition);
        if (task.AdjustmentId is not null)
            return AdjustmentCommand.Decide(desk, task, command);
        var remark = string.IsNullOrWhiteSpace(command.Remark) ? null : command.Remark.Trim();
        var fields = command.Fields.ToDictionary(field => field.Key, field => (object?)field.Value, StringComparer.Ordinal);
        var completion = new TaskCompletion(command.Outcome, remark, command.Actor.PersonId, command.Actor.Role ?? task.Role, fields);
        var work = desk.Open();
        if (task.Key == ServedNotice.SignTask && command.Outcome == ServedNotice.Signed)
            ServedNotice.Sign(work, command.Actor.PersonId);
        return desk.Move(work, new Stimulus.Resume(task.BookmarkId, completion.ToPayload()));
    }

    // Whoever judges names no unit of her own as the one that has to put it right: it would be barred as soon as it is done.
    private static Refusal? OwnUnit(Desk desk, CaseTask task, CaseCommand.Complete command) =>
        task.FormId is not null && task.ActionOf(command.Outcome) is { } action && command.Fields.GetValueOrDefault(Dispatch.UnitField)?.Trim() is { Length: > 0 } unit
            && desk.Reference.Organisation.Person(command.Actor.PersonId) is { } person
            ? DutyRights.BarDeeds(person, action, desk.File with { Facts = desk.File.Facts with { HandlingUnit = unit } }, desk.Reference)
            : null;

    // Grid.RegisterCase takes the filing condition from here; a wrong one is told while it can be mended.
    private static Refusal? UnknownCondition(Desk desk, CaseCommand.Complete command) =>
        command.Fields.TryGetValue("condition", out var number) && number.Length > 0
            && desk.Reference.Catalogue.Find(desk.File.CategoryCode) is { Conditions.IsEmpty: false } category && category.Condition(number) is null
            ? new Refusal(
                RefusalKind.Invalid, "unknown-condition", $"Expected a filing condition of '{category.Code}', but found '{number}'.",
                Loading.Names.Remedy(number, [.. category.Conditions.Select(known => known.Number)]), "condition")
            : null;

    private static Form FormOf(Desk desk, string id) => desk.Reference.Forms.GetValueOrDefault(id)
        ?? throw new Workflow.Activities.ActivityFaultException($"Expected form '{id}' of the task, but it is not loaded.") { Code = "unknown-form" };

    // A remark is read by people and kept with the case for ever; a document belongs elsewhere.
    private static Refusal? TooLong(CaseCommand.Complete command)
    {
        if (command.Remark?.Length > RemarkCommand.MaxLength)
            return new Refusal(RefusalKind.Invalid, "remark-length", $"Expected at most {RemarkCommand.MaxLength} characters, but found {command.Remark.Length}.", "Say it in fewer words.", "remark");
        var size = command.Fields.Sum(field => field.Key.Length + field.Value.Length);
        return command.Fields.Count > MaxFields || size > MaxFieldSize
            ? new Refusal(
                RefusalKind.Invalid, "fields-size", $"Expected at most {MaxFields} fields of {MaxFieldSize} characters in all, but found {command.Fields.Count} of {size}.", "Send only the fields of the task's form.", "fields")
            : null;
    }

    private static Refusal? Fault(CaseTask task, string outcome, string? remark, bool isEmergency)
    {
        if (task.Impossible.Contains(outcome))
        {
            return new Refusal(
                RefusalKind.Conflict, "outcome-not-at-this-level",
                isEmergency
                    ? $"Expected an outcome that is possible at level '{task.Level}', but '{outcome}' leads beyond the levels that there are."
                    : $"Expected an outcome that is possible at level '{task.Level}' for a case that is no emergency, but '{outcome}' leads beyond the levels that there are, or leaves some out.",
                $"Choose one of: {string.Join(", ", task.Outcomes)}.", "outcome");
        }

        if (!task.Outcomes.Contains(outcome))
        {
            return new Refusal(
                RefusalKind.Invalid, "unknown-outcome", $"Expected an outcome of task '{task.Key}', but found '{outcome}'.",
                Loading.Names.Remedy(outcome, task.Outcomes), "outcome");
        }

        return task.RemarkRequired.Contains(outcome) && string.IsNullOrWhiteSpace(remark)
            ? new Refusal(RefusalKind.Invalid, "remark-missing", $"Expected a remark with '{outcome}', but there is none.", "Say why, or what was done.", "remark")
            : null;
    }
}
