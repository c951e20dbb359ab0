using System.Collections.Immutable;
using System.Text.Json;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Texts;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Casework.Activities;

/// <summary>立案: where a case begins. Starts its total clock, unless the policy lets that begin with a registration that is still to come.</summary>
public sealed class FileCase : GridActivity
{
    public override string TypeName => "Grid.FileCase";

    public override LocalText Names { get; } = new("File case", "立案", "立案");

    public override LocalText Descriptions { get; } = new(
        "Opens the case for a report and starts its total clock.", "为上报的问题立案,并启动总时限。", "為上報的問題立案,並啟動總時限。");

    public override ActivityKind Kind => ActivityKind.Trigger;

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Registers", DataType.Boolean) { Default = true, DisplayName = "Registers", Description = "Whether the report is a case at once; if not, Grid.RegisterCase makes it one. 上報即立案" },
    ];

    public override Trigger? StartTrigger(ProgramActivity activity, Func<string, object?> input) => new(activity.Id, "Case", null, null);

    /// <summary>Whether a report is a case at once; null where a script decides.</summary>
    internal static bool? RegistersAtOnce(ActivityNode node) => Expression(node, "registers")?.ValueKind switch
    {
        null or JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private protected override string Run(ActivityContext c, CaseWork work)
    {
        if (c.Input("Registers") is not false)
            work.Change(work.File with { Facts = work.File.Facts with { RegisteredAt = work.Now } });
        work.StartTotal();
        return "Done";
    }
}
