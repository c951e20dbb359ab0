using System.Text.Json.Nodes;
using GridWorkflow.Runtime.Catalog;

namespace GridWorkflow.Designer.Api.Definitions;

/// <summary>What the list does to several definitions at once. Each is an act of its own: one that is refused does not keep the others.</summary>
internal static class BulkDefinitions
{
    public static void MapBulkDefinitions(this RouteGroupBuilder changes)
    {
        var bulk = changes.MapGroup("/bulk-actions");
        bulk.MapPost("/publish/workflow-definitions/by-definition-ids", Publish);
        bulk.MapPost("/retract/workflow-definitions/by-definition-ids", Retract);
        bulk.MapPost("/delete/workflow-definitions/by-definition-id", DeleteDefinitions);
        bulk.MapPost("/delete/workflow-definitions/by-id", DeleteVersions);
    }

    private static async Task<IResult> Publish([AsParameters] DefinitionRoad road)
    {
        var answer = Empty("published", "alreadyPublished", "notFound", "skipped", "updatedConsumers", "failed");
        var warnings = new JsonObject();
        foreach (var id in await Ids(road, "definitionIds"))
        {
            var outcome = await road.Library.Publish(id, null, road.By, road.Cancellation);
            Add(answer, outcome switch
            {
                DefinitionOutcome.Changed => "published",
                DefinitionOutcome.Unchanged => "alreadyPublished",
                DefinitionOutcome.NotFound => "notFound",
                DefinitionOutcome.AwaitsReview => "skipped",
                _ => "failed",
            }, id);
            if (outcome is DefinitionOutcome.AwaitsReview awaits)
                warnings[id] = new JsonArray(ElsaAnswers.AwaitsReview(awaits, road.Http));
            if (outcome is DefinitionOutcome.Refused refused)
                warnings[id] = new JsonArray([.. refused.Problems.Select(problem => JsonValue.Create(ElsaAnswers.Words(problem, null)))]);
        }

        answer["warnings"] = warnings;
        return ElsaJson.Answer(answer);
    }

    private static async Task<IResult> Retract([AsParameters] DefinitionRoad road)
    {
        var answer = Empty("retracted", "alreadyRetracted", "skipped", "notPublished", "notFound");
        var reasons = new List<string>();
        foreach (var id in await Ids(road, "definitionIds"))
        {
            var outcome = await road.Library.Retract(id, null, road.By, road.Cancellation);
            Add(answer, outcome switch
            {
                DefinitionOutcome.Changed => "retracted",
                DefinitionOutcome.Unchanged { Version.State: Runtime.Store.VersionState.Retracted } => "alreadyRetracted",
                DefinitionOutcome.Unchanged => "notPublished",
                DefinitionOutcome.NotFound => "notFound",
                _ => "skipped",
            }, id);
            if (outcome is DefinitionOutcome.Refused refused)
                reasons.AddRange(refused.Problems.Select(problem => ElsaAnswers.Words(problem, null)));
        }

        // All refused: that is no success to be counted.
        return reasons.Count > 0 && answer["retracted"]!.AsArray().Count == 0
            ? ElsaAnswers.Errors(StatusCodes.Status400BadRequest, "definition-refused", reasons)
            : ElsaJson.Answer(answer);
    }

    private static async Task<IResult> DeleteDefinitions([AsParameters] DefinitionRoad road) =>
        await Delete(road, (await Ids(road, "definitionIds")).Select(id => (id, (int?)null)));

    private static async Task<IResult> DeleteVersions([AsParameters] DefinitionRoad road)
    {
        var versions = new List<(string, int?)>();
        foreach (var id in await Ids(road, "ids"))
        {
            if (await road.Queries.FindById(id, road.Cancellation) is { } text)
                versions.Add((text.Version.DefinitionId, text.Version.Version));
        }

        return await Delete(road, versions);
    }

    private static async Task<IResult> Delete(DefinitionRoad road, IEnumerable<(string DefinitionId, int? Version)> wanted)
    {
        var (deleted, reasons) = (0, new List<string>());
        foreach (var (definitionId, version) in wanted)
        {
            var outcome = await road.Library.Delete(definitionId, version, null, road.By, road.Cancellation);
            if (outcome is DefinitionOutcome.Changed)
                deleted++;
            else if (outcome is DefinitionOutcome.Refused refused)
                reasons.AddRange(refused.Problems.Select(problem => $"{definitionId}: {ElsaAnswers.Words(problem, null)}"));
        }

        return deleted == 0 && reasons.Count > 0
            ? ElsaAnswers.Errors(StatusCodes.Status400BadRequest, "definition-refused", reasons)
            : ElsaJson.Answer(new JsonObject { ["deleted"] = deleted });
    }

    internal static async Task<IReadOnlyList<string>> Ids(DefinitionRoad road, string name) =>
        [.. ((await ElsaJson.Read(road.Http))[name] as JsonArray ?? []).Select(id => id?.ToString()).OfType<string>().Distinct(StringComparer.Ordinal)];

    private static JsonObject Empty(params string[] lists) => new(lists.Select(list => KeyValuePair.Create<string, JsonNode?>(list, new JsonArray())));

    private static void Add(JsonObject answer, string list, string id) => answer[list]!.AsArray().Add(id);
}
