using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Forms;
using GridWorkflow.Casework.Texts;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Casework.Activities;

/// <summary>
/// 派遣: a unit handles the case from now on (主辦), others may help (協辦). The clock of its handling begins here, not when somebody
/// accepts; dispatched to the same unit again, it goes on with what was left (S07), or after a rework begins anew where the policy says so.
/// </summary>
public sealed class Dispatch : GridActivity
{
    /// <summary>Field of the last task's form that names the handling unit.</summary>
    public const string UnitField = "unit";

    /// <summary>Field of the last task's form that names the units that help.</summary>
    public const string SupportField = "support";

    public override string TypeName => "Grid.Dispatch";

    public override LocalText Names { get; } = new("Dispatch", "派遣", "派遣");

    public override LocalText Descriptions { get; } = new(
        "Gives the case to the unit that the form names, and starts the clock of its handling.", "按表单将案件派遣给主办单位,并开始处置计时。", "按表單將案件派遣給主辦單位,並開始處置計時。");

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Unit", DataType.String) { DisplayName = "Unit", Description = "Unit that handles it; empty: field 'unit' of the last form. 主辦單位" },
        new("Support", DataType.String) { DisplayName = "Supporting units", Description = "Units that help, with commas between; empty: field 'support' of the last form. 協辦單位" },
        new("StartsClock", DataType.String) { DisplayName = "Starts clock", Description = "Key of the task whose clock begins now, before somebody accepts; empty: none. 派遣即計時的任務" },
    ];

    private protected override string Run(ActivityContext c, CaseWork work)
    {
        var fields = work.File.Last?.Fields ?? LastOutcome.NoFields;
        var id = Text(c, "Unit") ?? fields.GetValueOrDefault(UnitField)?.Trim()
            ?? throw new ActivityFaultException($"Expected the unit that handles the case, but neither the activity nor field '{UnitField}' of the last form names one.") { Code = "unit-missing" };
        var unit = work.Organisation.Unit(id) ?? throw new ActivityFaultException($"Expected a unit of the organisation, but found '{id}'.") { Code = "unknown-unit" };
        ImmutableArray<string> support = [.. Form.Parts(Text(c, "Support") ?? fields.GetValueOrDefault(SupportField)).Where(other => other != unit.Id)];
        foreach (var other in support)
        {
            if (work.Organisation.Unit(other) is null)
                throw new ActivityFaultException($"Expected units of the organisation, but found '{other}'.") { Code = "unknown-unit" };
        }

        var before = work.File.Facts;
        work.Change(work.File with
        {
            Facts = before with
            {
                FirstDispatchedAt = before.FirstDispatchedAt ?? work.Now,
                DispatchedAt = work.Now,
                FirstUnit = before.FirstUnit ?? unit.Id,
                HandlingUnit = unit.Id,
                SupportingUnits = support,
            },
        });
        work.Say("CaseDispatched", ("unit", unit.Id), ("from", before.HandlingUnit), ("support", support.IsEmpty ? null : string.Join(", ", support)), ("by", work.File.Last?.By));
        if (Text(c, "StartsClock") is { } key)
            work.StageClock(key, unit.Level, unit.Id, work.IsTimed(key, unit.Id, before.HandlingUnit) ? ClockUse.Continue : ClockUse.New);
        return "Done";
    }
}

/// <summary>
/// 退回: a return has been judged. Confirmed, it was the wrong unit: its clocks count for nobody (S04). Refused, nothing was ever stopped and
/// the time is the unit's.
/// </summary>
public sealed class ReturnCase : GridActivity
{
    public override string TypeName => "Grid.ReturnCase";

    public override LocalText Names { get; } = new("Judge return", "退回认定", "退回認定");

    public override LocalText Descriptions { get; } = new(
        "Records whether a return was confirmed; if so, the clocks of the unit's steps are void.", "记录退回是否成立;成立则该单位各环节计时作废。", "記錄退回是否成立;成立則該單位各環節計時作廢。");

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Confirmed", DataType.Boolean) { Default = true, DisplayName = "Confirmed", Description = "Whether the case is not the unit's. 是否成立" },
        new("Tasks", DataType.StringList) { DisplayName = "Tasks", UiHint = "multitext", Description = "Keys of the tasks whose clocks are void then. 作廢計時的任務" },
    ];

    private protected override string Run(ActivityContext c, CaseWork work)
    {
        var facts = work.File.Facts;
        var by = work.File.Last?.By ?? "system";
        if (c.Input("Confirmed") is false)
        {
            work.Change(work.File with { Facts = facts with { RefusedReturns = facts.RefusedReturns + 1 } });
            work.Say("ReturnRefused", ("unit", facts.HandlingUnit), ("by", by), ("reason", work.File.Last?.Remark));
            return "Done";
        }

        var tasks = (c.Input("Tasks") as IReadOnlyList<object?> ?? []).OfType<string>().ToArray();
        work.VoidReturned(tasks, by, "return confirmed");
        work.Change(work.File with { Facts = facts with { ConfirmedReturns = facts.ConfirmedReturns + 1 } });
        work.Say("ReturnConfirmed", ("unit", facts.HandlingUnit), ("by", by), ("reason", work.File.Last?.Remark));
        return "Done";
    }
}
