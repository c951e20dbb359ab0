using System.Collections.Immutable;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Figures;

namespace GridWorkflow.Casework.Schedules;

/// <summary>The facts that a bulletin was made of, frozen: whoever computes again gets the same, whatever is changed later.</summary>
/// <param name="Cases">Of the period.</param>
/// <param name="Notices">Supervision notices received in it.</param>
/// <param name="From">First instant of the period.</param>
/// <param name="To">First instant after it.</param>
/// <param name="AsOf">The instant of looking.</param>
/// <param name="Rules">What the figures meant.</param>
/// <param name="Formulas">Version of the formulas.</param>
/// <param name="Calendar">The calendar as it was.</param>
public sealed record FigureSnapshot(
    ImmutableArray<FigureCase> Cases, ImmutableArray<FigureNotice> Notices, DateTimeOffset From, DateTimeOffset To, DateTimeOffset AsOf, FigureRules Rules, int Formulas,
    CalendarCopy Calendar)
{
    public static FigureSnapshot Of(IEnumerable<FigureCase> cases, IEnumerable<FigureNotice> notices, FigurePeriod period, FigureRules rules)
    {
        ArgumentNullException.ThrowIfNull(period);
        return new FigureSnapshot([.. cases], [.. notices], period.From, period.To, period.AsOf, rules, FigureRules.Version, CalendarCopy.Of(period.Calendar));
    }

    public FigurePeriod Period() => new(From, To, AsOf, Calendar.Restore());

    /// <summary>What the figure engine says of these facts.</summary>
    public RankingContent Compute(RankedBy by)
    {
        var period = Period();
        return new RankingContent(by, FigureSheet.Of(Cases, Notices, period, Rules), Ranking.Of(Cases, period, Rules, by));
    }
}

/// <summary>What a ranking bulletin says.</summary>
/// <param name="By">What is ranked.</param>
/// <param name="Figures">Of the whole.</param>
/// <param name="Lines">Of units or grids, best first.</param>
public sealed record RankingContent(RankedBy By, ImmutableArray<Figure> Figures, ImmutableArray<RankedFigures> Lines);

/// <summary>A case that was not done by the cut-off.</summary>
/// <param name="UnitId">That has it.</param>
public sealed record OutstandingCase(string Number, string Title, string CategoryCode, string GridCode, string UnitId, DateTimeOffset RegisteredAt);

/// <summary>What a daily list says.</summary>
/// <param name="From">The cut-off before.</param>
/// <param name="At">The cut-off.</param>
/// <param name="OfHandling">Cases had to be handled, not only dispatched.</param>
/// <param name="Asked">Registered in between and counted.</param>
/// <param name="Cleared">Of these, done by the cut-off.</param>
/// <param name="Outstanding">The others, earliest first.</param>
/// <param name="Earlier">Of earlier days and still not done at the cut-off, earliest first, at most <see cref="MostEarlier"/>.</param>
public sealed record ClearanceContent(
    DateTimeOffset From, DateTimeOffset At, bool OfHandling, int Asked, int Cleared, ImmutableArray<OutstandingCase> Outstanding, ImmutableArray<OutstandingCase> Earlier)
{
    public const int MostEarlier = 200;

    /// <summary>日清率: null when nothing was registered, never 0 % or 100 %.</summary>
    public Figure Rate => new("daily-clearance", FigureKind.Rate, FigureBasis.Cohort, Cleared, Asked, 100);
}
