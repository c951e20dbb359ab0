using System.Collections.Immutable;
using GridWorkflow.Casework.Schedules;

namespace GridWorkflow.Casework.Figures;

/// <summary>One line of a ranking.</summary>
/// <param name="Key">Id of the unit, code of the grid.</param>
/// <param name="Rank">From 1; equal indices share one, and the next is left out. Null: there is no index.</param>
/// <param name="Index">部門綜合指數: 60 × handled in time + 30 × closed + 10 × (1 − reworked), two decimals; null where one of them has no value.</param>
/// <param name="Figures">What the index is made of, and the hours of handling.</param>
/// <param name="Registered">Cases of the period.</param>
public sealed record RankedFigures(string Key, int? Rank, decimal? Index, ImmutableArray<Figure> Figures, int Registered);

/// <summary>Compares units or grids by the same figures as those of the whole (kpi.md §3).</summary>
public static class Ranking
{
    private static readonly string[] Shown = ["on-time-handling-rate", "closing-rate", "rework-rate", "handling-hours"];

    /// <summary>Best index first; lines without one come last, in the order of their keys.</summary>
    public static ImmutableArray<RankedFigures> Of(IReadOnlyCollection<FigureCase> cases, FigurePeriod period, FigureRules rules, RankedBy by)
    {
        ArgumentNullException.ThrowIfNull(cases);
        var lines = cases.Where(one => KeyOf(one, by) is not null).GroupBy(one => KeyOf(one, by)!)
            .Select(group => Line(group.Key, [.. group], period, rules))
            .OrderByDescending(line => line.Index).ThenBy(line => line.Key, StringComparer.Ordinal).ToArray();
        return [.. lines.Select(line => line with { Rank = line.Index is null ? null : 1 + lines.Count(other => other.Index > line.Index) })];
    }

    private static string? KeyOf(FigureCase one, RankedBy by) => by == RankedBy.Unit ? one.FinalUnit : one.GridCode;

    private static RankedFigures Line(string key, FigureCase[] cases, FigurePeriod period, FigureRules rules)
    {
        var figures = FigureSheet.Of(cases, [], period, rules);
        Figure One(string name) => figures.Single(figure => figure.Key == name);
        var index = (0.6m * One("on-time-handling-rate").Value) + (0.3m * One("closing-rate").Value) + (0.1m * (100 - One("rework-rate").Value));
        return new RankedFigures(
            key, null, index is { } value ? Math.Round(value, 2, MidpointRounding.ToEven) : null, [.. Shown.Select(One)], (int)One("registered").Numerator);
    }
}
