using System.Globalization;
using System.Text.Json.Nodes;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Designer.Api.Definitions;

/// <summary>Definitions to read: <c>/elsa/api/workflow-definitions</c>. Opening one never makes a draft.</summary>
internal static class DefinitionReads
{
    private const int All = 200;

    public static void MapDefinitionReads(this RouteGroupBuilder reads)
    {
        var definitions = reads.MapGroup("/workflow-definitions");
        definitions.MapGet("", List);
        definitions.MapGet("/by-definition-id/{definitionId}", ByDefinitionId);
        definitions.MapGet("/by-id/{id}", ById);
        definitions.MapGet("/many-by-id", ManyById);
        definitions.MapGet("/query/count", Count);
        definitions.MapGet("/validation/is-name-unique", IsNameUnique);
        definitions.MapGet("/{definitionId}", ByDefinitionId);
        definitions.MapGet("/{definitionId}/versions", Versions);
        definitions.MapGet("/{definitionId}/consumers", Consumers);
    }

    private static async Task<IResult> List(HttpContext http, [FromServices] DefinitionQueries queries)
    {
        var query = http.Request.Query;
        // Nothing here is of the system's own.
        if (string.Equals(query["IsSystem"], "true", StringComparison.OrdinalIgnoreCase))
            return Listing([], 0);
        if (Filter(query) is not { } filter)
            return ElsaAnswers.Errors(StatusCodes.Status400BadRequest, "bad-version-options", $"Expected version options such as Latest, Published or 3, but found '{query["versionOptions"]}'.");
        var number = int.TryParse(query["versionOptions"], NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? wanted : (int?)null;
        if (number is null && Number(query["PageSize"]) is { } size)
        {
            // Elsa counts pages from 0.
            var page = await queries.Texts(filter, new PageRequest((Number(query["Page"]) ?? 0) + 1, size), http.RequestAborted);
            return Listing(page.Rows.Select(text => DefinitionView.Summary(text)), page.Total);
        }

        var texts = (await Everything(queries, filter, http.RequestAborted)).Where(text => number is null || text.Version.Version == number).ToList();
        return Listing(texts.Select(text => DefinitionView.Summary(text)), texts.Count);
    }

    private static async Task<IResult> ByDefinitionId(string definitionId, HttpContext http, [FromServices] DefinitionQueries queries, [FromServices] DefinitionView view) =>
        await Find(queries, definitionId, http.Request.Query["versionOptions"], http.RequestAborted) is { } text
            ? ElsaJson.Answer(view.Model(text))
            : ElsaAnswers.NotFound($"Expected definition '{definitionId}', but there is none.");

    private static async Task<IResult> ById(string id, HttpContext http, [FromServices] DefinitionQueries queries, [FromServices] DefinitionView view) =>
        await queries.FindById(id, http.RequestAborted) is { } text
            ? ElsaJson.Answer(view.Model(text))
            : ElsaAnswers.NotFound($"Expected a version with id '{id}', but there is none.");

    private static async Task<IResult> ManyById(HttpContext http, [FromServices] DefinitionQueries queries, [FromServices] DefinitionView view)
    {
        var ids = Words(http.Request.Query, "ids");
        var models = ids.Length == 0 ? [] : (await Everything(queries, new DefinitionFilter { Scope = VersionScope.All, VersionIds = [.. ids] }, http.RequestAborted)).Select(view.Model).ToList();
        return ElsaJson.Answer(new JsonObject { ["items"] = new JsonArray([.. models]), ["count"] = models.Count });
    }

    private static async Task<IResult> Count(HttpContext http, [FromServices] DefinitionQueries queries) =>
        ElsaJson.Answer(new JsonObject { ["count"] = (await queries.List(new DefinitionFilter(), new PageRequest(1, 1), http.RequestAborted)).Total });

    private static async Task<IResult> IsNameUnique(HttpContext http, [FromServices] DefinitionQueries queries, string? name = null, string? definitionId = null) =>
        ElsaJson.Answer(new JsonObject { ["isUnique"] = await queries.IsNameFree(name ?? "", string.IsNullOrEmpty(definitionId) ? null : definitionId, http.RequestAborted) });

    private static async Task<IResult> Versions(string definitionId, HttpContext http, [FromServices] DefinitionQueries queries)
    {
        var filter = new DefinitionFilter { Scope = VersionScope.All, DefinitionIds = [definitionId], Order = VersionOrder.Version, Descending = true };
        var texts = await Everything(queries, filter, http.RequestAborted);
        return Listing(texts.Select(text => DefinitionView.Summary(text)), texts.Count);
    }

    private static IResult Consumers(string definitionId, [FromServices] ReferenceCatalog catalog) => ElsaJson.Answer(new JsonObject
    {
        ["consumingWorkflowDefinitionIds"] = new JsonArray([.. ConsumersOf(catalog, definitionId).Select(id => JsonValue.Create(id))]),
    });

    /// <summary>Published definitions in which this one stands as an activity, at whatever depth.</summary>
    internal static IReadOnlyList<string> ConsumersOf(ReferenceCatalog catalog, string definitionId) =>
    [
        .. catalog.Current.Definitions.Published
            .Where(program => program.DefinitionId != definitionId && program.Parts.Any(part => part.Definition.DefinitionId == definitionId))
            .Select(program => program.DefinitionId),
    ];

    /// <summary>A version by what Elsa calls version options; null when there is none.</summary>
    internal static async Task<DefinitionText?> Find(DefinitionQueries queries, string definitionId, string? options, CancellationToken cancellation) =>
        options?.ToUpperInvariant() switch
        {
            "PUBLISHED" => await queries.Find(definitionId, new VersionChoice.Published(), cancellation),
            "PUBLISHEDORLATEST" or "LATESTORPUBLISHED" => await queries.Find(definitionId, new VersionChoice.Published(), cancellation)
                ?? await queries.Find(definitionId, new VersionChoice.Latest(), cancellation),
            { } text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => await queries.Find(definitionId, new VersionChoice.Number(number), cancellation),
            _ => await queries.Find(definitionId, new VersionChoice.Latest(), cancellation),
        };

    internal static async Task<IReadOnlyList<DefinitionText>> Everything(DefinitionQueries queries, DefinitionFilter filter, CancellationToken cancellation)
    {
        var texts = new List<DefinitionText>();
        for (var number = 1; ; number++)
        {
            var page = await queries.Texts(filter, new PageRequest(number, All), cancellation);
            texts.AddRange(page.Rows);
            if (number * All >= page.Total)
                return texts;
        }
    }

    private static DefinitionFilter? Filter(IQueryCollection query)
    {
        VersionScope? scope = query["versionOptions"].ToString().ToUpperInvariant() switch
        {
            "LATEST" => VersionScope.Latest,
            "PUBLISHED" => VersionScope.Published,
            "LATESTORPUBLISHED" or "LATESTANDPUBLISHED" => VersionScope.LatestOrPublished,
            "" or "ALL" or "ALLVERSIONS" => VersionScope.All,
            var other when int.TryParse(other, NumberStyles.None, CultureInfo.InvariantCulture, out _) => VersionScope.All,
            _ => null,
        };
        return scope is null ? null : new DefinitionFilter
        {
            Scope = scope.Value,
            Search = query["SearchTerm"].ToString() is { Length: > 0 } search ? search : null,
            DefinitionIds = [.. Words(query, "DefinitionIds")],
            VersionIds = [.. Words(query, "Ids")],
            Order = query["OrderBy"].ToString().ToUpperInvariant() switch
            {
                "VERSION" => VersionOrder.Version,
                "CREATED" or "CREATEDAT" => VersionOrder.Created,
                _ => VersionOrder.Name,
            },
            Descending = string.Equals(query["OrderDirection"], "Descending", StringComparison.OrdinalIgnoreCase),
        };
    }

    private static string[] Words(IQueryCollection query, string name) => [.. query[name].OfType<string>().SelectMany(value => value.Split(',')).Where(value => value.Length > 0)];

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static IResult Listing(IEnumerable<JsonObject> lines, int total) =>
        ElsaJson.Answer(new JsonObject { ["items"] = new JsonArray([.. lines]), ["totalCount"] = total, ["links"] = Links.OfList() });
}
