using System.Text.Json.Nodes;

namespace GridWorkflow.Designer.Api.Definitions;

/// <summary>The links that Elsa writes beside definitions.</summary>
internal static class Links
{
    public static JsonArray OfList() => Of(
        ("", "self", "GET"), ("/validation/is-name-unique", "is-name-unique", "GET"), ("/query/count", "count", "GET"), ("/many-by-id", "many-by-id", "GET"),
        ("!/bulk-actions/delete/workflow-definitions/by-definition-id", "bulk-delete-by-definition-id", "POST"),
        ("!/bulk-actions/delete/workflow-definitions/by-id", "bulk-delete-by-id", "POST"),
        ("!/bulk-actions/publish/workflow-definitions/by-definition-ids", "bulk-publish", "POST"),
        ("!/bulk-actions/retract/workflow-definitions/by-definition-ids", "bulk-retract", "POST"),
        ("/import", "import", "POST"), ("/import-files", "import-files", "POST"), ("", "create", "POST"));

    public static JsonArray Of(string definitionId)
    {
        var own = $"/{Uri.EscapeDataString(definitionId)}";
        return Of(
            (own, "self", "GET"), ($"/by-definition-id{own}", "self", "GET"), ($"{own}/versions", "versions", "GET"), ($"{own}/bulk-dispatch", "bulk-dispatch", "POST"),
            ($"{own}/dispatch", "dispatch", "POST"), ($"{own}/execute", "execute", "POST"), ($"{own}/export", "export", "POST"), ($"{own}/publish", "publish", "POST"),
            ($"{own}/retract", "retract", "POST"), (own, "delete", "DELETE"), ($"{own}/import", "import", "PUT"), ($"{own}/update-references", "update-references", "POST"));
    }

    private static JsonArray Of(params (string Path, string Rel, string Method)[] links) => new(
    [
        .. links.Select(link => new JsonObject
        {
            ["href"] = link.Path.StartsWith('!') ? link.Path[1..] : $"/workflow-definitions{link.Path}", ["rel"] = link.Rel, ["method"] = link.Method,
        }),
    ]);
}
