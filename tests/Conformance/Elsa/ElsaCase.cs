using System.Text.Json;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Conformance.Elsa;

/// <summary>One recorded case: definitions, what to do with them, and what a stock Elsa did.</summary>
internal sealed record ElsaCase(string Name, IReadOnlyList<(string File, byte[] Json)> Definitions, JsonElement Steps, JsonElement Expected)
{
    public FlowchartMode FlowchartMode => Text(Steps, "flowchartMode") == "token" ? FlowchartMode.Token : FlowchartMode.Counter;

    /// <summary>Reads every folder with an <c>expected.json</c>, by name.</summary>
    public static IEnumerable<ElsaCase> ReadAll(string directory) =>
        Directory.EnumerateDirectories(directory)
            .Where(folder => File.Exists(Path.Combine(folder, "expected.json")))
            .Order(StringComparer.Ordinal)
            .Select(Read);

    public static string? Text(JsonElement json, string property) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static ElsaCase Read(string folder)
    {
        var steps = Parse(Path.Combine(folder, "steps.json"));
        var files = steps.GetProperty("definitions").EnumerateArray().Select(file => file.GetString()!);
        return new ElsaCase(
            Path.GetFileName(folder),
            [.. files.Select(file => (file, File.ReadAllBytes(Path.Combine(folder, file))))],
            steps,
            Parse(Path.Combine(folder, "expected.json")));
    }

    private static JsonElement Parse(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }
}
