using System.Collections.Immutable;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.DryRuns;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Composition;
using GridWorkflow.Host.DryRuns;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.DryRuns;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Host.Rest;

/// <summary>What shall be tried; any of them, together.</summary>
/// <param name="DefinitionId">A definition; with <paramref name="Version"/>, else its latest version.</param>
/// <param name="ChangeOrder">Number of a change of files that is being prepared.</param>
/// <param name="Files">Files as they would be: <c>policies/community.yaml</c>; without a text it is taken away.</param>
/// <param name="Map">New activity ids by old ones, where lifecycles differ.</param>
public sealed record DryRunRequest(
    string? DefinitionId = null, int? Version = null, long? ChangeOrder = null, IReadOnlyList<DryRunFile>? Files = null, IReadOnlyDictionary<string, string>? Map = null);

public sealed record DryRunFile(string Path, string? Text);

public sealed record DryRunView(
    Guid Id, string Title, string By, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, DryRunState State, int Done, int Total, string? Fault, DryRunReport? Report)
{
    internal static DryRunView Of(DryRunResult result) => new(
        result.Id, result.Title, result.By, result.StartedAt, result.EndedAt, result.State, result.Done, result.Total, result.Fault,
        result.State == DryRunState.Done ? DryRunReport.Of(result.Counts) : null);
}

/// <summary>Counts by mark: <c>Moves</c> … is what publishing alone does, <c>MovesIfTaken</c> … what would happen if running cases were taken over.</summary>
public sealed record DryRunReport(
    int Cases, IReadOnlyDictionary<string, int> Marks, IReadOnlyList<DryRunGroup> ByUnit, IReadOnlyList<DryRunGroup> ByCategory, IReadOnlyList<DryRunMoved> Moved,
    IReadOnlyList<StuckReason> Reasons)
{
    internal static DryRunReport Of(DryRunCounts counts) => new(
        counts.Counts.Cases, Named(counts.Counts), Groups(counts.ByUnit), Groups(counts.ByCategory),
        [.. counts.Moved.Select(moved => new DryRunMoved(moved.Kind, moved.Taken, moved.Sooner, moved.Later, moved.MostSooner.TotalMinutes, moved.MostLater.TotalMinutes))], counts.Reasons);

    private static DryRunGroup[] Groups(ImmutableArray<GroupCounts> groups) => [.. groups.Select(group => new DryRunGroup(group.Key, group.Counts.Cases, Named(group.Counts)))];

    private static Dictionary<string, int> Named(MarkCounts counts) => counts.ByMark.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value);
}

public sealed record DryRunGroup(string Key, int Cases, IReadOnlyDictionary<string, int> Marks);

/// <param name="MostSooner">Minutes, below zero or zero.</param>
/// <param name="MostLater">Minutes.</param>
public sealed record DryRunMoved(ClockKind Kind, bool Taken, int Sooner, int Later, double MostSooner, double MostLater);

public sealed record DryRunCase(
    Guid CaseId, string Number, string UnitId, string CategoryCode, IReadOnlyList<string> Marks, IReadOnlyList<ClockShift> Clocks, string? RuleBefore, string? RuleAfter,
    IReadOnlyList<string> Notes, IReadOnlyList<DefinitionProblem> Problems)
{
    internal static DryRunCase Of(CaseShift shift) => new(
        shift.CaseId, shift.Number, shift.UnitId, shift.CategoryCode,
        [.. Enum.GetValues<ShiftMark>().Where(mark => mark != ShiftMark.None && shift.Marks.HasFlag(mark)).Select(mark => mark.ToString())],
        shift.Clocks, shift.RuleBefore, shift.RuleAfter, shift.Notes, [.. shift.Problems.Select(DefinitionProblem.Of)]);
}

/// <summary><c>/api/v1/dry-runs</c>: a draft held against all running cases (試算). Auditors read, admins start.</summary>
internal static class DryRunEndpoints
{
    public static void MapDryRuns(this RouteGroupBuilder api)
    {
        var read = api.MapGroup("/dry-runs").WithTags("Dry runs").RequireAuthorization(Policies.Auditor);
        read.MapGet("", List).WithName("ListDryRuns").WithSummary("The dry runs that this node keeps, newest first");
        read.MapGet("/{id:guid}", Get).WithName("GetDryRun").WithSummary("How far a dry run is, and what it came to")
            .Produces<DryRunView>().ProducesProblem(StatusCodes.Status404NotFound);
        read.MapGet("/{id:guid}/cases", Cases).WithName("ListDryRunCases").WithSummary("The cases that the draft changes something for, in the order of their ids; with mark only those that bear it")
            .Produces<Listing<DryRunCase>>().ProducesProblem(StatusCodes.Status404NotFound);
        read.MapGet("/{id:guid}/cases.csv", Csv).WithName("GetDryRunCsv").WithSummary("The same list as CSV, whole")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv").ProducesProblem(StatusCodes.Status404NotFound);
        var change = api.MapGroup("/dry-runs").WithTags("Dry runs").RequireAuthorization(Policies.Admin);
        change.MapPost("", Start).WithName("StartDryRun").WithSummary("Holds a draft against all running cases, in the background; nothing is changed (試算)")
            .Produces<DryRunView>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        change.MapDelete("/{id:guid}", Cancel).WithName("CancelDryRun").WithSummary("Breaks a dry run off, or drops its result")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static DryRunView[] List([FromServices] DryRunDesk desk) => [.. desk.Results.Select(DryRunView.Of)];

    private static IResult Get(Guid id, [FromServices] DryRunDesk desk) => desk.Find(id) is { } result ? Results.Ok(DryRunView.Of(result)) : None();

    private static IResult Cases(Guid id, [FromServices] DryRunDesk desk, ShiftMark mark = ShiftMark.None, int page = 1, int size = 25)
    {
        if (desk.Find(id) is not { } result)
            return None();
        var found = result.Cases(mark, new PageRequest(page, size));
        return Results.Ok(new Listing<DryRunCase>([.. found.Rows.Select(DryRunCase.Of)], found.Number, found.Size, found.Total));
    }

    private static IResult Csv(Guid id, [FromServices] DryRunDesk desk, HttpContext http, ShiftMark mark = ShiftMark.None) => desk.Find(id) is { } result
        ? Results.Stream(to => DryRunCsv.Write(to, result, mark, http.RequestAborted), "text/csv; charset=utf-8", $"dry-run-{id:N}.csv")
        : None();

    private static async Task<IResult> Start(DryRunRequest request, [FromServices] DryRunOrders orders, [FromServices] DryRunDesk desk, [FromServices] Reader reader, HttpContext http)
    {
        var wish = new DryRunWish(
            request.DefinitionId, request.Version, request.ChangeOrder, [.. (request.Files ?? []).Select(file => new FileChange(file.Path, file.Text))],
            (request.Map ?? ImmutableDictionary<string, string>.Empty).ToImmutableSortedDictionary(StringComparer.Ordinal));
        return await orders.Start(wish, reader.Actor.PersonId, http.RequestAborted) switch
        {
            DryRunAnswer.Started started => Results.Accepted($"/api/v1/dry-runs/{started.Id}", DryRunView.Of(desk.Find(started.Id)!)),
            DryRunAnswer.Occupied occupied => Problems.Of(StatusCodes.Status409Conflict, "dry-run-running", $"Expected no dry run on this node, but {occupied.Running} is running.", "Wait for it, or cancel it."),
            DryRunAnswer.Refused refused => DefinitionAnswers.Refused(refused.Problems),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static IResult Cancel(Guid id, [FromServices] DryRunDesk desk) => desk.Cancel(id) ? Results.NoContent() : None();

    private static IResult None() => Problems.Of(StatusCodes.Status404NotFound, "no-such-dry-run", "Expected a dry run that this node keeps, but there is none of this id.", "Results are kept for two hours, on the node that made them. Start it again.");
}
