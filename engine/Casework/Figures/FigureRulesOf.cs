using GridWorkflow.Casework.Schedules;

namespace GridWorkflow.Casework.Figures;

/// <summary>Figures mean what the schedules do.</summary>
public static class FigureRulesOf
{
    /// <summary>The rules for a lifecycle: the cut-off is that of its daily list over the whole organisation, where there is one.</summary>
    public static FigureRules Lifecycle(ReferenceData reference, string lifecycle)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var daily = reference.Schedules.Values.OfType<Schedule.DailyCutOff>().FirstOrDefault(schedule => schedule.Lifecycle == lifecycle && schedule.UnitId is null);
        return daily is null ? FigureRules.Default : With(daily);
    }

    /// <summary>The rules of a daily list.</summary>
    public static FigureRules With(Schedule.DailyCutOff daily)
    {
        ArgumentNullException.ThrowIfNull(daily);
        return FigureRules.Default with { CutOff = daily.At, ClearanceOfHandling = daily.OfHandling };
    }
}
