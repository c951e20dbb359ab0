using System.Collections.Immutable;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Publishing;

/// <summary>Somebody can take every task, wherever it is opened.</summary>
internal sealed class HolderCheck(CasePlaces places, ReferenceData data)
{
    public IEnumerable<Problem> Run(ImmutableArray<ProgramActivity> tasks) => tasks.SelectMany(Task);

    private IEnumerable<Problem> Task(ProgramActivity task)
    {
        var found = places.Of(task, out var missing);
        if (!missing.IsEmpty)
        {
            yield return CaseworkCheck.At(task, "no-unit-at-level", $"Expected a unit of the level of task '{task.Id}' above every grid, but there is none above {CasePlaces.Name(missing)}: a case there would stop.",
                "Add the unit to the organisation, or write lowest, highest or current where the organisation shall decide.", "level");
        }

        foreach (var role in (found ?? []).GroupBy(place => place.Role).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var empty = role.Where(place => data.Organisation.HoldersOf(place.Role, place.Unit.Id).IsEmpty).Select(place => place.Unit).DistinctBy(unit => unit.Id).ToList();
            if (empty.Count == 0)
                continue;
            // Where leaders above are told of a task that nobody may take, somebody can act; where nobody ever takes it, nothing would.
            var led = empty.Where(unit => data.Organisation.Chain(unit.Id).Skip(1).Any(above => !data.Organisation.LeadersOf(above.Id).IsEmpty)).ToList();
            var alone = data.Organisation.HoldersOf(role.Key).IsEmpty ? empty : [.. empty.Except(led)];
            if (alone.Count > 0)
            {
                yield return CaseworkCheck.At(task, "nobody-holds", $"Expected somebody who holds '{role.Key}' wherever task '{task.Id}' can be opened, but nobody does in {CasePlaces.Name(alone)}.",
                    $"Give somebody the post '{role.Key}' there in the organisation, or give the task to another role.", "role");
            }

            if (led.Except(alone).ToList() is { Count: > 0 } climbing)
            {
                yield return CaseworkCheck.At(task, "nobody-holds-here", $"Expected somebody who holds '{role.Key}' wherever task '{task.Id}' can be opened, but nobody does in {CasePlaces.Name(climbing)}: there only the leaders above are told.",
                    $"Give somebody the post '{role.Key}' there.", "role", Severity.Warning);
            }
        }
    }
}
