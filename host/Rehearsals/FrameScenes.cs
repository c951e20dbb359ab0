using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Rehearsals;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Host.Rehearsals;

/// <summary>A clock at one moment.</summary>
/// <param name="PerMille">Used part of the limit.</param>
public sealed record SceneClock(string Name, bool Counts, bool IsLate, int PerMille, string Spent, string Remaining, string Due, string? NextRung);

/// <param name="IsNew">Issued at this very moment.</param>
public sealed record SceneNotice(string Number, string Kind, string Recipient, DateTimeOffset At, bool IsNew);

public sealed record SceneTask(string Name, string Role, string Unit, string? Assignee, DateTimeOffset OpenedAt);

/// <summary>A moment on the timeline.</summary>
/// <param name="Css">Class of its dot.</param>
public sealed record SceneMoment(int Index, DateTimeOffset At, string Words, string Css);

/// <summary>Everything that the page shows of one moment.</summary>
public sealed record Scene(
    RehearsalFrame Frame, string Words, IReadOnlyList<TimelineWords> Said, IReadOnlyList<SceneTask> Tasks, IReadOnlyList<SceneClock> Clocks, IReadOnlyList<SceneNotice> Notices,
    IReadOnlySet<string> Here, IReadOnlySet<(string, string)> Walked, Scene.Standing Stands)
{
    /// <summary>Where the case stands.</summary>
    public sealed record Standing(CaseStage? Stage, CaseStatus? Status, string? Unit);
}

/// <summary>Turns moments of a rehearsal into what people read, in the reader's language.</summary>
public sealed class FrameScenes(Names names, JournalWords journal, Wording wording)
{
    /// <summary>The timeline, from the beginning.</summary>
    public IReadOnlyList<SceneMoment> Timeline(RehearsalRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return [.. run.Frames.Select(frame => new SceneMoment(frame.Index, frame.At, Words(frame), Css(frame)))];
    }

    /// <summary>One moment.</summary>
    public Scene Of(RehearsalRun run, int index)
    {
        ArgumentNullException.ThrowIfNull(run);
        var frame = run.Frames[index];
        var file = frame.File;
        var here = frame.State?.Bookmarks.Select(bookmark => bookmark.ActivityId).Concat(file?.Tasks.Select(task => task.ActivityId) ?? []).ToHashSet(StringComparer.Ordinal) ?? [];
        return new Scene(
            frame, Words(frame), Said(frame),
            [.. (file?.Tasks ?? []).Select(task => new SceneTask(names.Task(task.Key), names.Role(task.Role), names.Unit(task.UnitId), task.Assignee is null ? null : names.Actor(task.Assignee), task.OpenedAt))],
            file is null ? [] : [.. file.Clocks.Reverse().Select(clock => Clock(clock, frame)).OrderByDescending(clock => clock.Counts)],
            [.. (file?.Notices ?? []).Reverse().Select(notice => new SceneNotice(notice.Number, Kind(notice.Kind), names.Actor(notice.Recipient), notice.IssuedAt, notice.IssuedAt == frame.At && frame.Burst is not null))],
            here, Walked(run, index), new Scene.Standing(file?.Stage, file?.Status, file is null ? null : names.Unit(file.UnitId)));
    }

    /// <summary>What a clock or its task is called.</summary>
    public string ClockName(string name) => name == "total" ? wording["clock.total"] : names.Task(name);

    /// <summary>What a kind of notice is called.</summary>
    public string Kind(NoticeKind kind) => wording.Find($"notice.{kind}") ?? kind.ToString();

    private string Words(RehearsalFrame frame) => frame.Cause switch
    {
        FrameCause.Reported => wording["rehearsal.reported"],
        FrameCause.Calendar calendar => wording["rehearsal.calendar", calendar.CalendarId],
        FrameCause.Ladder ladder => wording["rehearsal.ladder", ladder.LadderId],
        FrameCause.Ended => wording["rehearsal.ended"],
        FrameCause.Timer timer => Rungs(frame) is { Length: > 0 } rungs
            ? wording["rehearsal.rung", timer.Clock is null ? "" : ClockName(timer.Clock), rungs]
            : timer.Clock is null ? wording["rehearsal.timer"] : wording["rehearsal.timer-of", ClockName(timer.Clock)],
        FrameCause.Happened happened => Deed(frame) ?? happened.Words,
        _ => "",
    };

    // A completed task in the reader's language; the rest in the scenario's own words.
    private string? Deed(RehearsalFrame frame) => frame switch
    {
        { Command: null, Refusal: null, Cause: FrameCause.Happened { Words: "nobody acts" } } => wording["rehearsal.nobody"],
        { Command: CaseCommand.Claim claim, Burst: { } burst } when burst.Journal.FirstOrDefault(entry => entry.Kind == "TaskClaimed")?.Data.GetValueOrDefault("task") is string task =>
            wording["rehearsal.claimed", names.Actor(claim.Actor.PersonId), names.Task(task)],
        _ => Completed(frame),
    };

    private string? Completed(RehearsalFrame frame) => frame.Command is CaseCommand.Complete complete && frame.Burst?.Journal.FirstOrDefault(entry => entry.Kind == "TaskCompleted")?.Data is { } data
        ? wording["rehearsal.completed", names.Actor(complete.Actor.PersonId), names.Task(data.GetValueOrDefault("task") as string ?? ""), names.Outcome(complete.Outcome)]
        : null;

    private static string Rungs(RehearsalFrame frame) => string.Join(", ", Fired(frame).Distinct());

    private static IEnumerable<string> Fired(RehearsalFrame frame) => frame.Burst?.Journal.Where(entry => entry.Kind == "RungFired").Select(entry => entry.Data.GetValueOrDefault("rung") as string ?? "") ?? [];

    private static string Css(RehearsalFrame frame) => frame switch
    {
        { Refusal: not null } => "dot-refused",
        { Burst: { } burst } when burst.Journal.Any(entry => entry.Kind == "NoticeIssued") => "dot-notice",
        { Cause: FrameCause.Timer or FrameCause.Calendar or FrameCause.Ladder } => "dot-timer",
        _ => "dot-deed",
    };

    private IReadOnlyList<TimelineWords> Said(RehearsalFrame frame) => frame.Burst is not { } burst ? [] :
        [.. journal.Of([new TimelineItem(frame.Index, frame.At, frame.Command?.Actor.PersonId ?? "system:timer", null, frame.Command is InstanceCommand.TimerDue ? "TimerDue" : "", burst.Journal, [])]).Reverse()];

    private SceneClock Clock(SlaClock clock, RehearsalFrame frame)
    {
        var name = clock.Kind == ClockKind.Total ? wording["clock.total"] : names.Task(clock.Name);
        var counts = clock.State.Status is ClockStatus.Running or ClockStatus.Paused;
        if (!frame.Data.Calendars.TryGetValue(clock.CalendarId, out var calendar))
            return new SceneClock(name, counts, false, 0, "–", "–", "–", null);
        var (used, left) = (clock.Consumed(calendar, frame.At).Known, clock.Remaining(calendar, frame.At));
        var share = left is { } rest && (used + rest).Ticks > 0 ? (int)Math.Clamp(1000 * (used / (used + rest)), 0, 1000) : 0;
        var next = counts && clock.LadderId is { } id && frame.Data.Ladders.TryGetValue(id, out var ladder) && clock.NextFire(ladder, calendar) is NextRung.At rung
            ? wording["rehearsal.next-rung", rung.RungKey, wording.Moment(rung.FireAt)] : null;
        return new SceneClock(
            name, counts, clock.Verdict(calendar, frame.At) == ClockVerdict.Overdue, share, wording.Span(used),
            left is not { } span ? "–" : span < TimeSpan.Zero ? wording["rehearsal.over", wording.Span(span)] : wording.Span(span),
            clock.State.Status == ClockStatus.Void ? wording["due.void"] : clock.Due(calendar, frame.At).TryGet(out var due) ? wording.Moment(due) : wording["due.unknown"], next);
    }

    /// <summary>Pairs of activities that moved one after the other until then.</summary>
    private static HashSet<(string, string)> Walked(RehearsalRun run, int until)
    {
        var walked = new HashSet<(string, string)>();
        string? last = null;
        foreach (var step in run.Frames.Take(until + 1).Where(frame => frame.Burst is not null).SelectMany(frame => frame.Burst!.Steps))
        {
            var id = run.Program!.Activities[step.ActivityIndex].Id;
            if (step.Kind == StepKind.Completed)
                last = id;
            else if (step.Kind == StepKind.Started && last is not null)
                walked.Add((last, id));
        }

        return walked;
    }
}
