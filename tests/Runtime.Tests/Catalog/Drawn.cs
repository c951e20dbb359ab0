using GridWorkflow.Casework.Loading;
using GridWorkflow.Runtime.Tests.Desk;

namespace GridWorkflow.Runtime.Tests.Catalog;

/// <summary>Small definitions as text.</summary>
internal static class Drawn
{
    public const string Id = "lamp";

    /// <summary>The files of the test desk without its lifecycle, and these definitions.</summary>
    public static IReadOnlyList<SourceFile> Folder(params (string Name, string Text)[] definitions) =>
        [.. TestDesk.Files, .. definitions.Select(one => new SourceFile($"definitions/{one.Name}.json", one.Text))];

    /// <summary>A sequence of activities.</summary>
    public static string Sequence(string id, int version, params string[] activities) => $$"""
        {
          "id": "{{id}}:{{version}}", "definitionId": "{{id}}", "name": "{{id}}", "version": {{version}}, "note": "kept  as it is",
          "options": { "usableAsActivity": true },
          "root": { "id": "root", "type": "Elsa.Sequence", "version": 1, "activities": [{{string.Join(", ", activities)}}] }
        }
        """;

    public static string Line(string text) =>
        $$"""{"id":"{{text}}","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"Literal","value":"{{text}}"} } }""";

    public static string Wait(string id) =>
        $$"""{"id":"{{id}}","type":"Elsa.Event","version":1,"eventName":{"typeName":"String","expression":{"type":"Literal","value":"{{id}}"} } }""";

    public static string Endpoint(string path, string method) => $$"""
        {"id":"endpoint","type":"Elsa.HttpEndpoint","version":1,"customProperties":{"canStartWorkflow":true},
         "path":{"typeName":"String","expression":{"type":"Literal","value":"{{path}}"} },
         "supportedMethods":{"typeName":"String[]","expression":{"type":"Object","value":"[\"{{method}}\"]"} } }
        """;

    /// <summary>Another definition as an activity: this very version, or 0 for whatever is published under the name.</summary>
    public static string Use(string definitionId, int version) =>
        $$"""{"id":"use","type":"{{char.ToUpperInvariant(definitionId[0])}}{{definitionId[1..]}}","version":{{version}},"workflowDefinitionId":"{{definitionId}}"}""";
}
