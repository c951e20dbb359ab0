using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Casework.Texts;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Casework.Activities;

/// <summary>
/// 協辦: a task for each unit that helps, with a stage clock of its own, so that each is late by itself. Done when all are; at once when
/// there are none. A unit that was named by mistake returns its task, with the reason, and the case goes on without it.
/// </summary>
public sealed class SupportTasks : GridActivity
{
    public const string Outcome = "Done";

    /// <summary>退回: the unit has nothing to do with it.</summary>
    public const string Returned = "Return";

    public override string TypeName => "Grid.SupportTasks";

    public override LocalText Names { get; } = new("Supporting tasks", "协办任务", "協辦任務");

    public override LocalText Descriptions { get; } = new(
        "Gives each supporting unit a task and waits for all of them.", "向各协办单位派发任务,全部完成后继续。", "向各協辦單位派發任務,全部完成後繼續。");

    public override ActivityKind Kind => ActivityKind.Task;

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Key", DataType.String) { Required = true, DisplayName = "Key", Description = "Name of the tasks within the lifecycle; limits, texts and forms go by it. 任務鍵" },
        new("Role", DataType.String) { Required = true, DisplayName = "Role", Description = "Who may take them in the units. 崗位" },
        new("Form", DataType.String) { DisplayName = "Form", Description = "Form that is filled in to complete each; empty: none. 表單" },
        new("Notify", DataType.String) { DisplayName = "Notify", Description = "Template of a mail to those who may take them, when they open and when they go to somebody else; outside open hours they are held, unless the case is an emergency or the limit counts around the clock. Empty: nobody is told. 開始時通知" },
    ];

    private protected override string? Run(ActivityContext c, CaseWork work)
    {
        var units = work.File.Facts.SupportingUnits;
        if (units.IsEmpty)
            return Outcome;
        var key = Text(c, "Key") ?? throw new ActivityFaultException("Expected the key of the tasks, but it is empty.");
        var role = Text(c, "Role") ?? throw new ActivityFaultException("Expected the role of the tasks, but it is empty.");
        foreach (var id in units)
        {
            var unit = work.Organisation.Unit(id) ?? throw new ActivityFaultException($"Expected a unit of the organisation, but found '{id}'.") { Code = "unknown-unit" };
            var task = c.World.Ids.NextId();
            var bookmark = c.SetBookmark(HumanTask.BookmarkKind, key, task.ToString("D"));
            work.Open(new CaseTask
            {
                Id = task,
                CaseId = work.File.Id,
                Key = key,
                ActivityId = c.ActivityId,
                BookmarkId = bookmark.Id,
                Role = role,
                UnitId = unit.Id,
                Level = unit.Level,
                Outcomes = [Outcome, Returned],
                Actions = [new TaskAction(Outcome, DutyAction.Handle), new TaskAction(Returned, DutyAction.Return)],
                RemarkRequired = [Outcome, Returned],
                FormId = Text(c, "Form"),
                Notify = Text(c, "Notify"),
                OpenedAt = c.World.Now,
            });
        }

        return null;
    }

    public override void Resume(ActivityContext c, Bookmark bookmark, object? payload)
    {
        var completion = TaskCompletion.From(payload);
        Work(c, (context, work) =>
        {
            var task = work.File.Tasks.FirstOrDefault(open => open.BookmarkId == bookmark.Id)
                ?? throw new ActivityFaultException("Expected an open task behind the bookmark, but the case file has none.");
            var isReturned = completion.Outcome == Returned;
            if (!isReturned)
                work.Handled(completion.By);
            work.Did(isReturned ? DutyAction.Return : DutyAction.Handle, completion.By, task.UnitId);
            work.Close(
                task with { Status = CaseTaskStatus.Completed, Outcome = completion.Outcome, Remark = completion.Remark, CompletedBy = completion.By, CompletedAt = work.Now },
                completion.By, "task completed");
            work.Say(
                "TaskCompleted", ("task", task.Key), ("outcome", completion.Outcome), ("remark", completion.Remark), ("by", completion.By), ("role", completion.Role),
                ("level", task.Level), ("unit", task.UnitId), ("fields", completion.Fields.Count == 0 ? null : completion.Fields));
            if (isReturned)
            {
                var facts = work.File.Facts;
                work.Change(work.File with { Facts = facts with { SupportingUnits = facts.SupportingUnits.Remove(task.UnitId) } });
                work.Say("SupportReturned", ("unit", task.UnitId), ("by", completion.By), ("reason", completion.Remark));
            }

            return work.File.Tasks.Any(open => open.ActivityId == context.ActivityId) ? null : Outcome;
        });
    }
}
