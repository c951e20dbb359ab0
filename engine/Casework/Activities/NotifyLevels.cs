using System.Collections.Immutable;
using System.Text.Json;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Texts;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Casework.Activities;

/// <summary>緊急通知: who answers for a unit anywhere between the grid and the top, and whoever must act, hears of the case at once, not one after the other (M19).</summary>
public sealed class NotifyLevels : GridActivity
{
    public const string DefaultTemplate = "emergency";

    /// <summary>What <c>Also</c> says for the units that the case was dispatched to.</summary>
    public const string Handling = HumanTask.HandlingUnit;

    /// <summary>Ends the name of a role that not every organisation has.</summary>
    public const char Perhaps = '?';

    public override string TypeName => "Grid.NotifyLevels";

    public override LocalText Names { get; } = new("Notify all levels", "通知各级", "通知各級");

    public override LocalText Descriptions { get; } = new(
        "Tells the leaders of every level at once, by notice and mail, and whoever else is named.", "同时向各级负责人及所列人员发出通知。", "同時向各級負責人及所列人員發出通知。");

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Template", DataType.String) { DisplayName = "Template", Description = "Template of the notice; empty: emergency. 模板" },
        new("Also", DataType.StringList) { DisplayName = "Also", UiHint = "multitext", Description = "Roles in the line of the case or beside it, at every level, with ? behind one that not every organisation has; handling: who leads and who works in the units that it was dispatched to. 另行通知" },
        new("Levels", DataType.Boolean) { Default = true, DisplayName = "All levels", Description = "Whether the leaders of every level are told; false: only who is named. 通知各級負責人" },
        new("EmergencyOnly", DataType.Boolean) { Default = false, DisplayName = "Emergencies only", Description = "Tells nobody unless the case is an emergency. 僅限緊急" },
    ];

    /// <summary>
    /// Tells all levels of a case that became an emergency after its lifecycle had gone on: with the words and the people that the lifecycle
    /// names for emergencies, those of the unit that it was dispatched to among them.
    /// </summary>
    /// <param name="movedFrom">The grid that the case lay in, whose people have been told; null: nobody has.</param>
    internal static void Tell(CaseWork work, Program program, string? movedFrom = null)
    {
        var (template, also) = Named(program);
        NoticeIssue.Alert(work, template, levels: true, also, movedFrom);
    }

    /// <summary>Whether a lifecycle tells the leaders of the levels of an emergency.</summary>
    internal static bool TellsLevels(Program program) => program.Activities.Any(activity => activity.Type is NotifyLevels && IsOn(activity.Node, "levels", otherwise: true));

    /// <summary>The template of the notice, and who else is told.</summary>
    internal static (string Template, ImmutableArray<string> Also) Named(Program program)
    {
        var alerts = program.Activities.Where(activity => activity.Type is NotifyLevels).Select(activity => activity.Node).ToArray();
        var levels = alerts.Where(node => IsOn(node, "levels", otherwise: true)).OrderByDescending(node => IsOn(node, "emergencyOnly", otherwise: false)).FirstOrDefault();
        var rest = alerts.Where(node => node != levels && IsOn(node, "emergencyOnly", otherwise: false));
        return (
            levels is not null && Literal(levels, "template") is { Length: > 0 } template ? template : DefaultTemplate,
            [.. rest.Prepend(levels).OfType<ActivityNode>().SelectMany(node => Listed(node, "also") ?? []).Distinct(StringComparer.Ordinal)]);
    }

    private static bool IsOn(ActivityNode node, string property, bool otherwise) => Expression(node, property)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => otherwise,
    };

    private protected override string Run(ActivityContext c, CaseWork work)
    {
        if (c.Input("EmergencyOnly") is true && !work.File.Emergency)
            return "Done";
        NoticeIssue.Alert(work, Text(c, "Template") ?? DefaultTemplate, c.Input("Levels") is not false, List(c, "Also"));
        return "Done";
    }
}
