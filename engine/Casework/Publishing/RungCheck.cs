using System.Collections.Immutable;
using GridWorkflow.Casework.Activities;
using GridWorkflow.Casework.Cases.Commands;
using GridWorkflow.Casework.Ladders;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Publishing;

/// <summary>Every rung of every ladder that the policies of a lifecycle use can be done, and reaches somebody wherever a case can lie.</summary>
internal sealed class RungCheck(CasePlaces places, ReferenceData data)
{
    private OrganisationChart Organisation => data.Organisation;

    /// <param name="filed">Where cases are filed: problems of the clock of the whole case are told there.</param>
    /// <param name="tasks">Of the lifecycle.</param>
    public IEnumerable<Problem> Run(ProgramActivity filed, ImmutableArray<ProgramActivity> tasks)
    {
        // One policy or several, one ladder or several: a rung that reaches nobody is told once for a task.
        var told = new HashSet<(string Task, string Ladder, string Rung, string Code)>();
        foreach (var policy in places.Categories.Select(category => category.PolicyId).Distinct().Select(id => data.Policies.GetValueOrDefault(id)).OfType<Clocks.SlaPolicy>())
        {
            var climbed = tasks.SelectMany(task => GridActivity.Literal(task.Node, "key") is { } key && policy.Stages.GetValueOrDefault(key) is { } stage ? new[] { (task, stage.LadderId), (task, stage.EmergencyLadderId) } : []);
            foreach (var (activity, ladderId) in climbed.Append((filed, policy.Total?.LadderId)).Append((filed, policy.Total?.EmergencyLadderId)))
            {
                if (ladderId is null || data.Ladders.GetValueOrDefault(ladderId) is not { } ladder)
                    continue;
                // The clock of the whole case speaks of the unit that has it: in the line, or where it was dispatched to.
                var found = activity == filed
                    ? places.Spots.Select(spot => spot.Line).Concat(places.HandlingUnits).Select(unit => new TaskPlace(Organisation.Level(unit.Level)!.Handler, unit)).ToImmutableHashSet()
                    : places.Of(activity, out _);
                if (activity == filed && Idle(filed, tasks, ladder) is { } idle && told.Add((activity.Id, ladder.Id, idle.Rung, idle.Problem.Code)))
                    yield return idle.Problem;
                foreach (var (rung, problem) in ladder.Rungs.SelectMany(rung => Check(activity, activity == filed ? "the case" : $"task '{activity.Id}'", found, ladder, rung)))
                {
                    if (told.Add((activity.Id, ladder.Id, rung, problem.Code)))
                        yield return problem;
                }
            }
        }
    }

    // The clock of the whole case lifts it by whichever task leads upwards; where none does, it never would.
    private static (string Rung, Problem Problem)? Idle(ProgramActivity filed, ImmutableArray<ProgramActivity> tasks, EscalationLadder ladder) =>
        ladder.Rungs.FirstOrDefault(rung => rung.Action is RungAction.RaiseLevel) is { } raise && tasks.All(task => task.Type.OutcomesOf(task.Node)?.Contains(TimerCommand.Upwards) == false)
            ? (raise.Key, CaseworkCheck.At(filed, "rung-cannot-raise", $"Expected a task with the outcome '{TimerCommand.Upwards}', by which rung '{raise.Key}' of ladder '{ladder.Id}' lifts the case, but none has it: the rung would do nothing.",
                $"Give a task the outcome '{TimerCommand.Upwards}', or the total limit another ladder.", null))
            : null;

    private IEnumerable<(string Rung, Problem Problem)> Check(ProgramActivity task, string what, ImmutableHashSet<TaskPlace>? found, EscalationLadder ladder, Rung rung)
    {
        var name = $"rung '{rung.Key}' of ladder '{ladder.Id}'";
        if (rung.Action is RungAction.RaiseLevel && task.Type is HumanTask or SupportTasks && task.Type.OutcomesOf(task.Node) is var outcomes && outcomes?.Contains(TimerCommand.Upwards) == false)
        {
            yield return (rung.Key, CaseworkCheck.At(task, "rung-cannot-raise", $"Expected {what} to have the outcome '{TimerCommand.Upwards}', by which {name} lifts the case, but it has none: the rung would do nothing.",
                $"Give the task the outcome '{TimerCommand.Upwards}', or its stage another ladder.", "outcomes"));
        }

        if (rung.Action is RungAction.Reassign && rung.To.All(recipient => recipient is Recipient.Assignee or Recipient.Reporter))
        {
            yield return (rung.Key, CaseworkCheck.At(task, "rung-reassigns-to-nobody", $"Expected {name} to hand {what} to somebody else, but it names only who has it.",
                "Name another recipient in 'to:' of the rung, such as unit-leader.", null));
        }

        if (rung.To.IsEmpty || found is null or { IsEmpty: true })
            yield break;
        var (alone, climbing) = Unreached(rung, found);
        if (alone.Count > 0)
        {
            yield return (rung.Key, CaseworkCheck.At(task, "rung-reaches-nobody", $"Expected {name} to reach somebody wherever {what} can lie, but it reaches nobody in {CasePlaces.Name(alone)}, nor is there a leader above.",
                "Give somebody the post there in the organisation, or the rung another recipient.", null));
        }

        if (climbing.Count > 0)
        {
            yield return (rung.Key, CaseworkCheck.At(task, "rung-climbs", $"Expected {name} to reach its recipients wherever {what} can lie, but there are none in {CasePlaces.Name(climbing)}: there it goes to the leaders of the next unit above.",
                "Give somebody the post there, if that is not meant.", null, Severity.Warning));
        }
    }

    /// <summary>Units of the task in which a rung's own recipients are nobody: without and with a leader in the line above.</summary>
    private (List<Unit> Alone, List<Unit> Climbing) Unreached(Rung rung, ImmutableHashSet<TaskPlace> found)
    {
        if (rung.To.Any(recipient => !IsEmpty(recipient)))
            return ([], []);
        var roles = rung.To.OfType<Recipient.RoleAtLevel>().ToList();
        var spots = roles.Count == 0 ? [] : places.Spots.Where(spot => roles.TrueForAll(role => IsEmpty(role, spot))).Select(spot => spot.Line).DistinctBy(unit => unit.Id).ToList();
        // A role at the level of the case is looked for in the line of its grid, all others in the unit of the task.
        if (roles.Count > 0 && spots.Count == 0)
            return ([], []);
        var units = found.Where(place => rung.To.All(recipient => IsEmpty(recipient, place))).Select(place => place.Unit).DistinctBy(unit => unit.Id).ToList();
        if (units.Count == 0)
            return ([], []);
        if (roles.Count == rung.To.Length)
            units = spots;
        var led = units.Where(unit => Organisation.NearestLed(Organisation.AnsweringFor(unit.Id)?.Id ?? unit.Id) is not null).ToList();
        return ([.. units.Except(led)], led);
    }

    private bool IsEmpty(Recipient.RoleAtLevel at, CaseSpot spot)
    {
        var level = spot.Level;
        for (var step = 0; step < at.LevelsUp && level is not null; step++)
            level = Organisation.NextUp(spot.Grid.Id, level.Key);
        return level is null || Organisation.UnitAt(spot.Grid.Id, level.Key) is not { } line
            || places.SeatsOf(at.Role, line).All(seat => Organisation.HoldersOf(at.Role, seat.Id).IsEmpty);
    }

    // Wherever the case lies.
    private bool IsEmpty(Recipient recipient) => recipient switch
    {
        Recipient.NamedRole named => Organisation.HoldersOf(named.Role).IsEmpty,
        Recipient.NamedPerson named => Organisation.Person(named.PersonId) is null,
        // A roster covers each of its grids with each of its windows; between them the leaders stand in, and that is meant.
        Recipient.OnDuty duty => !data.Rosters.ContainsKey(duty.RosterId),
        Recipient.Reporter => false,
        _ => true,
    };

    private bool IsEmpty(Recipient recipient, TaskPlace place)
    {
        if (recipient is Recipient.NamedRole or Recipient.NamedPerson or Recipient.OnDuty or Recipient.Reporter)
            return IsEmpty(recipient);
        var answering = Organisation.AnsweringFor(place.Unit.Id)?.Id ?? place.Unit.Id;
        return recipient switch
        {
            // One of the two is somebody as soon as somebody may take the task.
            Recipient.Assignee or Recipient.Candidates => Organisation.HoldersOf(place.Role, place.Unit.Id).IsEmpty,
            Recipient.UnitLeader => Organisation.LeadersOf(answering).IsEmpty,
            Recipient.LeaderAbove above => Organisation.Chain(answering).Skip(above.LevelsUp).FirstOrDefault() is not { } unit || Organisation.LeadersOf(unit.Id).IsEmpty,
            _ => true,
        };
    }
}
