using System.Collections.Immutable;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Casework.Schedules;

/// <summary>What an organisation does by the calendar, whatever the cases do. Closed.</summary>
/// <param name="Id">Name, as its documents and cases refer to it.</param>
/// <param name="Names">What people see.</param>
public abstract record Schedule(string Id, LocalText Names)
{
    /// <summary>Calendar whose days and zone it follows; null: that of its unit, else the organisation's.</summary>
    public string? CalendarId { get; init; }

    /// <summary>Unit whose cases it is about, with all units below; null: the whole organisation.</summary>
    public string? UnitId { get; init; }

    /// <summary>Roles whose holders get what it makes.</summary>
    public ImmutableArray<string> To { get; init; } = [];

    /// <summary>The calendar that it follows; null: nobody names one.</summary>
    public BusinessCalendar? CalendarIn(ReferenceData reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var organisation = reference.Organisation;
        var id = CalendarId ?? (UnitId is { } unit ? organisation.CalendarOf(unit) : organisation.Calendar);
        return id is null ? null : reference.Calendars.GetValueOrDefault(id);
    }

    /// <summary>日產日清: at the cut-off of each working day, what was registered by then and is still outstanding (M13).</summary>
    /// <param name="At">Local time of the calendar.</param>
    /// <param name="OfHandling">Cases must be handled by then, not only dispatched.</param>
    /// <param name="Lifecycle">Whose cases.</param>
    public sealed record DailyCutOff(string Id, LocalText Names, TimeOnly At, bool OfHandling, string Lifecycle) : Schedule(Id, Names)
    {
        /// <summary>Template of the mail where the file names none.</summary>
        public const string DefaultTemplate = "daily-list";

        /// <summary>Of the mail to those to whom a list is addressed; where there is no such template, none is sent.</summary>
        public string TemplateId { get; init; } = DefaultTemplate;
    }

    /// <summary>通報: a ranking of units or grids over a period that has ended, as a draft for somebody to publish (M15).</summary>
    /// <param name="Cron">When the draft is made: five fields, local time of the calendar.</param>
    /// <param name="Period">The last one of this kind that has ended by then.</param>
    /// <param name="Lifecycle">Whose cases.</param>
    /// <param name="By">What is ranked.</param>
    public sealed record Ranking(string Id, LocalText Names, string Cron, PeriodKind Period, string Lifecycle, RankedBy By) : Schedule(Id, Names)
    {
        /// <summary>Roles whose holders publish and withdraw it.</summary>
        public ImmutableArray<string> Publishers { get; init; } = [];

        /// <summary>Template of the mail where the file names none.</summary>
        public const string DefaultTemplate = "bulletin-published";

        /// <summary>Of the mail to its readers when it is published; where there is no such template, none is sent.</summary>
        public string TemplateId { get; init; } = DefaultTemplate;
    }

    /// <summary>Opens a case for each subject, once in each period (M22).</summary>
    /// <param name="Cron">When: five fields, local time of the calendar.</param>
    /// <param name="Period">The one in which that instant lies.</param>
    /// <param name="CategoryCode">Of the cases.</param>
    /// <param name="SubjectKind">Of the subjects.</param>
    public sealed record Opening(string Id, LocalText Names, string Cron, PeriodKind Period, string CategoryCode, string SubjectKind) : Schedule(Id, Names)
    {
        /// <summary>Only for subjects about which the lifecycle of the category has no case in the period yet.</summary>
        public bool OnlyUncovered { get; init; }
    }

    /// <summary>Who hears of cases and tasks that are nobody's, besides who answers for the unit (M8).</summary>
    /// <param name="TemplateId">Of the notice.</param>
    public sealed record OrphanWatch(string Id, LocalText Names, string TemplateId) : Schedule(Id, Names)
    {
        /// <summary>Template of the notice where no schedule names another; without it nobody is told, and the journal and the page show them.</summary>
        public const string DefaultTemplate = "orphan";
    }
}

/// <summary>What a bulletin ranks.</summary>
public enum RankedBy : byte
{
    /// <summary>Units that handled.</summary>
    Unit,

    /// <summary>Grids in which it happened.</summary>
    Grid,
}
