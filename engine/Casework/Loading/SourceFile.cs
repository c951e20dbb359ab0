using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Loading;

/// <summary>A file as it was read at the edge; this layer does no I/O.</summary>
/// <param name="Path">As people will see it in messages: <c>workflows/policies/community.yaml</c>.</param>
/// <param name="Text">Its whole text.</param>
public sealed record SourceFile(string Path, string Text)
{
    /// <summary>Version number of a definition, where the catalogue has given it another than the text says.</summary>
    public int? Version { get; init; }
}

/// <summary>What is wrong with one file, collected so that an admin sees everything at once.</summary>
public sealed class Findings(string file)
{
    private readonly List<Problem> _problems = [];

    public IReadOnlyList<Problem> Problems => _problems;

    public void Add(string code, string reason, string remedy, string? path, int? line) =>
        _problems.Add(new Problem(code, reason, remedy) { File = file, Path = string.IsNullOrEmpty(path) ? null : path, Line = line });
}
