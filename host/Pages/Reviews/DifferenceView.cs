using GridWorkflow.Designer.Drawing;
using GridWorkflow.Host.Texts;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Difference;

namespace GridWorkflow.Host.Pages.Reviews;

/// <summary>Two texts of a lifecycle for people: the drawing, and every change in words.</summary>
/// <param name="Svg">Empty when there is nothing to draw.</param>
/// <param name="Lines">What changed, in the order of the text.</param>
/// <param name="LayoutOnly">Nothing that a case would notice.</param>
/// <param name="Moved">Activities that only lie elsewhere.</param>
public sealed record DifferenceView(string Svg, IReadOnlyList<DifferenceView.Line> Lines, bool LayoutOnly, int Moved)
{
    /// <param name="Kind">Added, removed or changed.</param>
    /// <param name="What">Activity, connection or property of the definition, named.</param>
    /// <param name="Detail">Id and type of an activity; null: nothing more to say.</param>
    /// <param name="Property">Which of its properties; null: it is about the whole.</param>
    /// <param name="Before">Null: it was not there.</param>
    /// <param name="After">Null: it is not there any more.</param>
    public sealed record Line(ChangeKind Kind, string What, string? Detail, string? Property, string? Before, string? After);

    public int Count(ChangeKind kind) => Lines.Where(line => line.Kind == kind).Select(line => (line.What, line.Detail)).Distinct().Count();

    /// <param name="before">Null: there was none.</param>
    /// <param name="after">The text that is asked for.</param>
    /// <param name="words">Of the reader.</param>
    /// <param name="wording">Of the reader.</param>
    public static DifferenceView Of(WorkflowDefinition? before, WorkflowDefinition after, LifecycleWords words, Wording wording)
    {
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(wording);
        var difference = DefinitionDifference.Between(before, after);
        var drawn = DrawnDifference.Of(difference, before, after, activity => words.Label(after.DefinitionId, activity), (_, port) => words.Port(port));
        var svg = drawn.Picture.Nodes.IsEmpty ? "" : drawn.ToSvg(wording["difference.drawing"], kind => wording[$"change.{kind}"]);
        var labels = Labels(before, after, words);
        return new DifferenceView(svg, [.. LinesOf(difference, labels, words, wording)], difference.IsLayoutOnly, difference.Activities.Count(activity => activity.IsMoved));
    }

    private static Dictionary<string, string> Labels(WorkflowDefinition? before, WorkflowDefinition after, LifecycleWords words)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var definition in new[] { after, before })
        {
            if (definition is null)
                continue;
            foreach (var node in DrawnLifecycle.From(definition, activity => words.Label(after.DefinitionId, activity), (_, port) => port).Nodes)
                labels.TryAdd(node.Id, node.Label);
        }

        return labels;
    }

    private static IEnumerable<Line> LinesOf(DefinitionDifference difference, Dictionary<string, string> labels, LifecycleWords words, Wording wording)
    {
        string Named(string id) => labels.GetValueOrDefault(id, id);
        foreach (var change in difference.Properties)
            yield return new Line(KindOf(change), wording["difference.definition"], null, words.Property(change.Property), change.Before, change.After);
        foreach (var activity in difference.Activities.Where(activity => activity.Kind != ChangeKind.Kept))
        {
            var name = labels.GetValueOrDefault(activity.Id, activity.Name ?? activity.Id);
            var detail = $"{activity.Id} · {activity.Type}";
            if (activity.Properties.IsEmpty)
                yield return new Line(activity.Kind, name, detail, null, null, null);
            foreach (var change in activity.Properties)
            {
                yield return new Line(
                    ChangeKind.Changed, name, detail, words.Property(change.Property), Say(change.Property, change.Before), Say(change.Property, change.After));
            }
        }

        foreach (var way in difference.Connections.Where(way => way.Kind != ChangeKind.Kept))
        {
            yield return new Line(
                way.Kind, wording["difference.connection", Named(way.Source), words.Port(way.Port)], null, wording["difference.leads-to"],
                way.Kind == ChangeKind.Added ? null : Named(way.FormerTarget ?? way.Target), way.Kind == ChangeKind.Removed ? null : Named(way.Target));
        }

        string? Say(string property, string? value) => value is null ? null : property == "container" ? Named(value) : words.Value(property, value);
    }

    private static ChangeKind KindOf(PropertyChange change) => change.Before is null ? ChangeKind.Added : change.After is null ? ChangeKind.Removed : ChangeKind.Changed;
}
