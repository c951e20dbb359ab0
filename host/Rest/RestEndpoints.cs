using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Composition;
using GridWorkflow.Host.Figures;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Host.Rest;

/// <summary><c>/api/v1</c>: what people do on the pages, for systems and apps.</summary>
public static class RestEndpoints
{
    public static void MapRest(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").RequireAuthorization(Policies.Api).DisableAntiforgery()
            .AddEndpointFilter(SameSite.Filter)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
        var people = api.MapGroup("").RequireAuthorization(Policies.ApiPerson);

        people.MapGet("/tasks", Tasks).WithName("ListTasks").WithTags("Tasks")
            .WithSummary("My open tasks and those that I may claim, most urgent first");
        api.MapGet("/cases/{number}", Case).WithName("GetCase").WithTags("Cases")
            .WithSummary("A case with its tasks, clocks, notices and timeline")
            .Produces<CaseView>().ProducesProblem(StatusCodes.Status404NotFound);
        people.MapReports();
        people.MapPost("/cases/{number}/tasks/{taskId:guid}/claim", Claim).WithName("ClaimTask").WithTags("Tasks")
            .WithSummary("Takes a task").AsCommand();
        people.MapPost("/cases/{number}/tasks/{taskId:guid}/release", Release).WithName("ReleaseTask").WithTags("Tasks")
            .WithSummary("Gives a claimed task back to the inbox of its role").AsCommand();
        people.MapPost("/cases/{number}/tasks/{taskId:guid}/complete", Complete).WithName("CompleteTask").WithTags("Tasks")
            .WithSummary("Completes a claimed task with an outcome").AsCommand();
        people.MapPost("/cases/{number}/reopen", Reopen).WithName("ReopenCase").WithTags("Cases")
            .WithSummary("Reopens a closed case within its window (重開)").AsCommand();
        people.MapPost("/cases/{number}/tasks/{taskId:guid}/adjustments", Adjust).WithName("RequestAdjustment").WithTags("Tasks")
            .WithSummary("Asks for more time, or that the step stands still until a date (延期, 掛賬)").AsCommand();
        people.MapPost("/cases/{number}/tasks/{taskId:guid}/transfer", Transfer).WithName("TransferTask").WithTags("Tasks")
            .WithSummary("Gives a task sideways to another unit of its level; its clock runs on (移交)").AsCommand();
        people.MapPost("/cases/{number}/tasks/{taskId:guid}/assign", Assign).WithName("AssignTask").WithTags("Tasks")
            .WithSummary("Gives a task to a person of its unit; for who leads the unit, or holds the task's role there (指派)").AsCommand();
        people.MapPost("/cases/{number}/force-close", ForceClose).WithName("ForceCloseCase").WithTags("Cases")
            .WithSummary("Closes a case whose reporter was not answered; for leaders of its line, with the reason (強制結案)").AsCommand();
        people.MapPost("/cases/{number}/suspension/end", EndSuspension).WithName("EndSuspension").WithTags("Cases")
            .WithSummary("Lets a suspended case go on before its date").AsCommand();
        people.MapPost("/cases/{number}/reclassify", Reclassify).WithName("ReclassifyCase").WithTags("Cases")
            .WithSummary("Gives a case another category, filing condition or grid, or makes it an emergency; its clocks follow (改類). What counts from now, lengthens a limit or comes from who handles the case waits for a leader").AsCommand();
        people.MapPost("/cases/{number}/clocks/{clockId:guid}/earlier-due", AskEarlierDue).WithName("RequestEarlierDue").WithTags("Cases")
            .WithSummary("Asks that a due instant which was held when its calendar changed takes effect; a leader of the case's line decides (提前)").AsCommand();
        people.MapPost("/cases/{number}/remarks", AddRemark).WithName("AddRemark").WithTags("Cases")
            .WithSummary("Writes something into the journal of a case").AsCommand();
        people.MapPost("/cases/{number}/duplicate-of", LinkDuplicate).WithName("LinkDuplicate").WithTags("Cases")
            .WithSummary("Ends a case as a repetition of an earlier one at the same place; for who may void cases, with the reason (重複)").AsCommand();
        people.MapPost("/cases/{number}/milestones/{key}/meet", MeetMilestone).WithName("MeetMilestone").WithTags("Cases")
            .WithSummary("Says that the milestone which runs now is met; the next one begins").AsCommand();
        people.MapPost("/cases/{number}/personal-data", PersonalDataOf).WithName("ReadPersonalData").WithTags("Cases")
            .WithSummary("Who reported, in full, for who may see it; once a day it goes on record in the journal")
            .Produces<ReporterView>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        people.MapGet("/notices", Notices).WithName("ListNotices").WithTags("Notices").WithSummary("Notices to me, newest first");
        people.MapPost("/notices/{id:guid}/sign", Sign).WithName("SignNotice").WithTags("Notices").WithSummary("Signs for a notice (簽收)").AsCommand();
        api.MapGet("/figures", Figures).WithName("GetFigures").WithTags("Figures")
            .WithSummary("The figures of a period, each with numerator and denominator; days are those of the calendar's zone, both included")
            .Produces<FiguresView>().ProducesProblem(StatusCodes.Status400BadRequest);
        api.MapRosters();
        api.MapDefinitions();
        api.MapDryRuns();
        api.MapReviews();
    }

    private static async Task<Listing<TaskItem>> Tasks(
        [FromServices] CaseQueries queries, [FromServices] Reader reader, [FromServices] CaseViews views, HttpContext http, bool mine = false, int page = 1, int size = 25)
    {
        if (reader.Person is not { } person)
            return new Listing<TaskItem>([], 1, size, 0);
        var filter = new InboxFilter(person.Id, [.. reader.Posts.Select(post => new PostKey(post.Role, post.UnitId))]) { OnlyMine = mine };
        var found = await queries.Inbox(filter, new PageRequest(page, size), http.RequestAborted);
        return new Listing<TaskItem>([.. found.Rows.Select(views.Of)], found.Number, found.Size, found.Total);
    }

    private static async Task<IResult> Case(string number, [FromServices] CaseDoor door, [FromServices] CaseViews views, HttpContext http) =>
        await door.Open(number, http.RequestAborted) is { } detail
            ? Results.Ok(await views.Of(detail.File, http.RequestAborted))
            : NoCase();

    private static async Task<IResult> PersonalDataOf(string number, [FromServices] CaseDoor door, [FromServices] PersonalDataDoor personal, HttpContext http)
    {
        if (await door.Open(number, http.RequestAborted) is not { } detail)
            return NoCase();
        http.Response.Headers.CacheControl = "no-store";
        return await personal.Open(detail.File, http.RequestAborted) switch
        {
            Runtime.CommandOutcome.Done done => Results.Ok(ReporterView.Of(done.File.Reporter)),
            Runtime.CommandOutcome.Unchanged => Results.NoContent(),
            Runtime.CommandOutcome.Refused refused => Problems.Refused(refused.Refusal),
            Runtime.CommandOutcome.Busy busy => Problems.Busy(http, busy.RetryAfter),
            _ => NoCase(),
        };
    }

    private static Task<IResult> Claim(string number, Guid taskId, [AsParameters] CommandRoad road) =>
        road.Run(number, new CaseCommand.Claim(road.Reader.Actor, taskId));

    private static Task<IResult> Release(string number, Guid taskId, [AsParameters] CommandRoad road) =>
        road.Run(number, new CaseCommand.Release(road.Reader.Actor, taskId));

    private static Task<IResult> Complete(string number, Guid taskId, Completion completion, [AsParameters] CommandRoad road) =>
        road.Run(number, new CaseCommand.Complete(road.Reader.Actor, taskId, completion.Outcome, completion.Remark)
        {
            Fields = completion.Fields?.ToImmutableSortedDictionary(StringComparer.Ordinal) ?? ImmutableSortedDictionary<string, string>.Empty,
        });

    private static async Task<IResult> Figures([FromServices] FigureDesk desk, [FromServices] Wording wording, HttpContext http, DateOnly? from = null, DateOnly? to = null, string lifecycle = FigureDesk.DefaultLifecycle)
    {
        var (first, last) = desk.Days(from, to);
        if (!FigureDesk.IsPeriod(first, last))
            return PeriodAnswers.Bad(first, last);
        var sheet = await desk.Of(lifecycle, first, last, wording.Language, http.RequestAborted);
        return Results.Ok(new FiguresView(
            lifecycle, sheet.Period.From, sheet.Period.To, sheet.Period.AsOf, Casework.Figures.FigureRules.Version,
            [.. sheet.Figures.Select(figure => new FigureView(figure.Key, figure.Rounded, figure.Numerator, figure.Denominator, figure.Kind, figure.Basis, figure.Target))]));
    }

    private static Task<IResult> Reopen(string number, Reasoned body, [AsParameters] CommandRoad road) =>
        road.Run(number, new CaseCommand.Reopen(road.Reader.Actor, body.Reason));

    private static Task<IResult> ForceClose(string number, Reasoned body, [AsParameters] CommandRoad road) =>
        road.Run(number, new CaseCommand.ForceClose(road.Reader.Actor, body.Reason));

    private static Task<IResult> Transfer(string number, Guid taskId, Sideways body, [AsParameters] CommandRoad road) =>
        road.Run(number, new CaseCommand.Transfer(road.Reader.Actor, taskId, body.Unit, body.Reason));

    private static Task<IResult> Assign(string number, Guid taskId, Assignment body, [AsParameters] CommandRoad road) =>
        road.Run(number, new CaseCommand.Assign(road.Reader.Actor, taskId, body.Person, body.Reason));

    private static Task<IResult> EndSuspension(string number, Reasoned body, [AsParameters] CommandRoad road) =>
        road.Run(number, new CaseCommand.EndSuspension(road.Reader.Actor, body.Reason));

    private static async Task<IResult> Adjust(string number, Guid taskId, AdjustmentRequest body, [AsParameters] CommandRoad road)
    {
        Budget? added = null;
        if (body.Amount is not null)
        {
            switch (Budget.Parse(body.Amount))
            {
                case Casework.Loading.Parsed<Budget>.Value value:
                    added = value.Result;
                    break;
                case Casework.Loading.Parsed<Budget>.Refused refused:
                    return Problems.Refused(new Refusal(RefusalKind.Invalid, refused.Code, refused.Reason, refused.Remedy, "amount"));
            }
        }

        return await road.Run(number, new CaseCommand.RequestAdjustment(road.Reader.Actor, taskId, body.Kind, added, body.Until, body.Reason) { ReasonKey = body.ReasonKey });
    }

    private static Task<IResult> Reclassify(string number, Reclassification change, [AsParameters] CommandRoad road) =>
        road.Run(number, new CaseCommand.Reclassify(
            road.Reader.Actor, change.Category, change.Condition, change.Reason, change.FromNow ? RetargetBasis.FromNow : RetargetBasis.Retroactive)
        {
            Grid = change.Grid,
            Emergency = change.Emergency,
        });

    private static Task<IResult> AskEarlierDue(string number, Guid clockId, Reasoned body, [AsParameters] CommandRoad road) =>
        road.Run(number, new CaseCommand.RequestEarlierDue(road.Reader.Actor, clockId, body.Reason));

    private static Task<IResult> AddRemark(string number, Remark body, [AsParameters] CommandRoad road) =>
        road.Run(number, new CaseCommand.AddRemark(road.Reader.Actor, body.Text));

    private static async Task<IResult> LinkDuplicate(string number, DuplicateLink link, [AsParameters] CommandRoad road) =>
        await road.Door.Open(link.First, road.Http.RequestAborted) is { } first
            ? await road.Run(number, CaseCommand.LinkDuplicate.To(first.File, road.Reader.Actor, link.Reason))
            : Problems.Refused(new Refusal(RefusalKind.Invalid, "no-such-case", $"Expected the number of an earlier case that you may see, but found '{link.First}'.", "Check the number.", "first"));

    private static Task<IResult> MeetMilestone(string number, string key, MilestoneMet met, [AsParameters] CommandRoad road) =>
        road.Run(number, new CaseCommand.MeetMilestone(road.Reader.Actor, key, met.Remark));

    private static async Task<Listing<NoticeView>> Notices(
        [FromServices] CaseQueries queries, [FromServices] Reader reader, [FromServices] CaseViews views, HttpContext http, bool unsigned = false, int page = 1, int size = 25)
    {
        if (reader.Person is not { } person)
            return new Listing<NoticeView>([], 1, size, 0);
        var found = await queries.NoticesOf(person.Id, unsigned, new PageRequest(page, size), http.RequestAborted);
        return new Listing<NoticeView>([.. found.Rows.Select(views.Of)], found.Number, found.Size, found.Total);
    }

    private static async Task<IResult> Sign(Guid id, [AsParameters] CommandRoad road) =>
        await road.Queries.Notice(id, road.Http.RequestAborted) is { } found && found.Notice.Recipient == road.Reader.Person?.Id
            ? await road.Run(found.Notice.CaseId, new CaseCommand.SignNotice(road.Reader.Actor, id))
            : Problems.Of(StatusCodes.Status404NotFound, "no-such-notice", "Expected a notice to you, but there is none with this id.", "List your notices to see their ids.");

    internal static IResult NoCase() =>
        Problems.Of(StatusCodes.Status404NotFound, "no-such-case", "Expected a case that you may see, but there is none with this number.", "Check the number.");

    private static RouteHandlerBuilder AsCommand(this RouteHandlerBuilder route) =>
        route.Produces<CaseView>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
