using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;

namespace GridWorkflow.Casework.Rehearsals;

/// <summary>In what a case differs from what it would have been.</summary>
public enum DifferenceKind : byte
{
    /// <summary>A due instant.</summary>
    Due,

    /// <summary>A notice that was issued only in one of the two.</summary>
    Notice,

    /// <summary>A step that was taken only in one of the two.</summary>
    Way,

    /// <summary>The draft refuses what was done.</summary>
    Refused,

    /// <summary>Where the case stands at the end.</summary>
    Standing,
}

/// <summary>One thing that would have been different.</summary>
/// <param name="Subject">The clock, kind of notice, activity or command.</param>
/// <param name="Was">What there was; null: nothing.</param>
/// <param name="Would">What there would have been; null: nothing.</param>
public sealed record CaseDifference(DifferenceKind Kind, string Subject, string? Was, string? Would)
{
    /// <summary>Of a due instant: what it was.</summary>
    public DateTimeOffset? WasAt { get; init; }

    /// <summary>Of a due instant: what it would have been.</summary>
    public DateTimeOffset? WouldAt { get; init; }

    /// <summary>When the draft refused.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>Compares a real case with its history played on a draft.</summary>
public static class CaseDifferences
{
    /// <param name="real">The case as it is.</param>
    /// <param name="inForce">Calendars that its clocks count in.</param>
    /// <param name="walked">Activities that it has gone through.</param>
    /// <param name="past">What was done with it.</param>
    /// <param name="run">The same on the draft.</param>
    public static ImmutableArray<CaseDifference> Of(CaseFile real, ReferenceData inForce, IReadOnlyCollection<string> walked, IReadOnlyList<PastCommand> past, RehearsalRun run)
    {
        ArgumentNullException.ThrowIfNull(real);
        ArgumentNullException.ThrowIfNull(run);
        var found = ImmutableArray.CreateBuilder<CaseDifference>();
        if (run.Frames is not [.., var last] || last.File is not { } would)
            return [];
        Dues(real, inForce, would, last, found);
        var ours = would.Notices.Select(notice => (notice.Kind, notice.Recipient)).ToList();
        foreach (var notice in real.Notices.Where(notice => !ours.Remove((notice.Kind, notice.Recipient))))
            found.Add(new CaseDifference(DifferenceKind.Notice, notice.Kind.ToString(), notice.Recipient, null));
        foreach (var (kind, recipient) in ours)
            found.Add(new CaseDifference(DifferenceKind.Notice, kind.ToString(), null, recipient));
        var way = Walked(run);
        foreach (var left in walked.Where(activity => !way.Contains(activity)))
            found.Add(new CaseDifference(DifferenceKind.Way, left, left, null));
        foreach (var added in way.Where(activity => !walked.Contains(activity)))
            found.Add(new CaseDifference(DifferenceKind.Way, added, null, added));
        var refusedThen = past.Where(one => one.WasRefused).Select(one => one.At).ToHashSet();
        foreach (var frame in run.Frames.Where(frame => frame.Refusal is not null && !refusedThen.Contains(frame.At)))
            found.Add(new CaseDifference(DifferenceKind.Refused, (frame.Cause as FrameCause.Happened)?.Words ?? frame.Command?.GetType().Name ?? "", null, frame.Refusal!.Reason) { At = frame.At });
        if ((real.Stage, real.Status, real.Level, real.UnitId) != (would.Stage, would.Status, would.Level, would.UnitId))
            found.Add(new CaseDifference(DifferenceKind.Standing, real.Number, $"{real.Stage} {real.Status} {real.UnitId}", $"{would.Stage} {would.Status} {would.UnitId}"));
        return found.ToImmutable();
    }

    /// <summary>Activities that a rehearsal has gone through, in the order in which they came first.</summary>
    public static IReadOnlyCollection<string> Walked(RehearsalRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return [.. run.Frames.Where(frame => frame.Burst is not null).SelectMany(frame => frame.Burst!.Steps).Select(step => run.Program!.Activities[step.ActivityIndex].Id).Distinct()];
    }

    // Clocks of one name in the order in which they were started.
    private static void Dues(CaseFile real, ReferenceData inForce, CaseFile would, RehearsalFrame last, ImmutableArray<CaseDifference>.Builder found)
    {
        var theirs = would.Clocks.GroupBy(clock => clock.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => new Queue<SlaClock>(group), StringComparer.Ordinal);
        foreach (var clock in real.Clocks)
        {
            var was = Due(clock, inForce, last.At);
            if (!theirs.TryGetValue(clock.Name, out var queue) || !queue.TryDequeue(out var other))
                found.Add(new CaseDifference(DifferenceKind.Due, clock.Name, clock.Budget.ToString(), null) { WasAt = was });
            else if (Due(other, last.Data, last.At) is var will && was != will)
                found.Add(new CaseDifference(DifferenceKind.Due, clock.Name, clock.Budget.ToString(), other.Budget.ToString()) { WasAt = was, WouldAt = will });
        }

        foreach (var added in theirs.Values.SelectMany(queue => queue))
            found.Add(new CaseDifference(DifferenceKind.Due, added.Name, null, added.Budget.ToString()) { WouldAt = Due(added, last.Data, last.At) });
    }

    private static DateTimeOffset? Due(SlaClock clock, ReferenceData data, DateTimeOffset now) =>
        data.Calendars.TryGetValue(clock.CalendarId, out var calendar) && clock.Due(calendar, now).TryGet(out var due) ? due : null;
}
