using System.Globalization;
using System.Text.Json.Nodes;
using GridWorkflow.Casework.Activities;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Designer.Api.Definitions;

/// <summary>Versions of definitions in the form in which Elsa's API gives them.</summary>
public sealed class DefinitionView(ReferenceCatalog catalog)
{
    /// <summary>
    /// Custom property in which a definition carries its revision to Studio and back. Studio sends custom properties as it got them, so
    /// whoever saves says what he has read. It is never kept and never exported.
    /// </summary>
    public const string RevisionProperty = "gridRevision";

    private const string Schema = "https://elsaworkflows.io/schemas/workflow-definition/v3.0.0/schema.json";

    /// <summary>Members that belong to the version, not to its text.</summary>
    private static readonly string[] OfVersion = ["$schema", "links", "id", "createdAt", "version", "isLatest", "isPublished", "isSystem"];

    private readonly ActivityView _activities = new(CaseActivities.Types, typeName => Find(catalog, typeName));

    /// <summary>A version for the editor.</summary>
    public JsonObject Model(DefinitionText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var model = Shown(text);
        model.Insert(0, "links", Links.Of(text.Version.DefinitionId));
        model["customProperties"]!.AsObject()[RevisionProperty] = text.Version.Revision.ToString(CultureInfo.InvariantCulture);
        return model;
    }

    /// <summary>A version as a file that Elsa imports.</summary>
    public byte[] Export(DefinitionText text)
    {
        var file = Shown(text);
        file.Insert(0, "$schema", Schema);
        return ElsaJson.Utf8(file);
    }

    /// <summary>A line of a list.</summary>
    public static JsonObject Summary(DefinitionText text, bool linked = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (version, definition) = (text.Version, WorkflowDefinition.Parse(text.Json));
        var line = new JsonObject();
        if (linked)
        {
            line["links"] = Links.Of(version.DefinitionId);
            line["isMaterializerAvailable"] = true;
        }

        line["id"] = version.Id;
        line["definitionId"] = version.DefinitionId;
        line["name"] = version.Name;
        if (definition.Description is { } description)
            line["description"] = description;
        line["version"] = version.Version;
        if (ActivityView.Text(Parse(text.Json), "toolVersion") is { } tool)
            line["toolVersion"] = tool;
        line["isLatest"] = version.IsLatest;
        line["isPublished"] = version.IsPublished;
        line["materializerName"] = "Json";
        line["createdAt"] = version.CreatedAt;
        line["isReadonly"] = IsReadonly(Parse(text.Json));
        return line;
    }

    /// <summary>The text to keep of what Studio sends, with the revision that it is based on.</summary>
    /// <param name="sent">The model as it came.</param>
    /// <param name="based">The version that it changes; null for a new definition.</param>
    public (string Text, long? Revision) Kept(JsonObject sent, DefinitionText? based)
    {
        ArgumentNullException.ThrowIfNull(sent);
        var model = sent.DeepClone().AsObject();
        foreach (var name in OfVersion)
            model.Remove(name);
        DefinitionParts.Tidy(model);
        long? revision = null;
        if (model["customProperties"] is JsonObject custom && custom.Remove(RevisionProperty, out var token)
            && long.TryParse(token?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var read))
            revision = read;
        if (based is null)
            return (ElsaJson.Text(model, indented: true), revision);

        var shown = Shown(based);
        foreach (var name in OfVersion)
            shown.Remove(name);
        var kept = Parse(based.Json);
        var merged = KeptText.Merge(model, shown, kept);
        return (JsonNode.DeepEquals(merged, kept) ? based.Json : ElsaJson.Text(merged!, indented: based.Json.Contains('\n', StringComparison.Ordinal)), revision);
    }

    /// <summary>An activity with everything in it, as it stands in the editor.</summary>
    internal JsonObject Root(DefinitionText text, string parentNodeId) => _activities.Root(RootOf(Parse(text.Json)), parentNodeId);

    internal JsonObject Shown(DefinitionText text)
    {
        var (version, kept) = (text.Version, Parse(text.Json));
        var model = new JsonObject
        {
            ["id"] = version.Id,
            ["definitionId"] = version.DefinitionId,
            ["name"] = version.Name,
        };
        Copy("description");
        model["createdAt"] = version.CreatedAt;
        model["version"] = version.Version;
        Copy("toolVersion");
        model["variables"] = DefinitionParts.List(kept["variables"], DefinitionParts.Variable);
        model["inputs"] = DefinitionParts.List(kept["inputs"], DefinitionParts.Argument);
        model["outputs"] = DefinitionParts.List(kept["outputs"], DefinitionParts.Argument);
        model["outcomes"] = DefinitionParts.List(kept["outcomes"], item => item?.DeepClone());
        model["customProperties"] = kept["customProperties"] is JsonObject custom ? custom.DeepClone() : new JsonObject();
        model["isReadonly"] = IsReadonly(kept);
        model["isSystem"] = false;
        model["isLatest"] = version.IsLatest;
        model["isPublished"] = version.IsPublished;
        model["options"] = DefinitionParts.Options(kept["options"]);
        model["root"] = _activities.Root(RootOf(kept));
        return model;

        void Copy(string name)
        {
            if (kept[name] is { } value)
                model[name] = value.DeepClone();
        }
    }

    internal static JsonObject Parse(string json) => JsonNode.Parse(json, documentOptions: new System.Text.Json.JsonDocumentOptions { MaxDepth = 256 })!.AsObject();

    private static JsonObject RootOf(JsonObject kept) => kept["root"] as JsonObject ?? [];

    private static bool IsReadonly(JsonObject kept) => kept["isReadonly"] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    private static UsedDefinition? Find(ReferenceCatalog catalog, string typeName) =>
        catalog.Current.Definitions.Published.FirstOrDefault(program => program.Definition.UsableAsActivity && program.Definition.ActivityTypeName == typeName) is { } program
            ? new UsedDefinition(program.DefinitionId, program.Version, DefinitionVersion.IdOf(program.DefinitionId, program.Version))
            : null;
}
