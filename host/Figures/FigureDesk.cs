using System.Collections.Immutable;
using GridWorkflow.Casework.Figures;
using GridWorkflow.Casework.Schedules;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Host.Figures;

/// <summary>The figures of one period: of the district, and of each unit that handled cases, best index first.</summary>
/// <param name="Figures">Of all cases.</param>
/// <param name="Units">By handling unit.</param>
public sealed record DistrictFigures(FigurePeriod Period, ImmutableArray<Figure> Figures, ImmutableArray<UnitFigures> Units);

/// <param name="Index">部門綜合指數: 60 × handled in time + 30 × closed + 10 × (1 − reworked); null where one of them has no value.</param>
public sealed record UnitFigures(string UnitId, string Name, ImmutableArray<Figure> Figures, decimal? Index);

/// <summary>Answers which figures a period has.</summary>
public sealed class FigureDesk(FigureQueries queries, ReferenceCatalog reference, TimeProvider time)
{
    public const string DefaultLifecycle = "city-case";

    /// <summary>A period has at most so many days.</summary>
    public const int MostDays = 3660;

    /// <summary>Whether figures can be had of these days: the first is not after the last, and they are <see cref="MostDays"/> at most.</summary>
    public static bool IsPeriod(DateOnly from, DateOnly to) => from <= to && to.DayNumber - from.DayNumber <= MostDays;

    /// <summary>The lifecycles of cases, by id.</summary>
    public IReadOnlyList<string> Lifecycles =>
        [.. reference.Current.Catalogue.Categories.Select(category => category.DefinitionId).Append(DefaultLifecycle).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The days that were asked for; otherwise the 26 weeks that end with this one.</summary>
    public (DateOnly From, DateOnly To) Days(DateOnly? from, DateOnly? to)
    {
        var today = Calendar.LocalDate(time.GetUtcNow());
        var last = to ?? today;
        return (from ?? last.AddDays(-(26 * 7) + 1), last);
    }

    /// <summary>From the first instant of the first day to the first one after the last, in the zone of the calendar.</summary>
    public (DateTimeOffset From, DateTimeOffset To) Period(DateOnly from, DateOnly to)
    {
        var calendar = Calendar;
        return (calendar.Local(from.ToDateTime(default)), calendar.Local(to.AddDays(1).ToDateTime(default)));
    }

    /// <summary>The figures of the days from <paramref name="from"/> to <paramref name="to"/>, both included, in the zone of the calendar.</summary>
    public async Task<DistrictFigures> Of(string lifecycle, DateOnly from, DateOnly to, string language, CancellationToken cancellation)
    {
        var data = reference.Current;
        var calendar = Calendar;
        var period = new FigurePeriod(calendar.Local(from.ToDateTime(default)), calendar.Local(to.AddDays(1).ToDateTime(default)), time.GetUtcNow(), calendar);
        var cases = await queries.Cases(lifecycle, period, data, cancellation);
        var notices = await queries.Notices(period, cancellation);
        var rules = FigureRulesOf.Lifecycle(data, lifecycle);
        var units = Ranking.Of(cases, period, rules, RankedBy.Unit)
            .Select(line => new UnitFigures(line.Key, data.Organisation.Unit(line.Key)?.Names.In(language) ?? line.Key, line.Figures, line.Index));
        return new DistrictFigures(period, FigureSheet.Of(cases, notices, period, rules), [.. units]);
    }

    private Casework.Calendars.BusinessCalendar Calendar
    {
        get
        {
            var data = reference.Current;
            var policy = data.Policies.GetValueOrDefault("city") ?? data.Policies.Values.FirstOrDefault();
            return policy is not null && data.Calendars.GetValueOrDefault(policy.CalendarId.Length > 0 ? policy.CalendarId : data.Organisation.Calendar ?? "") is { } calendar ? calendar : data.Calendars.Values.First();
        }
    }
}
