using System.Collections.Immutable;
using System.Text.Json;
using GridWorkflow.Casework.Activities;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Publishing;

/// <summary>The ways that a case can go from its filing on.</summary>
/// <param name="Start">Where it is filed.</param>
/// <param name="Activities">Those of the flowchart in which it is filed, by id; empty outside a flowchart.</param>
/// <param name="Ways">Connections: source, outcome, target.</param>
internal sealed record LifecycleWays(
    ProgramActivity Start, ImmutableDictionary<string, ProgramActivity> Activities, ImmutableArray<(string Source, string Port, string Target)> Ways)
{
    public static LifecycleWays Of(Program program, ProgramActivity start)
    {
        var parent = start.ParentIndex >= 0 ? program.Activities[start.ParentIndex] : null;
        if (parent is null || !parent.Node.TryGet("connections", out var list) || list.ValueKind != JsonValueKind.Array)
            return new LifecycleWays(start, ImmutableDictionary<string, ProgramActivity>.Empty, []);
        var activities = program.Activities.Where(activity => activity.ParentIndex == parent.Index).DistinctBy(activity => activity.Id).ToImmutableDictionary(activity => activity.Id, StringComparer.Ordinal);
        return new LifecycleWays(start, activities,
        [
            .. list.EnumerateArray().Where(way => way.ValueKind == JsonValueKind.Object)
                .Select(way => (Source: End(way, "source", "activity") ?? "", Port: End(way, "source", "port") ?? "Done", Target: End(way, "target", "activity") ?? ""))
                .Where(way => activities.ContainsKey(way.Source) && activities.ContainsKey(way.Target)),
        ]);
    }

    /// <summary>The registrations (立案) that a case comes to first, whichever way it goes; those behind them register nothing new.</summary>
    public ImmutableArray<string> FirstRegistrations()
    {
        var before = Reached(static activity => activity.Type is RegisterCase);
        return [.. Ways.Where(way => before.Contains(way.Source) && Activities[way.Target].Type is RegisterCase).Select(way => way.Target).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>What can be reached from the start without going through some activities; these are not reached either.</summary>
    public HashSet<string> Reached(Func<ProgramActivity, bool> closed) => Reached(Start.Id, closed);

    private HashSet<string> Reached(string from, Func<ProgramActivity, bool> closed)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal) { from };
        var next = new Stack<string>([from]);
        while (next.TryPop(out var at))
        {
            foreach (var (_, _, target) in Ways.Where(way => way.Source == at && !closed(Activities[way.Target])))
            {
                if (reached.Add(target))
                    next.Push(target);
            }
        }

        return reached;
    }

    public IEnumerable<Problem> Problems(ImmutableArray<ProgramActivity> tasks)
    {
        if (Activities.IsEmpty)
            yield break;
        var everywhere = Reached(static _ => false);
        foreach (var task in tasks.Where(task => everywhere.Contains(task.Id)))
        {
            var leads = Ways.Where(way => way.Source == task.Id).Select(way => way.Port).ToHashSet(StringComparer.Ordinal);
            foreach (var outcome in (task.Type.OutcomesOf(task.Node) ?? []).Where(outcome => !leads.Contains(outcome)))
            {
                yield return CaseworkCheck.At(task, "outcome-leads-nowhere", $"Expected a connection for the outcome '{outcome}' of task '{task.Id}', but there is none: a case that ends the task so would stand still.",
                    "Connect the outcome, or take it from the task.", "outcomes");
            }
        }

        foreach (var problem in Skipped(everywhere))
            yield return problem;
    }

    /// <summary>六步閉環: no way to the end without feedback (反饋), none without the archive (建檔).</summary>
    private IEnumerable<Problem> Skipped(HashSet<string> everywhere)
    {
        var withoutFeedback = Reached(IsFeedback);
        foreach (var archive in Activities.Values.Where(activity => activity.Type is ArchiveCase && withoutFeedback.Contains(activity.Id)).OrderBy(activity => activity.Id, StringComparer.Ordinal))
        {
            yield return CaseworkCheck.At(archive, "feedback-skipped", $"Expected every way to '{archive.Id}' (建檔) to go through feedback (反饋), but there is one that does not.",
                "Lead every way through Grid.Reply, or through a task whose stage is FedBack; or end it with Grid.VoidCase.", null);
        }

        if (!Activities.Values.Any(activity => activity.Type is ArchiveCase && everywhere.Contains(activity.Id)))
        {
            yield return CaseworkCheck.At(Start, "no-archive", "Expected a way to the archive (建檔), but no case of this lifecycle would ever get there.", "Add Grid.ArchiveCase behind Grid.CloseCase.", null, Severity.Warning);
            yield break;
        }

        var unarchived = Reached(static activity => activity.Type is ArchiveCase or VoidCase);
        foreach (var end in Activities.Values.Where(activity => unarchived.Contains(activity.Id) && !Ways.Any(way => way.Source == activity.Id)).OrderBy(activity => activity.Id, StringComparer.Ordinal))
        {
            yield return CaseworkCheck.At(end, "archive-skipped", $"Expected every way to end in the archive (建檔), but one ends at '{end.Id}'.",
                "Lead it on to Grid.ArchiveCase, or to Grid.VoidCase where the case is none.", null);
        }
    }

    private static bool IsFeedback(ProgramActivity activity) =>
        activity.Type is Reply or AcceptFeedback or VoidCase
        || (activity.Type is HumanTask && GridActivity.Literal(activity.Node, "stage") == nameof(CaseStage.FedBack));

    private static string? End(JsonElement way, string end, string property) =>
        way.TryGetProperty(end, out var value) && value.ValueKind == JsonValueKind.Object && value.TryGetProperty(property, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;
}
