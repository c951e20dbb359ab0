using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Texts;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Casework.Activities;

/// <summary>緊急通知: who answers for a unit anywhere between the grid and the top hears of the case at once, not one after the other (M19).</summary>
public sealed class NotifyLevels : GridActivity
{
    public const string DefaultTemplate = "emergency";

    public override string TypeName => "Grid.NotifyLevels";

    public override LocalText Names { get; } = new("Notify all levels", "通知各级", "通知各級");

    public override LocalText Descriptions { get; } = new(
        "Tells the leaders of every level at once, by notice and mail.", "同时向各级负责人发出通知。", "同時向各級負責人發出通知。");

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Template", DataType.String) { DisplayName = "Template", Description = "Template of the notice; empty: emergency. 模板" },
    ];

    private protected override string Run(ActivityContext c, CaseWork work)
    {
        NoticeIssue.Alert(work, Text(c, "Template") ?? DefaultTemplate);
        return "Done";
    }
}
