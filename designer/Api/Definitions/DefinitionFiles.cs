using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GridWorkflow.Runtime.Catalog;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Designer.Api.Definitions;

/// <summary>Definitions as files: export of one or of several, import of JSON, of files and of zip archives.</summary>
internal static class DefinitionFiles
{
    private const int MostFiles = 200;
    private const long LargestFile = 1024 * 1024;

    public static void MapDefinitionExports(this RouteGroupBuilder reads)
    {
        reads.MapGet("/workflow-definitions/{definitionId}/export", Export);
        // A POST that only reads.
        reads.MapPost("/bulk-actions/export/workflow-definitions", BulkExport);
    }

    public static void MapDefinitionImports(this RouteGroupBuilder changes)
    {
        changes.MapPost("/workflow-definitions/import", Import);
        changes.MapPut("/workflow-definitions/{definitionId}/import", Import);
        changes.MapPost("/workflow-definitions/import-files", ImportFiles);
    }

    private static async Task<IResult> Export(
        string definitionId, HttpContext http, [FromServices] DefinitionQueries queries, [FromServices] DefinitionView view, [FromServices] ReferenceCatalog catalog)
    {
        if (await DefinitionReads.Find(queries, definitionId, http.Request.Query["versionOptions"], http.RequestAborted) is not { } text)
            return ElsaAnswers.NotFound($"Expected definition '{definitionId}', but there is none.");
        var withConsumers = string.Equals(http.Request.Query["includeConsumingWorkflows"], "true", StringComparison.OrdinalIgnoreCase);
        return Send(await With(text, withConsumers, queries, catalog, http.RequestAborted), view, alwaysZip: false);
    }

    private static async Task<IResult> BulkExport(
        HttpContext http, [FromServices] DefinitionQueries queries, [FromServices] DefinitionView view, [FromServices] ReferenceCatalog catalog)
    {
        var body = await ElsaJson.Read(http);
        var ids = (body["ids"] as JsonArray ?? []).Select(id => id?.ToString()).OfType<string>().ToList();
        if (ids.Count == 0)
            return ElsaAnswers.Errors(StatusCodes.Status400BadRequest, "no-ids", "Expected ids of versions in 'ids', but found none.");
        var withConsumers = body["includeConsumingWorkflows"] is JsonValue flag && flag.TryGetValue<bool>(out var wanted) && wanted;
        var texts = new List<DefinitionText>();
        foreach (var text in await DefinitionReads.Everything(queries, new DefinitionFilter { Scope = VersionScope.All, VersionIds = [.. ids] }, http.RequestAborted))
            texts.AddRange(await With(text, withConsumers, queries, catalog, http.RequestAborted));
        return texts.Count == 0
            ? ElsaAnswers.NotFound("Expected versions with these ids, but there are none.")
            : Send([.. texts.DistinctBy(text => text.Version.Id)], view, alwaysZip: true);
    }

    private static async Task<IReadOnlyList<DefinitionText>> With(
        DefinitionText text, bool withConsumers, DefinitionQueries queries, ReferenceCatalog catalog, CancellationToken cancellation)
    {
        if (!withConsumers)
            return [text];
        var texts = new List<DefinitionText> { text };
        foreach (var consumer in DefinitionReads.ConsumersOf(catalog, text.Version.DefinitionId))
        {
            if (await queries.Find(consumer, new VersionChoice.Published(), cancellation) is { } found)
                texts.Add(found);
        }

        return texts;
    }

    private static IResult Send(IReadOnlyList<DefinitionText> texts, DefinitionView view, bool alwaysZip)
    {
        if (texts.Count == 1 && !alwaysZip)
            return Results.File(view.Export(texts[0]), "application/octet-stream", NameOf(texts[0]));
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var text in texts)
            {
                using var entry = zip.CreateEntry(NameOf(text)).Open();
                entry.Write(view.Export(text));
            }
        }

        return Results.File(buffer.ToArray(), "application/octet-stream", "workflow-definitions.zip");
    }

    private static string NameOf(DefinitionText text) => $"workflow-definition-{Slug(text.Version.Name)}-{text.Version.DefinitionId}-{text.Version.Id}.json";

    private static string Slug(string name)
    {
        var slug = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsLetterOrDigit(letter))
                slug.Append(char.ToLowerInvariant(letter));
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }

        return slug.ToString().Trim('-');
    }

    private static async Task<IResult> Import([AsParameters] DefinitionRoad road)
    {
        var model = await ElsaJson.Read(road.Http);
        if (road.Http.Request.RouteValues["definitionId"] is string definitionId)
            model["definitionId"] = definitionId;
        return await road.Import(model) switch
        {
            Saving.Done done => ElsaJson.Answer(road.View.Model(done.Text)),
            Saving.Refused refused => ElsaAnswers.Refusal(refused.Outcome, road.Http, refused.Text),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static async Task<IResult> ImportFiles([AsParameters] DefinitionRoad road)
    {
        if (!road.Http.Request.HasFormContentType)
            return ElsaAnswers.Errors(StatusCodes.Status400BadRequest, "no-files", "Expected files in a form, but found something else.");
        var models = new List<(string Name, JsonObject Model)>();
        foreach (var file in (await road.Http.Request.ReadFormAsync(road.Cancellation)).Files)
        {
            await using var content = file.OpenReadStream();
            foreach (var (name, bytes) in await Texts(file.FileName, content, road.Cancellation))
            {
                if (Read(bytes) is not { } model)
                    return ElsaAnswers.Errors(StatusCodes.Status400BadRequest, "bad-json", $"Expected a workflow definition in '{name}', but it is no JSON object. Nothing was imported.");
                models.Add((name, model));
            }
        }

        if (models.Count is 0 or > MostFiles)
            return ElsaAnswers.Errors(StatusCodes.Status400BadRequest, "file-count", $"Expected 1 to {MostFiles} definitions, but found {models.Count}.");
        var (imported, reasons) = (0, new List<string>());
        foreach (var (name, model) in models)
        {
            if (await road.Import(model) is Saving.Refused refused)
                reasons.Add($"{name}: {(refused.Outcome is DefinitionOutcome.Refused why ? string.Join(' ', why.Problems.Select(problem => ElsaAnswers.Words(problem, null))) : "it was not imported.")}");
            else
                imported++;
        }

        return reasons.Count > 0
            ? ElsaAnswers.Errors(StatusCodes.Status400BadRequest, "definition-refused", [$"{imported} of {models.Count} were imported.", .. reasons])
            : ElsaJson.Answer(new JsonObject { ["count"] = imported });
    }

    private static async Task<IReadOnlyList<(string Name, byte[] Bytes)>> Texts(string name, Stream content, CancellationToken cancellation)
    {
        using var whole = new MemoryStream();
        await content.CopyToAsync(whole, cancellation);
        if (!name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            return [(name, whole.ToArray())];
        var texts = new List<(string, byte[])>();
        using var zip = new ZipArchive(whole, ZipArchiveMode.Read);
        foreach (var entry in zip.Entries.Where(entry => entry.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)))
        {
            // What an archive says of its sizes is a claim: no more is read than may be.
            await using var file = await entry.OpenAsync(cancellation);
            var bytes = new byte[LargestFile + 1];
            var length = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
            if (length > LargestFile || texts.Count >= MostFiles)
                throw new BadHttpRequestException($"Expected at most {MostFiles} files of at most {LargestFile} bytes, but '{entry.Name}' is one too many or too long.", StatusCodes.Status413PayloadTooLarge);
            texts.Add((entry.Name, bytes[..length]));
        }

        return texts;
    }

    private static JsonObject? Read(byte[] bytes)
    {
        try
        {
            return JsonNode.Parse(bytes.AsSpan(bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0), documentOptions: new JsonDocumentOptions { MaxDepth = 256 }) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
