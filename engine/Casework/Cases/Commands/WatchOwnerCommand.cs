using System.Collections.Immutable;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Casework.Schedules;
using GridWorkflow.Casework.Tasks;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>The orphan monitor at one case: tells once of what is nobody's, and once when that is over.</summary>
internal static class WatchOwnerCommand
{
    public static Decision Decide(Desk desk, CaseCommand.WatchOwner command)
    {
        if (!command.Actor.IsSystem)
            return new Decision.Refused(new Refusal(RefusalKind.Forbidden, "system-only", $"Expected the system, but found '{command.Actor.PersonId}'.", "The monitor looks by itself."));
        var work = desk.Open();
        var lacking = Lacking(desk.File, desk.Reference, work.Now, command.HasTimer);
        foreach (var ended in desk.File.Orphans.Where(known => !lacking.Contains(known.Of)))
        {
            work.Change(work.File with { Orphans = work.File.Orphans.Remove(ended) });
            work.Say("OrphanEnded", ("task", desk.Task(ended.Of)?.Key), ("since", ended.Since));
        }

        foreach (var id in lacking.Where(id => !desk.File.Orphans.Any(known => known.Of == id && known.Told)))
            Tell(work, id, desk.Task(id));
        return ReferenceEquals(work.File, desk.File) ? new Decision.Unchanged("Nothing has changed about whose it is.") : desk.Rest(work);
    }

    private static ImmutableArray<Guid> Lacking(CaseFile file, ReferenceData reference, DateTimeOffset now, bool hasTimer)
    {
        if (file.Status is CaseStatus.Archived or CaseStatus.Void)
            return [];
        if (file.Tasks.IsEmpty)
            return hasTimer ? [] : [file.Id];
        return [.. file.Tasks.Where(task => Ownership.Lacks(task, file, reference, now)).Select(task => task.Id)];
    }

    private static void Tell(CaseWork work, Guid id, CaseTask? task)
    {
        var since = work.File.Orphans.FirstOrDefault(known => known.Of == id)?.Since ?? work.Now;
        var told = new Orphanhood(id, since, Told: true);
        work.Change(work.File with { Orphans = [.. work.File.Orphans.Where(known => known.Of != id), told] });
        var people = WhoMustKnow(work, task, out var climbedTo);
        work.Say(
            "OrphanAlert", ("task", task?.Key), ("role", task?.Role), ("unit", task?.UnitId ?? work.File.UnitId), ("person", task?.Assignee), ("climbedTo", climbedTo),
            ("told", people.IsEmpty ? null : string.Join(", ", people.Select(person => person.Id))));
        var template = work.Reference.Schedules.Values.OfType<Schedule.OrphanWatch>().FirstOrDefault()?.TemplateId ?? Schedule.OrphanWatch.DefaultTemplate;
        if (work.Reference.Templates.Find(template) is not null)
            NoticeIssue.Tell(work, template, "orphan", people, task is null ? [] : [Line(work, task)]);
    }

    // The unit's own leader can fill the post; where there is none, or the leader is who is missing, the next one up.
    private static ImmutableArray<Person> WhoMustKnow(CaseWork work, CaseTask? task, out string? climbedTo)
    {
        var organisation = work.Organisation;
        var led = organisation.NearestLed(task?.UnitId ?? work.File.UnitId);
        climbedTo = led?.Id;
        var watchers = work.Reference.Schedules.Values.OfType<Schedule.OrphanWatch>().SelectMany(watch => watch.To).SelectMany(role => organisation.HoldersOf(role));
        return [.. watchers.Concat(led is null ? [] : organisation.LeadersOf(led.Id)).DistinctBy(person => person.Id)];
    }

    private static string Line(CaseWork work, CaseTask task)
    {
        var language = work.Organisation.Language;
        return $"{work.Reference.Words.Task(task.Key).In(language)} · {work.Organisation.Role(task.Role)?.Names.In(language) ?? task.Role} · {work.Organisation.Unit(task.UnitId)?.Names.In(language) ?? task.UnitId}";
    }
}
