using System.Text.Json.Nodes;
using GridWorkflow.Runtime.Catalog;

namespace GridWorkflow.Designer.Api.Definitions;

/// <summary>What admins do to one definition from Studio.</summary>
internal static class DefinitionChanges
{
    public static void MapDefinitionChanges(this RouteGroupBuilder changes)
    {
        var definitions = changes.MapGroup("/workflow-definitions");
        definitions.MapPost("", Save);
        definitions.MapPost("/{definitionId}/publish", Publish);
        definitions.MapPost("/{definitionId}/retract", Retract);
        definitions.MapPost("/{definitionId}/revert/{version:int}", Revert);
        definitions.MapDelete("/{definitionId}", Delete);
        definitions.MapPost("/{definitionId}/update-references", UpdateReferences);
        changes.MapDelete("/workflow-definition-versions/{id}", DeleteVersion);
    }

    private static async Task<IResult> Save([AsParameters] DefinitionRoad road)
    {
        var body = await ElsaJson.Read(road.Http);
        if (body["model"] is not JsonObject model)
            return ElsaAnswers.Errors(StatusCodes.Status400BadRequest, "no-model", "Expected the definition in 'model', but found none.");
        var publish = body["publish"] is JsonValue flag && flag.TryGetValue<bool>(out var wanted) && wanted;
        return await road.Save(model, publish) switch
        {
            Saving.Refused refused => ElsaAnswers.Refusal(refused.Outcome, road.Http, refused.Text),
            Saving.Done saved when publish => await road.Publish(saved.Text.Version.DefinitionId, saved.Text.Version.Revision),
            Saving.Done saved => road.Saved(saved.Text),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static Task<IResult> Publish(string definitionId, [AsParameters] DefinitionRoad road) => road.Publish(definitionId, null);

    private static async Task<IResult> Retract(string definitionId, [AsParameters] DefinitionRoad road)
    {
        var outcome = await road.Library.Retract(definitionId, null, road.By, road.Cancellation);
        return outcome switch
        {
            DefinitionOutcome.Changed changed => ElsaJson.Answer(road.View.Model(await road.Text(changed.Version))),
            DefinitionOutcome.Unchanged unchanged => ElsaJson.Answer(road.View.Model(await road.Text(unchanged.Version))),
            _ => ElsaAnswers.Refusal(outcome, road.Http),
        };
    }

    private static async Task<IResult> Revert(string definitionId, int version, [AsParameters] DefinitionRoad road)
    {
        var outcome = await road.Library.Revert(definitionId, version, null, road.By, road.Cancellation);
        return outcome switch
        {
            DefinitionOutcome.Changed changed => ElsaJson.Answer(DefinitionView.Summary(await road.Text(changed.Version), linked: false), StatusCodes.Status201Created),
            DefinitionOutcome.Unchanged unchanged => ElsaJson.Answer(DefinitionView.Summary(await road.Text(unchanged.Version), linked: false), StatusCodes.Status201Created),
            _ => ElsaAnswers.Refusal(outcome, road.Http),
        };
    }

    private static async Task<IResult> Delete(string definitionId, [AsParameters] DefinitionRoad road) =>
        Gone(await road.Library.Delete(definitionId, null, null, road.By, road.Cancellation), road);

    private static async Task<IResult> DeleteVersion(string id, [AsParameters] DefinitionRoad road) =>
        await road.Queries.FindById(id, road.Cancellation) is { } text
            ? Gone(await road.Library.Delete(text.Version.DefinitionId, text.Version.Version, null, road.By, road.Cancellation), road)
            : ElsaAnswers.NotFound($"Expected a version with id '{id}', but there is none.");

    private static IResult Gone(DefinitionOutcome outcome, DefinitionRoad road) =>
        outcome is DefinitionOutcome.Changed or DefinitionOutcome.Unchanged ? Results.NoContent() : ElsaAnswers.Refusal(outcome, road.Http);

    /// <summary>
    /// Workflows that use this one as an activity and name a version are given the published one, as drafts; those that name none take it
    /// by themselves. Nothing is published behind anybody's back.
    /// </summary>
    private static async Task<IResult> UpdateReferences(string definitionId, [AsParameters] DefinitionRoad road)
    {
        if (road.Catalog.Current.Definitions.Current(definitionId) is not { } published)
            return ElsaAnswers.NotFound($"Expected a published version of '{definitionId}', but there is none.");
        var body = await ElsaJson.Read(road.Http);
        var wanted = (body["consumingWorkflowIds"] as JsonArray)?.Select(id => id?.ToString()).ToHashSet(StringComparer.Ordinal);
        var changed = new JsonArray();
        foreach (var consumer in DefinitionReads.ConsumersOf(road.Catalog, definitionId).Where(id => wanted is null || wanted.Contains(id)))
        {
            if (await road.Queries.Find(consumer, new VersionChoice.Latest(), road.Cancellation) is not { } text)
                continue;
            var json = DefinitionView.Parse(text.Json);
            if (!Point(json["root"], definitionId, published.Version))
                continue;
            var outcome = await road.Library.SaveDraft(consumer, ElsaJson.Text(json, text.Json.Contains('\n', StringComparison.Ordinal)), text.Version.Revision, road.By, road.Cancellation);
            if (outcome is not (DefinitionOutcome.Changed or DefinitionOutcome.Unchanged))
                return ElsaAnswers.Refusal(outcome, road.Http);
            changed.Add(consumer);
        }

        return ElsaJson.Answer(new JsonObject { ["affectedWorkflows"] = changed });
    }

    private static bool Point(JsonNode? node, string definitionId, int version)
    {
        var changed = false;
        if (node is JsonObject json)
        {
            if (ActivityView.Text(json, "workflowDefinitionId") == definitionId && ActivityView.Text(json, "type") is { } type && !type.StartsWith("Elsa.", StringComparison.Ordinal)
                && json["version"]?.ToString() != version.ToString(System.Globalization.CultureInfo.InvariantCulture))
            {
                json["version"] = version;
                json["workflowDefinitionVersionId"] = DefinitionVersion.IdOf(definitionId, version);
                changed = true;
            }

            foreach (var (_, value) in json.ToList())
                changed |= Point(value, definitionId, version);
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list)
                changed |= Point(item, definitionId, version);
        }

        return changed;
    }
}
