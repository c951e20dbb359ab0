using GridWorkflow.Host.Access;
using GridWorkflow.Host.Figures;
using GridWorkflow.Host.Rest;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Ways;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Host.Heat;

/// <summary>One step of a definition in numbers; hours are wall hours, counted ones are hours of the clock.</summary>
public sealed record HeatStepView(
    string ActivityId, int Passed, int Undone, double? MedianHours, double? NineOfTenHours, double? CountedMedianHours, double? CountedNineOfTenHours,
    int Timed, int Overdue, decimal? OverduePercent, int Standing, int StandingOverdue, int Incidents, double SpentHours, double LostHours);

/// <summary>Stays that were come to over a connection.</summary>
public sealed record HeatConnectionView(string Source, string Target, int Passed);

/// <param name="Stuck">Ids of steps, most time past due first.</param>
public sealed record HeatView(
    string DefinitionId, DateOnly From, DateOnly To, int? Version, string? Unit, string? Category, IReadOnlyList<HeatStepView> Steps, IReadOnlyList<HeatConnectionView> Connections, IReadOnlyList<string> Stuck);

/// <summary><c>/api/v1/heat</c>: what the drawing of a definition shows in shades, as numbers.</summary>
public static class HeatEndpoints
{
    public static void MapHeat(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/v1").RequireAuthorization(Policies.Api).DisableAntiforgery().AddEndpointFilter(SameSite.Filter)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .MapGet("/heat/{definitionId}", Heat).WithName("GetHeat").WithTags("Figures")
            .WithSummary("Per step and connection of a definition: how many passed, how long they stayed, how many were overdue, how many stand there; days as for the figures")
            .Produces<HeatView>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<IResult> Heat(
        string definitionId, [FromServices] HeatDesk desk, [FromServices] DefinitionQueries versions, HttpContext http, DateOnly? from = null, DateOnly? to = null, int? version = null, string? unit = null, string? category = null)
    {
        var (first, last) = desk.Days(from, to);
        if (!FigureDesk.IsPeriod(first, last))
            return PeriodAnswers.Bad(first, last);
        if ((await versions.Versions(definitionId, http.RequestAborted)).IsEmpty)
            return DefinitionAnswers.NotFound($"Expected definition '{definitionId}', but there is none.");
        var figures = await desk.Of(new HeatQuestion(definitionId, first, last, version, unit, category), http.RequestAborted);
        return Results.Ok(new HeatView(
            definitionId, first, last, version, unit, category, [.. figures.Steps.Select(View)],
            [.. figures.Connections.Select(connection => new HeatConnectionView(connection.Source, connection.Target, connection.Passed))], [.. figures.Stuck.Select(step => step.ActivityId)]));
    }

    private static HeatStepView View(StepFigures step) => new(
        step.ActivityId, step.Passed, step.Undone, Hours(step.Median), Hours(step.NineOfTen), Hours(step.CountedMedian), Hours(step.CountedNineOfTen),
        step.Timed, step.Overdue, step.OverdueShare is { } share ? Math.Round(share, 2, MidpointRounding.ToEven) : null, step.Standing, step.StandingOverdue, step.Incidents,
        Hours(step.Spent) ?? 0, Hours(step.Lost) ?? 0);

    private static double? Hours(TimeSpan? span) => span is { } time ? Math.Round(time.TotalHours, 2, MidpointRounding.ToEven) : null;
}
