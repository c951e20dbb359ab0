using System.Collections.Immutable;
using GridWorkflow.Host.Figures;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Ways;

namespace GridWorkflow.Host.Heat;

/// <summary>What of a definition is asked.</summary>
/// <param name="From">First day, in the zone of the calendar.</param>
/// <param name="To">Last day.</param>
/// <param name="Version">Null: all versions, drawn on the one in force.</param>
/// <param name="UnitId">With all units below it; null: all.</param>
public sealed record HeatQuestion(string DefinitionId, DateOnly From, DateOnly To, int? Version, string? UnitId, string? Category);

/// <summary>Answers where the cases of a definition spend their time.</summary>
public sealed class HeatDesk(StayQueries stays, FigureDesk figures, ReferenceCatalog reference, TimeProvider time)
{
    /// <summary>The days that were asked for; otherwise the 26 weeks that end with this one.</summary>
    public (DateOnly From, DateOnly To) Days(DateOnly? from, DateOnly? to) => figures.Days(from, to);

    public Task<DrawingFigures> Of(HeatQuestion question, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(question);
        var (from, to) = figures.Period(question.From, question.To);
        return stays.Of(
            new StayQuestion(question.DefinitionId, from, to, time.GetUtcNow()) { Version = question.Version, UnitIds = Below(question.UnitId), CategoryCode = question.Category }, cancellation);
    }

    private ImmutableArray<string> Below(string? unitId)
    {
        if (unitId is null)
            return [];
        var chart = reference.Current.Organisation;
        // A unit that is not known has no stays, not all of them.
        return [unitId, .. chart.Units.Where(unit => unit.Id != unitId && chart.Chain(unit.Id).Any(above => above.Id == unitId)).Select(unit => unit.Id)];
    }
}
