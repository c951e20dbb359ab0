using System.Collections.Immutable;
using GridWorkflow.Casework.Activities;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Publishing;

/// <summary>
/// Looks at a lifecycle of cases before it may run any: somebody can take every task and hears of every rung, every outcome leads on, every
/// task has a clock, and no way skips what must not be skipped. Asked of the organisation and the rules in force; changes nothing.
/// </summary>
public static class CaseworkCheck
{
    /// <param name="program">What shall come into force.</param>
    /// <param name="data">The reference data with it in force.</param>
    public static ImmutableArray<Problem> Run(Program program, ReferenceData data)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(data);
        // What files no case has no place in the organisation and no policy.
        if (program.Activities.FirstOrDefault(activity => activity.Type is FileCase) is not { } filed)
            return [];
        var ways = LifecycleWays.Of(program, filed);
        var tasks = program.Activities.Where(activity => activity.Type is HumanTask or SupportTasks).ToImmutableArray();
        var problems = new List<Problem>();
        problems.AddRange(ways.Problems(tasks));
        if (!data.Organisation.Levels.IsEmpty)
        {
            var places = new CasePlaces(program, data);
            problems.AddRange(new HolderCheck(places, data).Run(tasks));
            problems.AddRange(new RungCheck(places, data).Run(filed, tasks));
        }

        problems.AddRange(new ClockCheck(program, data).Run(tasks, ways));
        return [.. problems.Select(problem => problem with { File = program.Definition.FileName }).OrderBy(problem => problem.Severity)];
    }

    internal static Problem At(ProgramActivity activity, string code, string reason, string remedy, string? property, Severity severity = Severity.Error) =>
        new(code, reason, remedy)
        {
            ActivityId = activity.Id, Property = property, Path = property is null ? activity.Node.Path : $"{activity.Node.Path}.{property}", Severity = severity,
        };
}
