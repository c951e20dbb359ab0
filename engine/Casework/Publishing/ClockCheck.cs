using System.Collections.Immutable;
using GridWorkflow.Casework.Activities;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Publishing;

/// <summary>Every task has a clock, or says on purpose that it has none; and the whole has time enough for its steps.</summary>
internal sealed class ClockCheck(Program program, ReferenceData data)
{
    private readonly ImmutableArray<SlaPolicy> _policies =
    [
        .. data.Catalogue.Categories.Where(category => category.DefinitionId == program.DefinitionId).Select(category => category.PolicyId).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).Select(id => data.Policies.GetValueOrDefault(id)).OfType<SlaPolicy>(),
    ];

    public IEnumerable<Problem> Run(ImmutableArray<ProgramActivity> tasks, LifecycleWays ways)
    {
        foreach (var policy in _policies)
        {
            // A policy of the whole alone times no step, and says so by having none.
            foreach (var task in policy is { Stages.IsEmpty: true, Total: not null } ? [] : tasks)
            {
                if (Without(task, policy) is { } problem)
                    yield return problem;
            }

            if (NeverBegun(policy, ways) is { } never)
                yield return never;
            if (TooLong(policy, ways) is { } warning)
                yield return warning;
        }
    }

    private Problem? Without(ProgramActivity task, SlaPolicy policy)
    {
        var use = GridActivity.Literal(task.Node, "clock");
        if (use == nameof(ClockUse.None) || (task.Node.TryGet("clock", out _) && use is null) || GridActivity.Literal(task.Node, "until") is { Length: > 0 } || GridActivity.Literal(task.Node, "key") is not { } key)
            return null;
        if (!policy.Stages.TryGetValue(key, out var stage))
        {
            return CaseworkCheck.At(task, "task-without-clock", $"Expected policy '{policy.Id}' to limit task '{task.Id}', but it has no stage '{key}': nothing would ever fall due.",
                $"Add 'stages: {key}:' with a limit and a ladder to the policy, or set the clock of the task to None.", "clock");
        }

        var unlimited = stage.Default is null ? data.Organisation.Levels.Where(level => !stage.ByLevel.ContainsKey(level.Key)).Select(level => level.Key).ToList() : [];
        var fixedLevel = GridActivity.Literal(task.Node, "level") is { } level && data.Organisation.Level(level) is not null ? level : null;
        if (fixedLevel is not null)
            unlimited.RemoveAll(key => key != fixedLevel);
        return unlimited.Count == 0 || (stage.Default is null && stage.ByLevel.IsEmpty && stage.FromCatalogue)
            ? null
            : CaseworkCheck.At(task, "task-without-clock", $"Expected policy '{policy.Id}' to limit task '{task.Id}' at every level, but it has no limit of stage '{key}' at {string.Join(", ", unlimited)}.",
                $"Add 'default:' or the levels to 'stages: {key}: limits:' of the policy.", "clock");
    }

    /// <summary>The whole begins with the registration (立案), and a case can be closed without one: it would have no limit.</summary>
    private Problem? NeverBegun(SlaPolicy policy, LifecycleWays ways)
    {
        if (policy.Total is not { StartsAt: TotalStart.Filing } || FileCase.RegistersAtOnce(ways.Start.Node) is not false)
            return null;
        var unregistered = ways.Activities.IsEmpty
            ? !program.Activities.Any(activity => activity.Type is RegisterCase)
            : ways.Reached(static activity => activity.Type is RegisterCase).Any(id => ways.Activities[id].Type is CloseCase);
        return unregistered
            ? CaseworkCheck.At(ways.Start, "total-never-begins", $"Expected every way to the closing to register the case (立案), because the whole of policy '{policy.Id}' begins there, but there is one that does not: such a case would have no limit of the whole.",
                "Lead every way through Grid.RegisterCase, set 'registers' of Grid.FileCase, or write 'startsAt: report' in the policy.", "registers", Severity.Warning)
            : null;
    }

    /// <summary>Even the quickest way through the steps takes longer than the whole may.</summary>
    private Problem? TooLong(SlaPolicy policy, LifecycleWays ways)
    {
        if (policy.Total?.Default is not { } total || data.Calendars.GetValueOrDefault(policy.CalendarId.Length > 0 ? policy.CalendarId : data.Organisation.Calendar ?? "") is not { } calendar)
            return null;
        var start = calendar.NextOpening(Start(calendar)).NotBefore;
        if (Quickest(policy, ways, calendar, start) is not { Count: > 0 } steps)
            return null;
        var end = steps.Aggregate(start, (at, step) => calendar.DueAt(at, step.Budget).NotBefore);
        return end <= calendar.DueAt(start, total).NotBefore
            ? null
            : CaseworkCheck.At(ways.Start, "stages-exceed-total", $"Expected the steps to fit into the {total} of policy '{policy.Id}', but even the quickest way takes longer: {string.Join(" + ", steps.Select(step => $"{step.Key} {step.Budget}"))}.",
                "Give the whole more time, or the steps less.", null, Severity.Warning);
    }

    // A Monday that the calendar knows, so that a week lies ahead.
    private static DateTimeOffset Start(BusinessCalendar calendar)
    {
        var day = calendar.Coverage.From ?? new DateOnly(2026, 1, 1);
        day = day.AddDays(60 + ((8 - (int)day.AddDays(60).DayOfWeek) % 7));
        return new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
    }

    /// <summary>The budgets on the way to the closing that takes the least time, from where the whole begins; null: nothing leads there.</summary>
    private static List<(string Key, Budget Budget)>? Quickest(SlaPolicy policy, LifecycleWays ways, BusinessCalendar calendar, DateTimeOffset start)
    {
        var begins = BeginsOf(policy, ways);
        var best = begins.ToDictionary(id => id, _ => (Cost: TimeSpan.Zero, Steps: ImmutableList<(string Key, Budget Budget)>.Empty), StringComparer.Ordinal);
        var queue = new PriorityQueue<string, TimeSpan>(begins.Select(id => (id, TimeSpan.Zero)));
        while (queue.TryDequeue(out var at, out var cost))
        {
            if (ways.Activities.GetValueOrDefault(at)?.Type is CloseCase)
                return [.. best[at].Steps];
            if (cost > best[at].Cost)
                continue;
            foreach (var (_, _, target) in ways.Ways.Where(way => way.Source == at))
            {
                var step = BudgetOf(policy, ways.Activities[target]);
                var then = cost + (step is { } limited ? calendar.DueAt(start, limited.Budget).NotBefore - start : TimeSpan.Zero);
                if (best.TryGetValue(target, out var known) && known.Cost <= then)
                    continue;
                best[target] = (then, step is { } more ? best[at].Steps.Add(more) : best[at].Steps);
                queue.Enqueue(target, then);
            }
        }

        return null;
    }

    // What comes before the registration is no time of a whole that begins with it.
    private static ImmutableArray<string> BeginsOf(SlaPolicy policy, LifecycleWays ways) =>
        policy.Total is { StartsAt: TotalStart.Filing } && FileCase.RegistersAtOnce(ways.Start.Node) is not true ? ways.FirstRegistrations() : [ways.Start.Id];

    private static (string Key, Budget Budget)? BudgetOf(SlaPolicy policy, ProgramActivity activity)
    {
        if (activity.Type is not HumanTask || GridActivity.Literal(activity.Node, "clock") is nameof(ClockUse.None) or nameof(ClockUse.Continue)
            || GridActivity.Literal(activity.Node, "key") is not { } key || policy.Stages.GetValueOrDefault(key) is not { } stage)
            return null;
        return stage.Default is { } budget ? (key, budget) : stage.ByLevel.Count > 0 ? (key, stage.ByLevel.Values.First()) : null;
    }
}
