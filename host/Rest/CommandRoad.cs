using GridWorkflow.Casework.Cases;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Composition;
using GridWorkflow.Runtime;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Host.Rest;

/// <summary>The one road of a command that came by REST: may the caller see the case, run it, answer.</summary>
internal sealed class CommandRoad
{
    [FromServices]
    public required CaseDoor Door { get; init; }

    [FromServices]
    public required CaseQueries Queries { get; init; }

    [FromServices]
    public required CaseRunner Runner { get; init; }

    [FromServices]
    public required CaseViews Views { get; init; }

    [FromServices]
    public required Reader Reader { get; init; }

    public required HttpContext Http { get; init; }

    /// <summary>The same key of the same person gives the same answer; at most 100 visible ASCII characters.</summary>
    [FromHeader(Name = CommandKeys.Header)]
    public string? IdempotencyKey { get; init; }

    public async Task<IResult> Run(string number, CaseCommand command) =>
        await Door.Open(number, Http.RequestAborted) is { } detail ? await Run(detail.Case.Id, command) : RestEndpoints.NoCase();

    public async Task<IResult> Run(Guid caseId, CaseCommand command)
    {
        if (IdempotencyKey is not null && CommandKeys.Valid(IdempotencyKey) is null)
            return Problems.Of(StatusCodes.Status400BadRequest, "bad-idempotency-key", "Expected at most 100 visible ASCII characters in Idempotency-Key, but found something else.", "Send a random text such as a UUID.");
        return await Runner.Run(caseId, command, IdempotencyKey, Http.RequestAborted) switch
        {
            CommandOutcome.Done done => Results.Ok(await Views.Of(done.File, Http.RequestAborted)),
            CommandOutcome.Unchanged => await Now(caseId),
            CommandOutcome.Refused refused => Problems.Refused(refused.Refusal),
            CommandOutcome.NotFound => RestEndpoints.NoCase(),
            CommandOutcome.Busy busy => Problems.Busy(Http, busy.RetryAfter),
            CommandOutcome.Failed => Problems.Of(StatusCodes.Status500InternalServerError, "engine-failure", "The command could not be run; the reason is in the log.", "Tell an admin."),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private async Task<IResult> Now(Guid caseId) =>
        await Queries.Case(caseId, Http.RequestAborted) is { } detail ? Results.Ok(await Views.Of(detail.File, Http.RequestAborted)) : RestEndpoints.NoCase();
}
