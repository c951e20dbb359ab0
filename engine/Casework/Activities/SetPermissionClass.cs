using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Texts;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Casework.Activities;

/// <summary>定性: by whose authority the case is settled.</summary>
public sealed class SetPermissionClass : GridActivity
{
    public override string TypeName => "Grid.SetPermissionClass";

    public override LocalText Names { get; } = new("Set permission class", "定处理权限", "定處理權限");

    public override LocalText Descriptions { get; } = new(
        "Records whether the case is general, needs coordination or needs an approval.", "记录案件属一般、协调或审批。", "記錄案件屬一般、協調或審批。");

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("PermissionClass", DataType.String)
        {
            Required = true, DisplayName = "Permission class", UiHint = "dropdown", Description = "處理權限",
            Choices = Choices(("General", "一般 General"), ("Coordination", "協調 Coordination"), ("Approval", "審批 Approval")),
        },
    ];

    private protected override string Run(ActivityContext c, CaseWork work)
    {
        if (!Enum.TryParse<PermissionClass>(c.Input("PermissionClass") as string, out var judged) || judged == PermissionClass.Unjudged)
            throw new ActivityFaultException($"Expected General, Coordination or Approval, but found '{c.Input("PermissionClass")}'.");
        var expected = Judging.Expected(work.File);
        work.Say(
            "PermissionClassSet", ("from", work.File.PermissionClass.ToString()), ("to", judged.ToString()),
            ("catalogue", expected != PermissionClass.Unjudged && expected != judged ? expected.ToString() : null), ("by", work.File.Last?.By), ("reason", work.File.Last?.Remark));
        work.Change(work.File with { PermissionClass = judged });
        return "Done";
    }
}
