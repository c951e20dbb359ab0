using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Activities.Flow;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Workflow.Publishing;

/// <summary>What an admin must know of a definition before it is published.</summary>
/// <param name="Program">The compiled definition; null when it was refused.</param>
/// <param name="Problems">What stands against it, errors first, each with activity, property and remedy.</param>
public sealed record PublishReport(Program? Program, IReadOnlyList<Problem> Problems)
{
    /// <summary>True when nothing but warnings was found.</summary>
    public bool MayPublish => Program is not null && Problems.All(problem => problem.Severity == Severity.Warning);
}

/// <summary>
/// Looks at a whole definition before it may run cases. What cannot be compiled is refused anyway; this finds what would run into
/// the void: dead ends, connections that lead nowhere, loops that never rest.
/// </summary>
public static class PublishCheck
{
    /// <summary>Checks a definition against a table of activity types.</summary>
    public static PublishReport Run(WorkflowDefinition definition, ActivityTypes types, CompileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        try
        {
            return Run(Program.Compile(definition, types, options));
        }
        catch (RefusedException e)
        {
            return new PublishReport(null, e.Problems);
        }
    }

    /// <summary>Checks what has been compiled already.</summary>
    public static PublishReport Run(Program program)
    {
        ArgumentNullException.ThrowIfNull(program);
        var problems = program.Notes
            .Concat(program.Activities.SelectMany(activity => Check(activity)))
            .Concat(Triggers(program))
            .Concat(Ids(program))
            .Select(program.Definition.Locate)
            .OrderBy(problem => problem.Severity)
            .ToList();
        return new PublishReport(program, problems);
    }

    private static IEnumerable<Problem> Check(ProgramActivity activity)
    {
        if (activity.Prepared is FlowPlan plan)
        {
            foreach (var problem in FlowCheck.Run(activity, plan))
                yield return problem;
        }

        if (activity.Type.Ports.Any(port => port is { Name: "Body", Kind: PortKind.Embedded }) && activity.Prepared is -1)
        {
            yield return At(activity, "dead-end", $"Expected a body in '{activity.Id}' ({activity.TypeName}), but found none: it would never complete.",
                "Put an activity into it or remove it.", "body");
        }
    }

    private static IEnumerable<Problem> Triggers(Program program)
    {
        for (var index = 1; index < program.Triggers.Length; index++)
        {
            var trigger = program.Triggers[index];
            if (!program.Triggers.Take(index).Any(other => IsSame(other, trigger)))
                continue;
            var activity = program.Find(trigger.ActivityId)!;
            yield return At(activity, "duplicate-trigger", $"Expected each trigger once, but {trigger.Kind} '{trigger.Key ?? trigger.Data}' starts this workflow twice.",
                "Remove one of them or give it another name.", null);
        }
    }

    /// <summary>Two endpoints of one path may take different methods; two timers are the same when their times are.</summary>
    private static bool IsSame(Trigger one, Trigger other)
    {
        if (one.Kind != other.Kind)
            return false;
        if (one.Kind != BookmarkKinds.HttpEndpoint)
            return one.Key == other.Key && Equals(one.Data, other.Data);
        return string.Equals(one.Key?.Trim('/'), other.Key?.Trim('/'), StringComparison.OrdinalIgnoreCase) && Methods(one).Overlaps(Methods(other));
    }

    private static HashSet<string> Methods(Trigger trigger) =>
        [.. (trigger.Data as IEnumerable<object?> ?? []).Select(method => $"{method}".ToUpperInvariant())];

    /// <summary>An id that stands in two containers: what names an activity by its id, as a migration or an incident does, would mean either.</summary>
    private static IEnumerable<Problem> Ids(Program program)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var activity in program.Activities.Where(activity => !IsWithinAnother(program, activity)))
        {
            if (!seen.Add(activity.Id))
            {
                yield return At(activity, "duplicate-id", $"Expected each id once, but '{activity.Id}' stands in two places.", "Give each activity its own id.", "id", Severity.Warning);
            }
        }
    }

    /// <summary>Belongs to a definition that is used as an activity; its ids are its own.</summary>
    private static bool IsWithinAnother(Program program, ProgramActivity activity)
    {
        for (var parent = activity.ParentIndex; parent >= 0; parent = program.Activities[parent].ParentIndex)
        {
            if (program.Activities[parent].Type is WorkflowAsActivity)
                return true;
        }

        return false;
    }

    internal static Problem At(ProgramActivity activity, string code, string reason, string remedy, string? property, Severity severity = Severity.Error) =>
        new(code, reason, remedy)
        {
            ActivityId = activity.Id,
            Property = property,
            Path = property is null ? activity.Node.Path : $"{activity.Node.Path}.{property}",
            Severity = severity,
        };
}
