using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Casework.Activities;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Instances;

/// <summary>
/// What becomes of the clocks of steps when a case moves to another version of its lifecycle: those that are named get the limit of the policy
/// in force or begin again, the others keep. The clock of the whole case always keeps (clocks.md §4).
/// </summary>
public static class MovedClocks
{
    /// <summary>The field in which an order names them.</summary>
    private const string Field = "clocks";

    private static readonly ImmutableSortedDictionary<string, ClockFate> Words = new Dictionary<string, ClockFate>
    {
        ["keep"] = ClockFate.Keep, ["retarget"] = ClockFate.Retarget, ["restart"] = ClockFate.Restart,
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Reads what an order says, and names everything in it that the old program does not know.</summary>
    /// <param name="from">The program that the cases are pinned to.</param>
    /// <param name="words"><c>keep</c>, <c>retarget</c> or <c>restart</c> by task key or activity; null: nothing is said.</param>
    /// <returns>Null: nothing is said, so all keep.</returns>
    public static (ImmutableSortedDictionary<string, ClockFate>? Clocks, ImmutableArray<Problem> Problems) Read(Program from, IReadOnlyDictionary<string, string>? words)
    {
        ArgumentNullException.ThrowIfNull(from);
        if (words is not { Count: > 0 })
            return (null, []);
        var (steps, open) = StepsOf(from);
        string[] known = [.. steps.SelectMany(step => new[] { step.Key, step.ActivityId }).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        var (clocks, problems) = (ImmutableSortedDictionary.CreateBuilder<string, ClockFate>(StringComparer.Ordinal), ImmutableArray.CreateBuilder<Problem>());
        foreach (var (name, word) in words.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (Words.TryGetValue(word, out var fate))
                clocks[name] = fate;
            else
                Report(name, "unknown-word", $"Expected keep, retarget or restart, but found '{word}'.", Loading.Names.Remedy(word, [.. Words.Keys]));
            if (name == "total" && !known.Contains(name))
                Report(name, "total-keeps", "Expected a step of the lifecycle, but the clock of the whole case always keeps when it moves.", "Take it out.");
            else if (!open && !known.Contains(name))
                Report(name, "unknown-step", $"Expected a task key or a task of the old version, but found '{name}'.", Loading.Names.Remedy(name, known));
            if (steps.FirstOrDefault(step => step.ActivityId == name && step.Key != name && step.Key is { } key && words.ContainsKey(key)) is { Key: { } both })
                Report(name, "named-twice", $"Expected each clock once, but '{name}' is the activity of '{both}', which is named, too.", "Leave one of the two.");
        }

        return problems.Count > 0 ? (null, problems.ToImmutable()) : (clocks.ToImmutable(), []);

        void Report(string name, string code, string reason, string remedy) => problems.Add(new Problem(code, reason, remedy) { Path = $"{Field}.{name}" });
    }

    /// <summary>Does what the command says to each clock of a step that still counts.</summary>
    /// <param name="work">The case file, moved already.</param>
    /// <param name="before">As it was: its tasks name the activities of the old program.</param>
    internal static void Carry(CaseWork work, CaseFile before, InstanceCommand.Migrate command, ImmutableArray<Problem>.Builder problems, ImmutableArray<string>.Builder notes)
    {
        foreach (var clock in before.Clocks)
        {
            var task = before.Tasks.FirstOrDefault(task => task.ClockId == clock.Id);
            if (clock.Kind != ClockKind.Stage || work.Counting(clock.Id) is null || NameOf(clock, task?.ActivityId, command.Clocks!) is not { } name || command.Clocks![name] is ClockFate.Keep)
                continue;
            try
            {
                if (work.TakeLimit(clock.Id, command.Clocks[name], command.Actor.PersonId, "moved to another version", command.ApprovedBy) is { } refusal)
                    problems.Add(new Problem(refusal.Code, refusal.Reason, refusal.Remedy) { ActivityId = task?.ActivityId, Path = $"{Field}.{name}" });
                else if (work.Counting(clock.Id) is { } after && after.Ledger.Length > clock.Ledger.Length)
                    notes.Add($"Clock '{clock.Name}' {(command.Clocks[name] == ClockFate.Restart ? "begins again" : "counts anew from its start")} with {after.Budget}: due {Due(work, after)} instead of {Due(work, clock)}.");
            }
            catch (ActivityFaultException fault)
            {
                problems.Add(new Problem(fault.Code, fault.Message, "Mend the reference data, or let the clock keep its limit.") { ActivityId = task?.ActivityId, Path = $"{Field}.{name}" });
            }
        }
    }

    /// <summary>As the journal tells it; null: nothing is said.</summary>
    internal static string? Text(ImmutableSortedDictionary<string, ClockFate>? clocks) => clocks is not { IsEmpty: false }
        ? null
        : string.Join(", ", clocks.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} → {Words.First(word => word.Value == pair.Value).Key}"));

    // A task key first: it names the clock itself, also where it runs before the task is open.
    private static string? NameOf(SlaClock clock, string? activityId, ImmutableSortedDictionary<string, ClockFate> clocks) =>
        clocks.ContainsKey(clock.Name) ? clock.Name : activityId is not null && clocks.ContainsKey(activityId) ? activityId : null;

    private static string Due(CaseWork work, SlaClock clock) => clock.Due(work.CalendarOf(clock), work.Now) is { IsExact: true, At: var at }
        ? at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture)
        : "provisional";

    /// <summary>What can have a clock; open: a script gives a key, so that not all are known.</summary>
    private static (List<(string? Key, string? ActivityId)> Steps, bool Open) StepsOf(Program program)
    {
        var (steps, open) = (new List<(string? Key, string? ActivityId)>(), false);
        foreach (var activity in program.Activities)
        {
            if (activity.Type is HumanTask or SupportTasks)
            {
                var key = GridActivity.Literal(activity.Node, "key");
                open |= key is null;
                steps.Add((key, activity.Id));
            }
            else if (activity.Type is GridActivity && activity.Node.TryGet("startsClock", out _))
            {
                var key = GridActivity.Literal(activity.Node, "startsClock");
                open |= key is null;
                steps.Add((key is { Length: > 0 } ? key : null, null));
            }
        }

        return (steps, open);
    }
}
