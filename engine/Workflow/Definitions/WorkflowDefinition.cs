using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GridWorkflow.Workflow.Definitions;

/// <summary>
/// One version of an Elsa 3 workflow definition. The JSON is kept as it was read, so that properties unknown here survive a round
/// trip; the members are views of it.
/// </summary>
public sealed class WorkflowDefinition
{
    private static readonly JsonDocumentOptions Reading = new() { AllowTrailingCommas = false, MaxDepth = 256 };

    private readonly ReadOnlyMemory<byte> _source;
    private readonly int? _version;

    private WorkflowDefinition(JsonElement json, ReadOnlyMemory<byte> source, string? fileName, int? version = null)
    {
        Json = json;
        _source = source;
        _version = version;
        FileName = fileName;
        Root = new ActivityNode(json.GetProperty("root"), "root");
        Variables = VariableDeclaration.ReadAll(json);
        Inputs = ArgumentDeclaration.ReadAll(json, "inputs");
        Outputs = ArgumentDeclaration.ReadAll(json, "outputs");
    }

    /// <summary>The whole definition.</summary>
    public JsonElement Json { get; }

    public string? FileName { get; }

    /// <summary>Id of this version.</summary>
    public string? Id => Definitions.Json.Text(Json, "id");

    /// <summary>Id that all versions share.</summary>
    public string DefinitionId => Definitions.Json.Text(Json, "definitionId") ?? Id ?? "";

    /// <summary>The definition id that stands in the JSON; null when none does.</summary>
    public string? OwnDefinitionId => Definitions.Json.Text(Json, "definitionId") is { Length: > 0 } id ? id : null;

    public string Name => Definitions.Json.Text(Json, "name") ?? "";

    public string? Description => Definitions.Json.Text(Json, "description");

    /// <summary>The number given by <see cref="Numbered"/>, else the one in the JSON, else 1.</summary>
    public int Version => _version ?? Definitions.Json.Number(Json, "version") ?? 1;

    public bool IsLatest => Definitions.Json.Flag(Json, "isLatest");

    public bool IsPublished => Definitions.Json.Flag(Json, "isPublished");

    public ActivityNode Root { get; }

    public IReadOnlyList<VariableDeclaration> Variables { get; }

    public IReadOnlyList<ArgumentDeclaration> Inputs { get; }

    public IReadOnlyList<ArgumentDeclaration> Outputs { get; }

    /// <summary>Outcomes of the workflow when it is used as an activity.</summary>
    public IReadOnlyList<string> Outcomes =>
        Json.TryGetProperty("outcomes", out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : [];

    /// <summary>Type name of the workflow as an activity: its name, words capitalised and joined.</summary>
    public string ActivityTypeName =>
        string.Concat(Name.Split([' ', '_', '-'], StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary>May stand as an activity in other definitions.</summary>
    public bool UsableAsActivity => Definitions.Json.Flag(Options, "usableAsActivity");

    /// <summary>Activation strategy as written; null allows always.</summary>
    public string? ActivationStrategy => Definitions.Json.Text(Options, "activationStrategyType");

    /// <summary>Incident strategy as written; null faults.</summary>
    public string? IncidentStrategy => Definitions.Json.Text(Options, "incidentStrategyType");

    private JsonElement Options => Json.TryGetProperty("options", out var options) ? options : default;

    /// <summary>Reads a definition.</summary>
    /// <param name="utf8">The JSON in UTF-8, with or without a byte order mark.</param>
    /// <param name="fileName">Named in problems.</param>
    /// <exception cref="RefusedException">It is not a definition; every problem is named with path and line.</exception>
    public static WorkflowDefinition Parse(ReadOnlyMemory<byte> utf8, string? fileName = null)
    {
        if (utf8.Span.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];
        JsonElement json;
        try
        {
            using var document = JsonDocument.Parse(utf8, Reading);
            json = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new RefusedException(
            [
                new Problem("bad-json", $"Expected JSON, but {e.Message}", "Export the definition again or mend the file.")
                {
                    File = fileName, Path = e.Path, Line = (int?)e.LineNumber + 1,
                },
            ]);
        }

        var problems = Shape.Check(json)
            .Select(problem => problem with { File = fileName, Line = problem.Path is null ? null : SourceLines.LineOf(utf8.Span, problem.Path) })
            .ToList();
        return problems.Count > 0 ? throw new RefusedException(problems) : new WorkflowDefinition(json, utf8, fileName);
    }

    /// <inheritdoc cref="Parse(ReadOnlyMemory{byte}, string?)"/>
    public static WorkflowDefinition Parse(string json, string? fileName = null) => Parse(Encoding.UTF8.GetBytes(json), fileName);

    /// <summary>The definition as UTF-8 JSON, every property in its place.</summary>
    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(Json);

    /// <summary>The same definition under a version number of the catalogue, whatever its JSON says; the JSON stays as it is.</summary>
    /// <param name="version">From 1.</param>
    public WorkflowDefinition Numbered(int version) => version == Version ? this : new WorkflowDefinition(Json, _source, FileName, version);

    /// <summary>A changed copy; the original stays as it is.</summary>
    /// <param name="edit">Edits the root object.</param>
    public WorkflowDefinition With(Action<JsonObject> edit)
    {
        var copy = JsonObject.Create(Json)!.DeepClone().AsObject();
        edit(copy);
        return Parse(JsonSerializer.SerializeToUtf8Bytes(copy), FileName);
    }

    /// <summary>Adds file and line to a problem that has a path.</summary>
    internal Problem Locate(Problem problem) =>
        problem with
        {
            File = problem.File ?? FileName,
            Line = problem.Line ?? (problem.Path is null ? null : SourceLines.LineOf(_source.Span, problem.Path)),
        };
}
