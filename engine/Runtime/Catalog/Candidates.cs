using System.Collections.Immutable;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>Judges what the reference data would be with some files changed. Pure but for what the gate looks up.</summary>
internal static class Candidates
{
    /// <param name="gateOver">The gate over other files than those in force.</param>
    /// <param name="definitions">Definitions in force.</param>
    /// <param name="files">Other files in force.</param>
    /// <param name="changes">What is different.</param>
    public static CandidateOutcome Judge(
        Func<IReadOnlyList<SourceFile>, PublishGate> gateOver, IReadOnlyList<SourceFile> definitions, IReadOnlyList<SourceFile> files, IReadOnlyList<FileChange> changes)
    {
        var problems = changes.Select(change => ReferencePath.Check(change.Path)).OfType<Problem>().ToList();
        problems.AddRange(changes.GroupBy(change => change.Path).Where(group => group.Count() > 1)
            .Select(group => new Problem("file-twice", $"Expected each file once, but '{group.Key}' is there twice.", "Leave one of the two out.") { File = group.Key }));
        if (problems.Count > 0)
            return new CandidateOutcome.Refused([.. problems]);

        var rest = Changed(files, changes.Where(change => !ReferencePath.IsDefinition(change.Path)));
        var lifecycles = definitions.ToDictionary(file => PublishGate.Parse(file).DefinitionId, StringComparer.Ordinal);
        var drafts = new List<(string Id, SourceFile File)>();
        foreach (var change in changes.Where(change => ReferencePath.IsDefinition(change.Path)))
        {
            var id = System.IO.Path.GetFileNameWithoutExtension(change.Path);
            if (change.Text is null)
            {
                lifecycles.Remove(id);
                continue;
            }

            try
            {
                var draft = WorkflowDefinition.Parse(change.Text, change.Path);
                var number = lifecycles.GetValueOrDefault(draft.DefinitionId)?.Version is { } before ? before + 1 : draft.Version;
                drafts.Add((draft.DefinitionId, new SourceFile(change.Path, change.Text) { Version = number }));
            }
            catch (RefusedException refused)
            {
                problems.AddRange(refused.Problems);
            }
        }

        foreach (var (id, file) in drafts)
            lifecycles[id] = file;
        if (problems.Count > 0)
            return new CandidateOutcome.Refused([.. problems]);

        var gate = gateOver(rest);
        ReferenceData? data = null;
        foreach (var (id, file) in drafts)
        {
            switch (gate.Check(file, [.. lifecycles.Where(pair => pair.Key != id).Select(pair => pair.Value)]))
            {
                case GateVerdict.Open open:
                    data = open.Data;
                    break;
                case GateVerdict.Closed closed:
                    problems.AddRange(closed.Problems.Select(problem => problem.File is null ? problem with { File = file.Path } : problem));
                    break;
                default:
                    throw new InvalidOperationException("A gate is open or closed.");
            }
        }

        if (problems.Count > 0)
            return new CandidateOutcome.Refused([.. problems.Distinct()]);
        try
        {
            return new CandidateOutcome.Ready(data ?? gate.Load([.. lifecycles.Values]));
        }
        catch (RefusedException refused)
        {
            return new CandidateOutcome.Refused([.. refused.Problems]);
        }
    }

    /// <summary>Files with some of them replaced, new or taken away; by path.</summary>
    public static ImmutableArray<SourceFile> Changed(IEnumerable<SourceFile> files, IEnumerable<FileChange> changes)
    {
        var all = files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        foreach (var change in changes)
        {
            if (change.Text is { } text)
                all[change.Path] = new SourceFile(change.Path, text);
            else
                all.Remove(change.Path);
        }

        return [.. all.Values.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }
}
