using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Rehearsals;

/// <summary>A command of a real case, with what its ids stood for: on a draft the same things have other ids.</summary>
/// <param name="Seq">Row of the journal.</param>
/// <param name="At">When it was carried out.</param>
/// <param name="Command">As it was.</param>
public sealed record PastCommand(long Seq, DateTimeOffset At, InstanceCommand Command)
{
    /// <summary>Key of the task that it was about.</summary>
    public string? Task { get; init; }

    /// <summary>Unit of that task, where several of one key were open.</summary>
    public string? TaskUnit { get; init; }

    /// <summary>Kind of the notice that it was about.</summary>
    public NoticeKind? Notice { get; init; }

    /// <summary>Whose notice it was.</summary>
    public string? NoticeRecipient { get; init; }

    /// <summary>Name of the clock that it was about.</summary>
    public string? Clock { get; init; }

    /// <summary>It was refused then.</summary>
    public bool WasRefused { get; init; }
}

/// <summary>
/// What would have been: feeds what people did with a real case to a draft, each at its own instant; deadlines fall by themselves. Pure.
/// </summary>
public static class CaseReplay
{
    /// <summary>Plays a history again.</summary>
    /// <param name="past">In order; begins with the report.</param>
    /// <param name="data">What decisions look at.</param>
    /// <param name="program">The lifecycle to play.</param>
    /// <param name="zone">In which times are shown.</param>
    /// <param name="until">When watching ends.</param>
    public static RehearsalRun Play(IReadOnlyList<PastCommand> past, ReferenceData data, Program program, string zone, DateTimeOffset until)
    {
        ArgumentNullException.ThrowIfNull(past);
        if (past.Count == 0 || past[0].Command is not CaseCommand.File)
            return RehearsalRun.Impossible("no-history", "Expected a case whose journal begins with its report, but this one does not.", "Choose a case that was filed by this version of the program.");
        var stage = new Stage(program, data);
        foreach (var one in past)
        {
            if (stage.IsFull)
                break;
            stage.PassTo(one.At);
            if (one.Command is CaseCommand.File)
                stage.Do(new FrameCause.Reported(), one.Command);
            else if (stage.State is not null)
                Act(stage, one);
        }

        if (stage.State is not null)
        {
            stage.PassTo(until);
            stage.PassThrough();
            stage.Note(new FrameCause.Ended());
        }

        return stage.Run(zone);
    }

    private static void Act(Stage stage, PastCommand past)
    {
        var cause = new FrameCause.Happened(Words(past));
        switch (past.Command)
        {
            // These come by themselves, from the draft.
            case InstanceCommand.TimerDue or CaseCommand.TakeCalendar or CaseCommand.TakeLadders or InstanceCommand.Migrate:
                return;
            case CaseCommand.ReadPersonalData:
                return;
            case InstanceCommand.RetryActivity or InstanceCommand.Wake:
                stage.Note(cause, new Refusal(RefusalKind.Conflict, "not-replayed", $"Expected what a draft can be told, but '{past.Command.GetType().Name}' answers something that only the real case waited for.", "Look at what came of it in the real case."));
                return;
        }

        if (Translated(past, stage.File!) is { } command)
            stage.Do(cause, command);
        else
            stage.Note(cause, Missing(past, stage.File!));
    }

    private static InstanceCommand? Translated(PastCommand past, CaseFile file)
    {
        var tasks = file.Tasks.Where(task => task.Key == past.Task).ToList();
        var task = tasks.Find(one => one.UnitId == past.TaskUnit) ?? tasks.FirstOrDefault();
        var notice = file.Notices.FirstOrDefault(one => one.Kind == past.Notice && one.Recipient == past.NoticeRecipient && one.Status == NoticeStatus.Issued)
            ?? file.Notices.FirstOrDefault(one => one.Kind == past.Notice && one.Recipient == past.NoticeRecipient);
        return past.Command switch
        {
            CaseCommand.Claim one => task is null ? null : one with { TaskId = task.Id },
            CaseCommand.Release one => task is null ? null : one with { TaskId = task.Id },
            CaseCommand.Complete one => task is null ? null : one with { TaskId = task.Id },
            CaseCommand.RequestAdjustment one => task is null ? null : one with { TaskId = task.Id },
            CaseCommand.SignNotice one => notice is null ? null : one with { NoticeId = notice.Id },
            CaseCommand.WithdrawNotice one => notice is null ? null : one with { NoticeId = notice.Id },
            CaseCommand.ExemptClock one => file.Clocks.LastOrDefault(clock => clock.Name == past.Clock) is { } clock ? one with { ClockId = clock.Id } : null,
            var other => other,
        };
    }

    private static Refusal Missing(PastCommand past, CaseFile file) => past.Task is { } task
        ? new Refusal(RefusalKind.NotFound, "no-such-task", $"Expected an open task '{task}', but found {(file.Tasks.IsEmpty ? "none" : string.Join(", ", file.Tasks.Select(open => $"'{open.Key}'")))}.", "The draft has led the case elsewhere.")
        : new Refusal(RefusalKind.NotFound, "no-such-notice", $"Expected what '{past.Command.GetType().Name}' was about, but the case has none of it.", "The draft has led the case elsewhere.");

    private static string Words(PastCommand past) => past.Command switch
    {
        CaseCommand.Complete complete => $"{complete.Actor.PersonId} {past.Task} {complete.Outcome}",
        var command => $"{command.Actor.PersonId} {command.GetType().Name}{(past.Task is null ? "" : $" {past.Task}")}",
    };
}
