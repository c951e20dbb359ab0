using System.Collections.Immutable;
using GridWorkflow.Casework.Calendars;

namespace GridWorkflow.Casework.Figures;

/// <summary>
/// What a figure means where districts differ. Published figures name the version of these rules, so that a change never changes what was
/// published (kpi.md §1).
/// </summary>
public sealed record FigureRules
{
    /// <summary>
    /// Version of the formulas in this program. 2: handled in time by the stop of the handling clock, no longer by the accepted feedback.
    /// </summary>
    public const int Version = 2;

    public static FigureRules Default { get; } = new();

    /// <summary>Sources, or beginnings of them, by which the administration finds a problem itself. The others are the public's.</summary>
    public ImmutableArray<string> GovernmentSources { get; init; } = ["patrol", "inspection", "webhook:patrol", "webhook:inspection", "webhook:video", "webhook:iot", "supervision", "assessment"];

    /// <summary>Which cycles of handling make 按期處置率, and the rates and rankings that are published.</summary>
    public CycleScore Cycles { get; init; } = CycleScore.Last;

    /// <summary>Which make the column of facts, without exemptions.</summary>
    public CycleScore CyclesOfFacts { get; init; } = CycleScore.All;

    /// <summary>Whether cases that stand still with leave (掛賬) count as to be handled.</summary>
    public bool CountsSuspended { get; init; }

    /// <summary>按期結案率 by the due instant of the whole case instead of that of its handling.</summary>
    public bool OnTimeByWholeCase { get; init; }

    /// <summary>日產日清 asks that cases be handled by the cut-off, not only dispatched.</summary>
    public bool ClearanceOfHandling { get; init; }

    /// <summary>Cut-off of 日產日清, local time of the calendar.</summary>
    public TimeOnly CutOff { get; init; } = new(17, 30);

    /// <summary>A suspended case is in arrears (積存) after so many days.</summary>
    public int ArrearsDays { get; init; } = 60;

    public bool IsFoundByGovernment(string source) =>
        GovernmentSources.Any(known => source.StartsWith(known, StringComparison.Ordinal) && (source.Length == known.Length || source[known.Length] == ':'));
}

/// <summary>What is held against the limit where a case was handled more than once: by another unit, or again after a reopening (clocks.md §4).</summary>
public enum CycleScore : byte
{
    /// <summary>The last cycle.</summary>
    Last,

    /// <summary>The first one.</summary>
    First,

    /// <summary>Every one of them must have been on time.</summary>
    All,
}

/// <summary>Which stretch of time figures are of.</summary>
/// <param name="From">First instant.</param>
/// <param name="To">First instant after it.</param>
/// <param name="AsOf">The instant at which it is looked at: what is overdue depends on it.</param>
/// <param name="Calendar">Its zone says where weeks and days begin, its days say which have a cut-off.</param>
public sealed record FigurePeriod(DateTimeOffset From, DateTimeOffset To, DateTimeOffset AsOf, BusinessCalendar Calendar)
{
    public bool Contains(DateTimeOffset instant) => instant >= From && instant < To;

    /// <summary>The full ISO weeks, Monday to Sunday, within the period: their first instant, the first after them, and how many.</summary>
    public (DateTimeOffset From, DateTimeOffset To, int Count) FullWeeks()
    {
        var first = Calendar.LocalDate(From);
        if (Calendar.Local(first.ToDateTime(default)) < From)
            first = first.AddDays(1);
        while (first.DayOfWeek != DayOfWeek.Monday)
            first = first.AddDays(1);
        var count = 0;
        while (Calendar.Local(first.AddDays(7 * (count + 1)).ToDateTime(default)) <= To)
            count++;
        return (Calendar.Local(first.ToDateTime(default)), Calendar.Local(first.AddDays(7 * count).ToDateTime(default)), count);
    }
}
