using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Tasks;

namespace GridWorkflow.Casework.Rehearsals;

/// <summary>What an event of a scenario asks of a case as it stands.</summary>
public abstract record ScenarioCommand
{
    private ScenarioCommand()
    {
    }

    public sealed record Found(CaseCommand Command) : ScenarioCommand;

    /// <summary>The case has no such step, notice or person.</summary>
    public sealed record Missing(Refusal Refusal) : ScenarioCommand;
}

/// <summary>Turns what a scenario says into the command of the live system: who acts on which open task.</summary>
public static class ScenarioCommands
{
    /// <param name="happening">What the scenario says; not a time in which nobody acts, nor a day of a calendar.</param>
    /// <param name="file">The case as it stands.</param>
    /// <param name="data">The organisation in it tells who holds a role.</param>
    /// <param name="now">The instant.</param>
    /// <param name="calendar">The scenario's, for times in it.</param>
    public static ScenarioCommand Of(ScenarioEvent happening, CaseFile file, ReferenceData data, DateTimeOffset now, BusinessCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(happening);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(data);
        var by = happening.By;
        return happening switch
        {
            ScenarioEvent.Complete one => OnTask(one.Task, (task, who) => new CaseCommand.Complete(who, task.Id, one.Outcome, one.Remark) { Fields = one.Fields }, one.Outcome),
            ScenarioEvent.Claim one => OnTask(one.Task, (task, who) => new CaseCommand.Claim(who, task.Id)),
            ScenarioEvent.Release one => OnTask(one.Task, (task, who) => new CaseCommand.Release(who, task.Id)),
            ScenarioEvent.AskExtension one => OnTask(one.Task, (task, who) => new CaseCommand.RequestAdjustment(who, task.Id, AdjustmentKind.Extension, one.Amount, null, one.Reason)),
            ScenarioEvent.AskSuspension one => OnTask(
                one.Task, (task, who) => new CaseCommand.RequestAdjustment(who, task.Id, AdjustmentKind.Suspension, null, one.Until.Resolve(now, calendar), one.Reason) { ReasonKey = one.ReasonKey }),
            ScenarioEvent.Resume one => ByHolder(who => new CaseCommand.EndSuspension(who, one.Reason)),
            ScenarioEvent.Classify one => ByHolder(who => new CaseCommand.Reclassify(who, one.CategoryCode, one.Condition, one.Reason, RetargetBasis.Retroactive)),
            ScenarioEvent.Move one => ByHolder(who => new CaseCommand.Reclassify(who, null, null, one.Reason, RetargetBasis.Retroactive) { Grid = one.GridCode }),
            ScenarioEvent.Emergency one => ByHolder(who => new CaseCommand.Reclassify(who, null, null, one.Reason, RetargetBasis.Retroactive) { Emergency = one.IsOne }),
            ScenarioEvent.Transfer one => OnTask(one.Task, (task, who) => new CaseCommand.Transfer(who, task.Id, one.UnitId, one.Reason)),
            ScenarioEvent.Assign one => OnTask(one.Task, (task, who) => new CaseCommand.Assign(who, task.Id, one.PersonId, one.Reason)),
            ScenarioEvent.ForceClose one => ByHolder(who => new CaseCommand.ForceClose(who, one.Reason)),
            ScenarioEvent.Sign one => OnNotice(one.Notice, notice => new CaseCommand.SignNotice(new Actor(by.PersonId ?? notice.Recipient, by.Role), notice.Id)),
            ScenarioEvent.Withdraw one => Person() is { } who
                ? OnNotice(one.Notice, notice => new CaseCommand.WithdrawNotice(who, notice.Id, one.Reason))
                : Nobody(),
            ScenarioEvent.Reopen one => ByHolder(who => new CaseCommand.Reopen(who, one.Reason)),
            ScenarioEvent.Say one => ByHolder(who => new CaseCommand.AddRemark(who, one.Text)),
            ScenarioEvent.Meet one => ByHolder(who => new CaseCommand.MeetMilestone(who, one.Milestone, one.Remark)),
            _ => throw new ArgumentException($"Expected an event that asks something of a case, but found {happening.GetType().Name}.", nameof(happening)),
        };

        ScenarioCommand OnTask(string key, Func<CaseTask, Actor, CaseCommand> command, string? outcome = null)
        {
            var open = file.Tasks.Where(task => task.Key == key).ToList();
            if (open.Count == 0)
            {
                return new ScenarioCommand.Missing(new Refusal(
                    RefusalKind.NotFound, "no-such-task", $"Expected an open task '{key}', but found {(file.Tasks.IsEmpty ? "none" : string.Join(", ", file.Tasks.Select(task => $"'{task.Key}'")))}.",
                    "Look at what is open at this moment."));
            }

            // Of several (協辦) the one that this person has to do with.
            var task = open.Find(one => by.PersonId is { } person && TaskRights.Bar(new Actor(person), one, file, data, now, outcome) is null) ?? open[0];
            return Worker(task, by, file, data, now, outcome) is { } who ? new ScenarioCommand.Found(command(task, who)) : Nobody(task);
        }

        ScenarioCommand OnNotice(int number, Func<NoticeOf, CaseCommand> command) => number <= file.Notices.Length
            ? new ScenarioCommand.Found(command(new NoticeOf(file.Notices[number - 1].Id, file.Notices[number - 1].Recipient)))
            : new ScenarioCommand.Missing(new Refusal(
                RefusalKind.NotFound, "no-such-notice", $"Expected notice {number} of the case, but it has {file.Notices.Length}.", "Look at what was issued until this moment."));

        ScenarioCommand ByHolder(Func<Actor, CaseCommand> command) => Person() is { } who ? new ScenarioCommand.Found(command(who)) : Nobody();

        Actor? Person()
        {
            if (by.PersonId is { } person)
                return new Actor(person, by.Role);
            if (by.Role is not { } role)
                return file.Tasks.Select(task => Worker(task, by, file, data, now, null)).FirstOrDefault(who => who is not null);
            var organisation = data.Organisation;
            var near = organisation.Chain(file.UnitId).Select(unit => unit.Id).Prepend(file.Facts.HandlingUnit ?? file.UnitId);
            return near.SelectMany(unit => organisation.HoldersOf(role, unit)).Concat(organisation.HoldersOf(role)).FirstOrDefault() is { } holder ? new Actor(holder.Id, role) : null;
        }

        ScenarioCommand Nobody(CaseTask? task = null) => new ScenarioCommand.Missing(new Refusal(
            RefusalKind.NotFound, "nobody-there", $"Expected somebody who is '{by}'{(task is null ? "" : $" for task '{task.Key}' in unit '{task.UnitId}'")}, but there is nobody.",
            "Name a person, or fill the post in the organisation."));
    }

    /// <summary>The named person; else who has the task, else the first holder of its role who may end it, else the first holder.</summary>
    private static Actor? Worker(CaseTask task, ScenarioActor by, CaseFile file, ReferenceData data, DateTimeOffset now, string? outcome)
    {
        if (by.PersonId is { } person)
            return new Actor(person, by.Role);
        if (by.Role is not null && by.Role != task.Role)
            return data.Organisation.HoldersOf(by.Role).FirstOrDefault() is { } other ? new Actor(other.Id, by.Role) : null;
        if (task.Assignee is { } assignee)
            return new Actor(assignee, by.Role);
        var holders = data.Organisation.HoldersOf(task.Role, task.UnitId);
        var holder = holders.FirstOrDefault(one => TaskRights.Bar(new Actor(one.Id), task, file, data, now, outcome) is null) ?? holders.FirstOrDefault();
        return holder is null ? null : new Actor(holder.Id, by.Role);
    }

    private sealed record NoticeOf(Guid Id, string Recipient);
}
