using GridWorkflow.Host.Composition;
using GridWorkflow.Host.Figures;

namespace GridWorkflow.Host.Rest;

/// <summary>What is answered to days of which no figures can be had.</summary>
internal static class PeriodAnswers
{
    public static IResult Bad(DateOnly first, DateOnly last) => Problems.Of(
        StatusCodes.Status400BadRequest, "bad-period",
        $"Expected a first day not after the last and at most {FigureDesk.MostDays} days, but found {first:yyyy-MM-dd} to {last:yyyy-MM-dd}.", "Mend 'from' and 'to'.");
}
