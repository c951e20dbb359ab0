using System.Collections.Immutable;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Composition;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Host.Rest;

/// <summary>Moving running cases to another version of their definition.</summary>
internal static class MigrationEndpoints
{
    public static void MapMigrations(this RouteGroupBuilder definitions)
    {
        definitions.MapPost("/{definitionId}/migrations/dry-run", DryRun).WithName("DryRunMigration")
            .WithSummary("Which running cases would move to a version and which cannot; nothing is changed (試算)")
            .Produces<MigrationPlan>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        definitions.MapPost("/{definitionId}/migrations", Run).WithName("RunMigration")
            .WithSummary("Moves running cases to the published version, all or none unless leaveStuck; may be repeated; where the two-person rule holds, asks for a review instead (遷移)")
            .Produces<MigrationResult>().Produces<MigrationAwaitsReview>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> DryRun(
        string definitionId, MigrationRequest request, [FromServices] MigrationDesk desk, [FromServices] DefinitionQueries queries, HttpContext http,
        bool onlyStuck = false, int page = 1, int size = 25)
    {
        if (await Order(definitionId, request, queries, http.RequestAborted) is not { } order)
            return NoFrom(definitionId, request);
        return await desk.DryRun(order, onlyStuck, new PageRequest(page, size), http.RequestAborted) switch
        {
            MigrationReport.Planned planned => Results.Ok(new MigrationPlan(
                order.FromHash, planned.ToHash, planned.Counts.Total, planned.Counts.Movable, planned.Counts.Stuck, Reasons(planned.Counts),
                new Listing<MigrationCaseView>(
                    [.. planned.Items.Rows.Select(item => new MigrationCaseView(item.InstanceId, item.CaseNumber, item.Notes, [.. item.Problems.Select(DefinitionProblem.Of)]))],
                    planned.Items.Number, planned.Items.Size, planned.Items.Total))),
            MigrationReport.Refused refused => DefinitionAnswers.Refused(refused.Problems),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static async Task<IResult> Run(
        string definitionId, MigrationRequest request, [FromServices] MigrationDesk desk, [FromServices] DefinitionQueries queries, [FromServices] Reader reader,
        HttpContext http)
    {
        if (await Order(definitionId, request, queries, http.RequestAborted) is not { } order)
            return NoFrom(definitionId, request);
        return await desk.Run(order, request.LeaveStuck, reader.Actor, http.RequestAborted) switch
        {
            MigrationReport.Done done => Results.Ok(new MigrationResult(order.FromHash, done.ToHash, done.Moved, done.Left)),
            MigrationReport.Blocked blocked => DefinitionAnswers.Refused(
                [.. blocked.Counts.Reasons.Select(reason => new Problem(reason.Code, $"{reason.Reason} ({reason.Count} of {blocked.Counts.Total} cases)", reason.Remedy) { ActivityId = reason.ActivityId })],
                StatusCodes.Status409Conflict),
            MigrationReport.AwaitsReview awaits => Results.Accepted(
                $"/api/v1/reviews/{awaits.Review.Id}", new MigrationAwaitsReview(ReviewView.Of(awaits.Review), awaits.Counts.Total, awaits.Counts.Movable, awaits.Counts.Stuck)),
            MigrationReport.Refused refused => DefinitionAnswers.Refused(refused.Problems),
            MigrationReport.Busy busy => Problems.Busy(http, busy.RetryAfter),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static async Task<MigrationOrder?> Order(string definitionId, MigrationRequest request, DefinitionQueries queries, CancellationToken cancellation)
    {
        var from = request.FromHash;
        if (request.FromVersion is { } version)
            from ??= (await queries.Find(definitionId, new VersionChoice.Number(version), cancellation))?.Version.ContentHash;
        return from is null ? null : new MigrationOrder(definitionId, from, request.ToVersion, (request.Map ?? ImmutableDictionary<string, string>.Empty).ToImmutableSortedDictionary(StringComparer.Ordinal)) { Clocks = request.Clocks };
    }

    private static MigrationReasonView[] Reasons(MigrationCounts counts) =>
        [.. counts.Reasons.Select(reason => new MigrationReasonView(reason.Code, reason.ActivityId, reason.Reason, reason.Remedy, reason.Count))];

    private static IResult NoFrom(string definitionId, MigrationRequest request) => DefinitionAnswers.NotFound(
        $"Expected a version of definition '{definitionId}' that cases run, but fromVersion is {request.FromVersion?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "not given"} and fromHash neither.");
}
