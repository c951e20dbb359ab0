using System.Text;
using System.Text.Json.Nodes;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Composition;
using GridWorkflow.Host.Webhooks;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Host.Rest;

/// <summary>The catalogue of definitions under <c>/api/v1/definitions</c>: auditors read, admins change.</summary>
public static class DefinitionEndpoints
{
    private const int LargestText = 1024 * 1024;

    public static void MapDefinitions(this RouteGroupBuilder api)
    {
        ArgumentNullException.ThrowIfNull(api);
        var read = api.MapGroup("/definitions").WithTags("Definitions").RequireAuthorization(Policies.Auditor);
        read.MapGet("", List).WithName("ListDefinitions")
            .WithSummary("The lifecycles, by name: of each its latest version, or another scope");
        read.MapGet("/{definitionId}/versions", Versions).WithName("ListDefinitionVersions")
            .WithSummary("All versions of a definition, newest first").Produces<IReadOnlyList<DefinitionView>>().ProducesProblem(StatusCodes.Status404NotFound);
        read.MapGet("/{definitionId}/versions/{version}", Text).WithName("GetDefinitionVersion")
            .WithSummary("The JSON of a version, byte for byte; version: a number, latest or published. The ETag is the revision for If-Match")
            .Produces<JsonObject>().ProducesProblem(StatusCodes.Status404NotFound);
        read.MapGet("/{definitionId}/acts", Acts).WithName("ListDefinitionActs")
            .WithSummary("Who did what to a definition, latest first").ProducesProblem(StatusCodes.Status404NotFound);
        read.MapGet("/{definitionId}/versions/{version}/validation", Validate).WithName("ValidateDefinitionVersion")
            .WithSummary("What publishing would say to a version now; nothing is changed").Produces<DefinitionValidated>().ProducesProblem(StatusCodes.Status404NotFound);

        var change = api.MapGroup("/definitions").WithTags("Definitions").RequireAuthorization(Policies.Admin);
        change.MapPut("/{definitionId}/draft", Save).WithName("SaveDefinitionDraft")
            .WithSummary("Saves the draft; it may be incomplete. If-Match: the ETag that it is based on, \"0\" for a new definition")
            .Accepts<JsonObject>("application/json").AsChange().ProducesProblem(StatusCodes.Status428PreconditionRequired);
        change.MapPost("/{definitionId}/publish", Publish).WithName("PublishDefinition")
            .WithSummary("Puts the draft, or what was retracted last, in force for new cases (發布); with the two-person rule, asks for a review (202)").AsChange()
            .Produces<DefinitionAwaitsReview>(StatusCodes.Status202Accepted);
        change.MapPost("/{definitionId}/retract", Retract).WithName("RetractDefinition")
            .WithSummary("Takes the published version out of force: no new cases start with it (撤回)").AsChange();
        change.MapPost("/{definitionId}/versions/{version:int}/revert", Revert).WithName("RevertDefinition")
            .WithSummary("Makes a new draft out of an old version").AsChange();
        change.MapDelete("/{definitionId}/versions/{version:int}", DeleteVersion).WithName("DeleteDefinitionVersion")
            .WithSummary("Deletes a version that is not in force and that no running case has").AsChange();
        change.MapDelete("/{definitionId}", Delete).WithName("DeleteDefinition")
            .WithSummary("Deletes a definition that is not in force and that no running case has").AsChange();
        change.MapMigrations();
    }

    private static async Task<Listing<DefinitionView>> List(
        [FromServices] DefinitionQueries queries, HttpContext http, string? search = null, VersionScope scope = VersionScope.Latest, int page = 1, int size = 25)
    {
        var found = await queries.List(new DefinitionFilter { Search = search, Scope = scope }, new PageRequest(page, size), http.RequestAborted);
        return new Listing<DefinitionView>([.. found.Rows.Select(DefinitionView.Of)], found.Number, found.Size, found.Total);
    }

    private static async Task<IResult> Versions(string definitionId, [FromServices] DefinitionQueries queries, HttpContext http)
    {
        var versions = await queries.Versions(definitionId, http.RequestAborted);
        if (versions.IsEmpty)
            return NoDefinition(definitionId);
        DefinitionAnswers.Tag(http, versions[0]);
        return Results.Ok(versions.Select(DefinitionView.Of).ToArray());
    }

    private static async Task<IResult> Text(string definitionId, string version, [FromServices] DefinitionQueries queries, HttpContext http)
    {
        if (Choice(version) is not { } choice || await queries.Find(definitionId, choice, http.RequestAborted) is not { } found)
            return NoVersion(definitionId, version);
        DefinitionAnswers.Tag(http, found.Version);
        return Results.Text(found.Json, "application/json", Encoding.UTF8);
    }

    private static async Task<IResult> Acts(string definitionId, [FromServices] DefinitionQueries queries, HttpContext http, int size = 50)
    {
        var acts = await queries.Acts(definitionId, Math.Clamp(size, 1, 200), http.RequestAborted);
        return acts.IsEmpty
            ? NoDefinition(definitionId)
            : Results.Ok(acts.Select(act => new DefinitionActView(act.Revision, act.Act, act.Version, act.At, act.By, act.HashBefore, act.HashAfter, act.Note)).ToArray());
    }

    private static async Task<IResult> Validate(string definitionId, string version, [FromServices] DefinitionLibrary library, HttpContext http)
    {
        if (Choice(version) is not { } choice)
            return NoVersion(definitionId, version);
        return await library.Validate(definitionId, choice, http.RequestAborted) switch
        {
            ValidationOutcome.Passed passed => Results.Ok(new DefinitionValidated(DefinitionView.Of(passed.Version), true, [.. passed.Warnings.Select(DefinitionProblem.Of)])),
            ValidationOutcome.Refused refused => Results.Ok(new DefinitionValidated(DefinitionView.Of(refused.Version), false, [.. refused.Problems.Select(DefinitionProblem.Of)])),
            _ => NoVersion(definitionId, version),
        };
    }

    private static async Task<IResult> Save(string definitionId, [AsParameters] DefinitionRoad road)
    {
        if (await BoundedBody.Read(road.Http.Request, LargestText, road.Http.RequestAborted) is not { } body)
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, "too-large", $"Expected at most {LargestText} bytes, but the definition is longer.", "Split it into workflows that use one another.");
        return await road.Run(required: true, (revision, by) => road.Library.SaveDraft(definitionId, Encoding.UTF8.GetString(body), revision, by, road.Http.RequestAborted));
    }

    private static Task<IResult> Publish(string definitionId, [AsParameters] DefinitionRoad road, string? note = null) =>
        road.Run(required: false, (revision, by) => road.Library.Publish(definitionId, revision, by, road.Http.RequestAborted, note));

    private static Task<IResult> Retract(string definitionId, [AsParameters] DefinitionRoad road) =>
        road.Run(required: false, (revision, by) => road.Library.Retract(definitionId, revision, by, road.Http.RequestAborted));

    private static Task<IResult> Revert(string definitionId, int version, [AsParameters] DefinitionRoad road) =>
        road.Run(required: false, (revision, by) => road.Library.Revert(definitionId, version, revision, by, road.Http.RequestAborted), StatusCodes.Status201Created);

    private static Task<IResult> DeleteVersion(string definitionId, int version, [AsParameters] DefinitionRoad road) =>
        road.Run(required: false, (revision, by) => road.Library.Delete(definitionId, version, revision, by, road.Http.RequestAborted));

    private static Task<IResult> Delete(string definitionId, [AsParameters] DefinitionRoad road) =>
        road.Run(required: false, (revision, by) => road.Library.Delete(definitionId, null, revision, by, road.Http.RequestAborted));

    private static VersionChoice? Choice(string version) => version switch
    {
        "latest" => new VersionChoice.Latest(),
        "published" => new VersionChoice.Published(),
        _ when int.TryParse(version, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) => new VersionChoice.Number(number),
        _ => null,
    };

    private static IResult NoDefinition(string definitionId) => DefinitionAnswers.NotFound($"Expected definition '{definitionId}', but there is none.");

    private static IResult NoVersion(string definitionId, string version) => DefinitionAnswers.NotFound($"Expected version '{version}' of definition '{definitionId}', but there is none.");

    private static RouteHandlerBuilder AsChange(this RouteHandlerBuilder route) =>
        route.Produces<DefinitionChanged>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}

/// <summary>The one road of a change to a definition: based on what, by whom, answer.</summary>
internal sealed class DefinitionRoad
{
    [FromServices]
    public required DefinitionLibrary Library { get; init; }

    [FromServices]
    public required Reader Reader { get; init; }

    public required HttpContext Http { get; init; }

    /// <summary>The ETag of the definition as it was read; * takes whatever is there.</summary>
    [FromHeader(Name = "If-Match")]
    public string? IfMatch { get; init; }

    public async Task<IResult> Run(bool required, Func<long?, string, Task<DefinitionOutcome>> act, int done = StatusCodes.Status200OK)
    {
        var (revision, refusal) = DefinitionAnswers.Expected(Http, required);
        return refusal ?? DefinitionAnswers.Of(await act(revision, Reader.Actor.PersonId), Http, done);
    }
}
