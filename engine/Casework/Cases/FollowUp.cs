using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Tasks;

namespace GridWorkflow.Casework.Cases;

/// <summary>A rung of a ladder opens another case about what has become late here.</summary>
internal static class FollowUp
{
    private const int MostTitle = 300;

    public static void Order(CaseWork work, SlaClock clock, CaseTask? task, DueRung due, string category, CaseRelation relation)
    {
        var file = work.File;
        if (Accused(work, task, relation) is not { } unit)
        {
            work.Say("FollowUpNotOpened", ("category", category), ("rung", due.Fire.RungKey), ("reason", "There is no unit above that could be told."));
            return;
        }

        // However many of its clocks are late, a case calls a unit to account once in a cycle.
        if (file.Papers.FirstOrDefault(paper => paper.CategoryCode == category && paper.UnitId == unit && paper.Cycle == file.Facts.Cycle) is { } opened)
        {
            work.Say("FollowUpNotOpened", ("category", category), ("unit", unit), ("rung", due.Fire.RungKey), ("reason", $"The case has opened one about this unit already, for {opened.Clock}."));
            return;
        }

        var kind = relation == CaseRelation.Supervision ? NoticeKind.Supervision : NoticeKind.Accountability;
        var title = $"{new Wording(work.Organisation.TimeZone, work.Organisation.Language).Kind(kind)} {file.Number} {file.Title}";
        var report = new Report
        {
            Title = title.Length <= MostTitle ? title : title[..MostTitle],
            CategoryCode = category,
            GridCode = file.GridCode,
            Origin = new CaseOrigin(file.Id, file.Number, relation, work.Now)
            {
                ClockId = clock.Id,
                Clock = clock.Name,
                DueAt = clock.Due(work.CalendarOf(clock), work.Now).TryGet(out var at) ? at : null,
                Rung = due.Fire.RungKey,
                UnitId = unit,
                PersonId = task?.Assignee,
                Items = [$"{file.Number} {file.Title}"],
            },
        };
        var message = work.World.Ids.NextId();
        work.Change(file with { Papers = file.Papers.Add(new OpenedPaper(category, unit, file.Facts.Cycle, clock.Name)) });
        work.Emit(new CaseOrdered(message, report));
        work.Say("FollowUpOrdered", ("category", category), ("relation", relation.ToString()), ("unit", unit), ("person", task?.Assignee), ("clock", clock.Name), ("rung", due.Fire.RungKey));
    }

    // A supervision that is late itself is put to the next unit up, which should have seen to it; at the top there is none.
    private static string? Accused(CaseWork work, CaseTask? task, CaseRelation relation)
    {
        var file = work.File;
        var organisation = work.Organisation;
        var own = task?.UnitId ?? file.Facts.HandlingUnit ?? file.UnitId;
        var answering = organisation.AnsweringFor(file.Origin?.UnitId ?? own);
        // Who is late with the review of a paper answers for that, not the unit that the paper is about.
        if (file.Origin is { UnitId: { } accused } && task is not null && task.UnitId != accused && organisation.AnsweringFor(accused)?.Id != task.UnitId)
            return organisation.AnsweringFor(own)?.Id;
        if (file.Origin?.Relation != relation)
            return answering?.Id;
        return answering is null ? null : organisation.Chain(answering.Id).Skip(1).FirstOrDefault(unit => !organisation.LeadersOf(unit.Id).IsEmpty)?.Id;
    }
}
