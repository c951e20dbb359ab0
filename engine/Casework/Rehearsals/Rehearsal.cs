using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Catalogue;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Rehearsals;

/// <summary>
/// 排演: plays a scenario in virtual time by the same decisions as a live case. Pure: the same scenario on the same reference data gives the
/// same frames, bit for bit, and nothing is written.
/// </summary>
public static class Rehearsal
{
    /// <summary>Plays a scenario to its end.</summary>
    /// <param name="scenario">What happens.</param>
    /// <param name="data">What decisions look at: in force, or a draft.</param>
    /// <param name="program">The lifecycle to play; null: the one that the category names.</param>
    public static RehearsalRun Play(Scenario scenario, ReferenceData data, Program? program = null)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(data);
        var start = scenario.Start;
        if (data.Catalogue.Find(start.CategoryCode) is not { } category)
            return RehearsalRun.Impossible("unknown-category", $"Expected a category of the catalogue, but found '{start.CategoryCode}'.", Names.Remedy(start.CategoryCode, [.. data.Catalogue.Categories.Select(known => known.Code)]));
        if ((program ?? data.Definitions.Current(category.DefinitionId)) is not { } played)
            return RehearsalRun.Impossible("unknown-definition", $"Expected lifecycle '{category.DefinitionId}' of category '{category.Code}', but it is not there.", "Give the scenario another category.");
        if (CalendarOf(scenario, category, data) is not { } calendar)
            return RehearsalRun.Impossible("unknown-calendar", $"Expected a calendar for the times of scenario '{scenario.Id}', but none is named that there is.", Names.Remedy(scenario.CalendarId ?? "", [.. data.Calendars.Keys]));
        var stage = new Stage(played, data);
        var from = calendar.Local((start.From ?? new DateOnly(2000, 1, 1)).ToDateTime(TimeOnly.MinValue));
        if (start.At.Resolve(from, calendar, orAt: true) is not { } reportedAt)
            return RehearsalRun.Impossible("scenario-time", $"Expected a start that calendar '{calendar.Id}' reaches, but '{start.At}' lies beyond it.", "Give the start a date.");
        stage.PassTo(reportedAt);
        stage.Do(new FrameCause.Reported(), Filing(stage, start, category, data));
        var last = reportedAt;
        foreach (var happening in scenario.Events)
        {
            if (stage.State is null || stage.IsFull || Time(happening.At, last, calendar, stage) is not { } at)
                return stage.Run(calendar.Definition.Zone);
            stage.PassTo(last = at);
            Act(stage, happening, calendar);
        }

        if (stage.State is not null && Time(scenario.Until, last, calendar, stage) is { } end)
        {
            // What is due at the end itself has happened.
            stage.PassTo(end);
            stage.PassThrough();
            stage.Note(new FrameCause.Ended());
        }

        return stage.Run(calendar.Definition.Zone);
    }

    /// <summary>The calendar in whose zone a scenario's times are read; null: there is none.</summary>
    private static BusinessCalendar? CalendarOf(Scenario scenario, Category category, ReferenceData data)
    {
        var named = scenario.CalendarId ?? (data.Policies.GetValueOrDefault(category.PolicyId)?.CalendarId is { Length: > 0 } policy ? policy : data.Organisation.CalendarOf(scenario.Start.GridCode));
        return named is null ? null : data.Calendars.GetValueOrDefault(named);
    }

    private static DateTimeOffset? Time(ScenarioTime time, DateTimeOffset last, BusinessCalendar calendar, Stage stage)
    {
        var at = time.Resolve(last, calendar);
        if (at is null)
            stage.Trouble("scenario-time", $"Expected a time that calendar '{calendar.Id}' reaches, but '{time}' lies beyond it.", "Give it a date.");
        else if (at < last)
            stage.Trouble("scenario-order", $"Expected events in the order of their times, but '{time}' lies before the one before it.", "Move it up, or give it a later time.");
        return at < last ? null : at;
    }

    private static CaseCommand.File Filing(Stage stage, ScenarioStart start, Category category, ReferenceData data)
    {
        var local = TimeZoneInfo.ConvertTime(stage.Now, TimeZoneInfo.FindSystemTimeZoneById(data.Organisation.TimeZone));
        var number = category.Series?.CaseNumber(local.Year, 1) ?? string.Create(CultureInfo.InvariantCulture, $"{local:yyyy-MM-dd}-{1:D6}");
        var report = new Report
        {
            Title = start.Title,
            CategoryCode = start.CategoryCode,
            GridCode = start.GridCode,
            Condition = start.Condition,
            Reporter = start.Reporter,
            Emergency = start.Emergency,
            Origin = start.Origin is { } origin ? OriginOf(origin, stage.Now) : null,
        };
        return new CaseCommand.File(start.By is { } person ? new Actor(person) : Actor.Source(start.Source), stage.CaseId, number, "rehearsal", start.Source, category.PolicyId, report);
    }

    // A case that was due an hour ago opens this one.
    private static CaseOrigin OriginOf(ScenarioOrigin origin, DateTimeOffset now)
    {
        var ids = new IdSource(2, DateTimeOffset.UnixEpoch);
        return new CaseOrigin(ids.NextId(), "2026-01-01-000009", origin.Relation, now)
        {
            ClockId = ids.NextId(), Clock = "handle", DueAt = now.AddHours(-1), Rung = "supervise", UnitId = origin.UnitId, PersonId = origin.PersonId, Items = ["2026-01-01-000009 Rehearsal"],
        };
    }

    private static void Act(Stage stage, ScenarioEvent happening, BusinessCalendar calendar)
    {
        var cause = new FrameCause.Happened(happening.Words);
        if (happening is ScenarioEvent.NobodyActs)
        {
            stage.Note(cause);
            return;
        }

        if (happening is ScenarioEvent.CalendarDay day)
        {
            if (stage.Data.Calendars.ContainsKey(day.CalendarId))
            {
                stage.Note(cause);
                stage.Use(WithDay(stage.Data, day));
            }
            else
            {
                stage.Note(cause, new Refusal(RefusalKind.NotFound, "unknown-calendar", $"Expected a calendar, but found '{day.CalendarId}'.", Names.Remedy(day.CalendarId, [.. stage.Data.Calendars.Keys])));
            }

            return;
        }

        switch (ScenarioCommands.Of(happening, stage.File!, stage.Data, stage.Now, calendar))
        {
            case ScenarioCommand.Found found:
                stage.Do(cause, found.Command);
                break;
            case ScenarioCommand.Missing missing:
                stage.Note(cause, missing.Refusal);
                break;
        }
    }

    /// <summary>The data with one day of a calendar made off or workable.</summary>
    private static ReferenceData WithDay(ReferenceData data, ScenarioEvent.CalendarDay day)
    {
        var old = data.Calendars[day.CalendarId].Definition;
        DayException exception = day.Hours.IsEmpty ? new DayException.Off("rehearsal") : new DayException.Work(day.Hours, "rehearsal");
        var changed = new BusinessCalendar(old with { Exceptions = old.Exceptions.SetItem(day.Day, exception) });
        return data with { Rules = data.Rules with { Calendars = data.Calendars.SetItem(day.CalendarId, changed) } };
    }
}
