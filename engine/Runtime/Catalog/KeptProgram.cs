using GridWorkflow.Casework;
using GridWorkflow.Casework.Activities;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>
/// A program as a row, with everything that it takes to compile it to the same hash again: its own text and the definitions that it
/// uses as activities, as they were. Pure.
/// </summary>
internal static class KeptProgram
{
    public static DefinitionRow Row(Program program, DateTimeOffset now) => new()
    {
        ContentHash = program.ContentHash,
        DefinitionId = program.DefinitionId,
        Version = program.Version,
        Json = program.Definition.Json.GetRawText(),
        Parts = program.Parts.IsEmpty
            ? null
            : StoredJson.Text(program.Parts.Select(part => new Part(part.Definition.Version, part.TypeName, part.ByVersion, part.Definition.Json.GetRawText()))),
        LoadedAt = now,
    };

    /// <summary>Compiles the row again. Whether it is the same program its hash tells.</summary>
    /// <param name="row">What was kept.</param>
    /// <param name="current">Where a row without parts, from before parts were kept, looks for them.</param>
    public static Program Compile(DefinitionRow row, DefinitionSet current)
    {
        var definition = WorkflowDefinition.Parse(row.Json).Numbered(row.Version);
        var options = row.Parts is null
            ? DefinitionSet.Options([.. current.All.Select(program => program.Definition)], static (_, _) => null)
            : Options([.. StoredJson.Read<Part[]>(row.Parts).Select(part => (part, WorkflowDefinition.Parse(part.Json).Numbered(part.Version)))]);
        return Program.Compile(definition, CaseActivities.Types, options);
    }

    private static CompileOptions Options((Part Part, WorkflowDefinition Definition)[] parts) => new()
    {
        FindDefinition = (id, version) => Array.Find(parts, one => one.Part.ByVersion && one.Definition.DefinitionId == id && one.Part.Version == version).Definition,
        FindActivityDefinition = typeName => Array.Find(parts, one => !one.Part.ByVersion && one.Part.TypeName == typeName).Definition,
    };

    private sealed record Part(int Version, string TypeName, bool ByVersion, string Json);
}
