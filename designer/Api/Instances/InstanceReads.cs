using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Designer.Api.Instances;

/// <summary>Instances to look at, cases among them: list, viewer, journal, variables, export. Personal data is masked as on the pages.</summary>
internal static class InstanceReads
{
    private const int DefaultSize = 25;
    private const int MostExported = 100;

    public static void MapInstanceReads(this RouteGroupBuilder reads)
    {
        var instances = reads.MapGroup("/workflow-instances");
        // A POST that only reads: the filter stands in the body.
        instances.MapPost("", Search);
        instances.MapGet("", List);
        instances.MapGet("/{id}", Find);
        instances.MapGet("/{id}/execution-state", ExecutionState);
        instances.MapGet("/{id}/variables", Variables);
        instances.MapPost("/{id}/journal", FilteredJournal);
        instances.MapGet("/{id}/journal", Journal);
        instances.MapGet("/{id}/export", Export);
        reads.MapPost("/bulk-actions/export/workflow-instances", BulkExport);
    }

    private static async Task<IResult> Search(HttpContext http, [FromServices] InstanceSearch search)
    {
        var body = await ElsaJson.Read(http);
        return await Answer(search, Question(body), Number(body["page"]) ?? 0, Number(body["pageSize"]) ?? DefaultSize, http.RequestAborted);
    }

    private static Task<IResult> List(HttpContext http, [FromServices] InstanceSearch search)
    {
        var query = http.Request.Query;
        var body = new JsonObject(query.Select(pair => KeyValuePair.Create<string, JsonNode?>(
            char.ToLowerInvariant(pair.Key[0]) + pair.Key[1..], pair.Key.EndsWith('s') && pair.Value.Count > 0 && !pair.Key.EndsWith("tatus", StringComparison.Ordinal) && !pair.Key.EndsWith("cidents", StringComparison.Ordinal)
                ? new JsonArray([.. pair.Value.Select(value => JsonValue.Create(value))]) : JsonValue.Create(pair.Value.ToString()))));
        return Answer(search, Question(body), Number(body["page"]) ?? 0, Number(body["pageSize"]) ?? DefaultSize, http.RequestAborted);
    }

    private static async Task<IResult> Answer(InstanceSearch search, InstanceQuestion? question, int page, int size, CancellationToken cancellation)
    {
        if (question is null)
            return ElsaJson.Answer(new JsonObject { ["items"] = new JsonArray(), ["totalCount"] = 0 });
        // Elsa counts pages from 0.
        var found = await search.List(question, new PageRequest(page + 1, size), cancellation);
        return ElsaJson.Answer(new JsonObject { ["items"] = new JsonArray([.. found.Rows.Select(InstanceView.Line)]), ["totalCount"] = found.Total });
    }

    private static async Task<IResult> Find(string id, HttpContext http, [FromServices] InstanceQueries queries) =>
        await Executions(queries, id, http.RequestAborted) is { } executions ? ElsaJson.Answer(InstanceView.Whole(executions)) : NoInstance(id);

    private static async Task<IResult> ExecutionState(string id, HttpContext http, [FromServices] InstanceSearch search)
    {
        if (!Guid.TryParse(id, out var guid) || (await search.List(new InstanceQuestion { Ids = [guid] }, new PageRequest(1, 1), http.RequestAborted)).Rows.FirstOrDefault() is not { } line)
            return NoInstance(id);
        return ElsaJson.Answer(new JsonObject
        {
            ["id"] = InstanceView.Id(line.Id), ["status"] = line.Status.ToString(), ["subStatus"] = line.SubStatus.ToString(), ["isExecuting"] = false, ["updatedAt"] = line.UpdatedAt,
        });
    }

    private static async Task<IResult> Variables(string id, HttpContext http, [FromServices] InstanceQueries queries) =>
        Guid.TryParse(id, out var guid) && await queries.Find(guid, http.RequestAborted) is { } detail ? ElsaJson.Answer(InstanceView.Variables(detail)) : NoInstance(id);

    private static async Task<IResult> FilteredJournal(string id, HttpContext http, [FromServices] InstanceQueries queries)
    {
        if (await Executions(queries, id, http.RequestAborted) is not { } executions)
            return NoInstance(id);
        var filter = (await ElsaJson.Read(http))["filter"] as JsonObject ?? [];
        var (ids, nodes, types, names) = (Words(filter["activityIds"]), Words(filter["activityNodeIds"]), Words(filter["excludedActivityTypes"]), Words(filter["eventNames"]));
        var events = executions.Events
            .Where(one => ids.Count == 0 || (one.ActivityId is { } activity && ids.Contains(activity)))
            .Where(one => nodes.Count == 0 || (one.Execution is { } execution && nodes.Contains(execution.NodeId)))
            .Where(one => one.Execution is null ? !types.Contains("Elsa.Workflow") : !types.Contains(one.Execution.TypeName))
            .Where(one => names.Count == 0 || names.Contains(one.Event));
        return Part(executions, [.. events], Number(http.Request.Query["skip"]) ?? 0, Number(http.Request.Query["take"]) ?? int.MaxValue);
    }

    private static async Task<IResult> Journal(string id, HttpContext http, [FromServices] InstanceQueries queries)
    {
        if (await Executions(queries, id, http.RequestAborted) is not { } executions)
            return NoInstance(id);
        var size = Math.Max(1, Number(http.Request.Query["pageSize"]) ?? 100);
        return Part(executions, executions.Events, Math.Max(0, Number(http.Request.Query["page"]) ?? 0) * size, size);
    }

    private static IResult Part(Executions executions, IReadOnlyList<ExecutionEvent> events, int skip, int take) => ElsaJson.Answer(new JsonObject
    {
        ["items"] = new JsonArray([.. events.Skip(Math.Max(0, skip)).Take(Math.Max(0, take)).Select(one => ExecutionView.Event(one, executions))]),
        ["totalCount"] = events.Count,
    });

    private static async Task<IResult> Export(string id, HttpContext http, [FromServices] InstanceQueries queries) =>
        await Executions(queries, id, http.RequestAborted) is { } executions
            ? Results.File(ElsaJson.Utf8(Exported(executions), indented: true), "application/octet-stream", $"workflow-instance-{InstanceView.Id(executions.Detail.Item.Id)}.json")
            : NoInstance(id);

    private static async Task<IResult> BulkExport(HttpContext http, [FromServices] InstanceQueries queries)
    {
        var ids = Words((await ElsaJson.Read(http))["ids"]);
        if (ids.Count is 0 or > MostExported)
            return ElsaAnswers.Errors(StatusCodes.Status400BadRequest, "id-count", $"Expected 1 to {MostExported} instances, but found {ids.Count}.");
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var id in ids)
            {
                if (await Executions(queries, id, http.RequestAborted) is not { } executions)
                    continue;
                using var entry = zip.CreateEntry($"workflow-instance-{InstanceView.Id(executions.Detail.Item.Id)}.json").Open();
                entry.Write(ElsaJson.Utf8(Exported(executions), indented: true));
            }
        }

        return Results.File(buffer.ToArray(), "application/octet-stream", "workflow-instances.zip");
    }

    private static JsonObject Exported(Executions executions) => new()
    {
        ["workflowInstance"] = InstanceView.Whole(executions),
        ["activityExecutionRecords"] = new JsonArray([.. executions.All.Select(execution => ExecutionView.Whole(execution, executions))]),
        ["workflowExecutionLogRecords"] = new JsonArray([.. executions.Events.Select(one => ExecutionView.Event(one, executions))]),
    };

    internal static async Task<Executions?> Executions(InstanceQueries queries, string? id, CancellationToken cancellation) =>
        Guid.TryParse(id, out var guid) && await queries.Find(guid, cancellation) is { } detail ? Instances.Executions.Of(detail) : null;

    internal static IResult NoInstance(string? id) => ElsaAnswers.NotFound($"Expected an instance, but there is none with id '{id}'.");

    /// <summary>Null: nothing can be found.</summary>
    private static InstanceQuestion? Question(JsonObject body)
    {
        // Nothing here is of the system's own.
        if (string.Equals(Text(body["isSystem"]), "true", StringComparison.OrdinalIgnoreCase))
            return null;
        return new InstanceQuestion
        {
            Text = Text(body["searchTerm"]),
            Ids = [.. Words(body["ids"]).Select(id => Guid.TryParse(id, out var guid) ? guid : Guid.Empty)],
            DefinitionIds = [.. Words(body["definitionIds"]).Union(Text(body["definitionId"]) is { } one ? [one] : [])],
            Version = Number(body["version"]),
            CorrelationId = Text(body["correlationId"]),
            HasIncidents = Text(body["hasIncidents"]) switch { "true" or "True" => true, "false" or "False" => false, _ => null },
            Statuses = Enums<InstanceStatus>(body, "status", "statuses"),
            SubStatuses = Enums<InstanceSubStatus>(body, "subStatus", "subStatuses"),
            Bounds = [.. (body["timestampFilters"] as JsonArray ?? []).OfType<JsonObject>().SelectMany(Bounds)],
            Order = Column(Text(body["orderBy"])),
            Ascending = string.Equals(Text(body["orderDirection"]), "Ascending", StringComparison.OrdinalIgnoreCase),
        };
    }

    private static IEnumerable<InstanceBound> Bounds(JsonObject filter)
    {
        if (!DateTimeOffset.TryParse(Text(filter["timestamp"]), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            yield break;
        var column = Column(Text(filter["column"]));
        var tick = at.AddMilliseconds(1);
        switch (Text(filter["operator"]))
        {
            case "GreaterThan":
                yield return new InstanceBound(column, After: true, tick);
                break;
            case "LessThan":
                yield return new InstanceBound(column, After: false, at);
                break;
            case "LessThanOrEqual":
                yield return new InstanceBound(column, After: false, tick);
                break;
            case "Is":
                yield return new InstanceBound(column, After: true, at);
                yield return new InstanceBound(column, After: false, tick);
                break;
            default:
                yield return new InstanceBound(column, After: true, at);
                break;
        }
    }

    private static InstanceTime Column(string? name) => name switch
    {
        "Created" or "CreatedAt" => InstanceTime.Created,
        "Finished" or "FinishedAt" => InstanceTime.Finished,
        _ => InstanceTime.Updated,
    };

    private static ImmutableArray<T> Enums<T>(JsonObject body, string one, string many)
        where T : struct, Enum =>
        [.. Words(body[many]).Append(Text(body[one])).OfType<string>().Select(name => Enum.TryParse<T>(name, ignoreCase: true, out var value) ? value : (T?)null).OfType<T>()];

    private static HashSet<string> Words(JsonNode? list) => list as JsonArray is { } items ? [.. items.Select(Text).OfType<string>()] : [];

    private static string? Text(JsonNode? node) => node?.ToString() is { Length: > 0 } text ? text : null;

    private static int? Number(JsonNode? node) => Number(node?.ToString());

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
