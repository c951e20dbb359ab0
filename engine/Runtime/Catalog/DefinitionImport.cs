using System.Collections.Immutable;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Activities;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Publishing;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>
/// How the definitions of the workflow folder come into the catalogue. A file comes into force unless an admin has put a version of his
/// own in force: then it waits as a draft. A file whose content is known already changes nothing. Decides, and writes nothing.
/// </summary>
internal sealed class DefinitionImport
{
    /// <summary>Who brings files in.</summary>
    public const string Files = "system:files";

    private readonly List<DefinitionChange> _changes = [];
    private readonly List<string> _notices = [];
    private readonly List<Problem> _problems = [];
    private readonly Dictionary<string, SourceFile> _published = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _now;

    private DefinitionImport(DateTimeOffset now) => _now = now;

    /// <summary>What is to be written; none when everything is known.</summary>
    public ImmutableArray<DefinitionChange> Changes => [.. _changes];

    /// <summary>Acts that had been made when the catalogue was read.</summary>
    public ActCount Acts { get; private set; }

    /// <summary>What an admin should know.</summary>
    public IEnumerable<string> Notices => Rest.Notices.Concat(_notices);

    /// <summary>How the other files come in.</summary>
    public FileImport Rest { get; private set; } = null!;

    /// <summary>What is in force once both are written.</summary>
    public ActCount ActsAfter => new(Acts.Definitions + _changes.Count, Acts.Files + Rest.Deeds.Length);

    /// <summary>All of it as one write; null: everything is known.</summary>
    public Write? Write => (Rest.Deeds.IsEmpty, _changes.Count == 0) switch
    {
        (true, true) => null,
        (true, false) => new Write.ChangeDefinitions(Changes),
        _ => new Write.ChangeFiles(Rest.Deeds, null, Acts) { Definitions = Changes },
    };

    /// <summary>The reference data once the changes are written.</summary>
    public ReferenceData Data { get; private set; } = ReferenceData.Empty;

    /// <summary>Reads files and catalogue and says what is to be done.</summary>
    /// <exception cref="RefusedException">With every problem of every file.</exception>
    public static async Task<DefinitionImport> Plan(
        IReadOnlyList<SourceFile> files, DefinitionQueries queries, FileQueries others, DateTimeOffset now, CancellationToken cancellation)
    {
        var definitions = files.Where(file => ReferencePath.IsDefinition(file.Path)).ToList();
        var import = new DefinitionImport(now);
        var parsed = import.Parse(definitions);
        string[] ids = [.. parsed.Select(one => one.Definition.DefinitionId).Distinct()];
        var ((published, histories, known, inForce), acts) = await others.AsOfOneMoment(
            async () => (await queries.Published(cancellation), await queries.Histories(ids, cancellation), await others.Histories(null, cancellation), await others.Published(cancellation)),
            cancellation);
        import.Acts = acts;
        import.Rest = FileImport.Plan([.. files.Except(definitions)], known, inForce, now);
        foreach (var one in published)
            import._published[one.DefinitionId] = one.File;
        var compiled = import.Compile(parsed, queries.FindDefinition);
        if (import._problems.Count == 0)
        {
            foreach (var history in histories)
                import.Decide(history, [.. compiled.Where(one => one.Program.DefinitionId == history.DefinitionId).OrderBy(one => one.Program.Version)]);
        }

        import.Load(compiled, queries.FindDefinition);
        if (await RulesInUse.Missed([.. inForce.Select(file => file.File)], import.Data, others, cancellation) is { IsEmpty: false } missed)
            throw new RefusedException(missed);
        return import;
    }

    private List<(WorkflowDefinition Definition, SourceFile File)> Parse(List<SourceFile> files)
    {
        var parsed = new List<(WorkflowDefinition Definition, SourceFile File)>();
        foreach (var file in files)
            Try(() => parsed.Add((WorkflowDefinition.Parse(file.Text, file.Path), file)));
        foreach (var (_, file) in parsed.GroupBy(one => (one.Definition.DefinitionId, one.Definition.Version)).SelectMany(group => group.Skip(1)))
            _problems.Add(new Problem("duplicate-definition-version", "Expected each definition version once, but another file has the same id and number.", "Rename or remove one of the two.") { File = file.Path });
        return parsed;
    }

    private List<Compiled> Compile(List<(WorkflowDefinition Definition, SourceFile File)> parsed, Func<string, int, WorkflowDefinition?> find)
    {
        var ids = parsed.Select(one => one.Definition.DefinitionId).ToHashSet(StringComparer.Ordinal);
        var options = DefinitionSet.Options(
            [.. parsed.Select(one => one.Definition), .. _published.Where(pair => !ids.Contains(pair.Key)).Select(pair => PublishGate.Parse(pair.Value))], find);
        var compiled = new List<Compiled>();
        foreach (var (definition, file) in parsed)
            Try(() => compiled.Add(new Compiled(Program.Compile(definition, CaseActivities.Types, options), file)));
        return compiled;
    }

    /// <summary>Files of one definition, lowest version first; the last one is what the folder wants in force.</summary>
    private void Decide(VersionHistory history, IReadOnlyList<Compiled> files)
    {
        for (var index = 0; index < files.Count; index++)
        {
            var change = IsKnown(history, files[index].Program) ? Again(history, files[index], index == files.Count - 1) : New(history, files[index], index == files.Count - 1);
            if (change is null)
                continue;
            _changes.Add(change);
            history = After(history, change);
        }
    }

    private static bool IsKnown(VersionHistory history, Program program) =>
        history.KnownHashes.Contains(program.ContentHash)
        || history.Versions.Any(version => version.State != VersionState.Draft && version.ContentHash == program.ContentHash);

    /// <summary>A known file comes back into force when the folder has gone back to it from a later file.</summary>
    private DefinitionChange? Again(VersionHistory history, Compiled file, bool wanted)
    {
        var known = history.Versions.LastOrDefault(version => version.ContentHash == file.Program.ContentHash);
        if (!wanted || known is not { State: VersionState.Superseded } || history.Published is not { Origin: VersionOrigin.File } inForce || inForce.ContentHash == known.ContentHash)
            return null;
        _published[history.DefinitionId] = file.File with { Version = known.Version };
        return history.Publish(known, file.Program.ContentHash, Files, _now);
    }

    private DefinitionChange New(VersionHistory history, Compiled file, bool wanted)
    {
        var number = history.IsFree(file.Program.Version) ? file.Program.Version : history.NextNumber;
        var hash = file.Program.ContentHash;
        var row = new DefinitionVersionRow
        {
            DefinitionId = history.DefinitionId,
            Version = number,
            Id = DefinitionName.OfVersion(history.DefinitionId, number),
            Name = file.Program.Name,
            State = VersionState.Superseded,
            Origin = VersionOrigin.File,
            Json = file.File.Text,
            ContentHash = hash,
            CreatedBy = Files,
            CreatedAt = _now,
            UpdatedBy = Files,
            UpdatedAt = _now,
        };
        DefinitionChange Import(VersionState state, params ReadOnlySpan<VersionStep> before)
        {
            var published = state == VersionState.Published;
            var put = new VersionStep.Put(row with { State = state, PublishedBy = published ? Files : null, PublishedAt = published ? _now : null });
            return history.Change(DefinitionAct.Imported, number, Files, _now, history.Published?.ContentHash, hash, file.File.Path, [.. before, put]);
        }

        if (!wanted)
            return Import(VersionState.Superseded);
        if (history.Published is { Origin: VersionOrigin.File } || (history.Published is null && history.Versions.All(version => version.State == VersionState.Superseded && version.PublishedAt is null)))
        {
            _published[history.DefinitionId] = file.File with { Version = number };
            return Import(VersionState.Published, [.. history.SupersedePublished()]);
        }

        var why = history.Published is { } own ? $"version {own.Version} of {own.PublishedBy} is in force" : "no version of it is in force";
        if (history.Draft is { Origin: not VersionOrigin.File } draft)
        {
            _notices.Add($"{file.File.Path} is version {number} of '{history.DefinitionId}', set aside: {why}, and {draft.UpdatedBy} has a draft. Revert to it to make it the draft.");
            return Import(VersionState.Superseded);
        }

        _notices.Add($"{file.File.Path} is version {number} of '{history.DefinitionId}', as a draft: {why}. Publish it to put it in force.");
        return Import(VersionState.Draft, [.. history.SetDraftAside()]);
    }

    /// <summary>The history as it will be, for the next file of the same definition.</summary>
    private static VersionHistory After(VersionHistory history, DefinitionChange change)
    {
        var versions = history.Versions;
        foreach (var step in change.Steps)
        {
            versions = step switch
            {
                VersionStep.Put(var row) => versions.Add(new DefinitionVersion
                {
                    DefinitionId = row.DefinitionId, Version = row.Version, Id = row.Id, Name = row.Name, State = row.State, Origin = row.Origin, ContentHash = row.ContentHash,
                    CreatedBy = row.CreatedBy, CreatedAt = row.CreatedAt, UpdatedBy = row.UpdatedBy, UpdatedAt = row.UpdatedAt, PublishedBy = row.PublishedBy,
                    PublishedAt = row.PublishedAt, IsLatest = false, Revision = change.Act.Revision,
                }),
                VersionStep.Turn(var number, var state) => Replaced(versions, number, state),
                VersionStep.PutInForce(var number, _, _, _) => Replaced(versions, number, VersionState.Published),
                _ => versions,
            };
        }

        return history with { Versions = [.. versions.OrderBy(version => version.Version)], Revision = change.Act.Revision, LastNumber = Math.Max(history.LastNumber, change.Act.Version ?? 0) };
    }

    private static ImmutableArray<DefinitionVersion> Replaced(ImmutableArray<DefinitionVersion> versions, int number, VersionState state)
    {
        var index = versions.IndexOf(versions.First(version => version.Version == number));
        return versions.SetItem(index, versions[index] with { State = state });
    }

    /// <summary>Whatever comes into force passes the gate, and all of it together must fit the other files.</summary>
    private void Load(List<Compiled> compiled, Func<string, int, WorkflowDefinition?> find)
    {
        foreach (var file in compiled.Where(one => _published.TryGetValue(one.Program.DefinitionId, out var inForce) && inForce.Text == one.File.Text))
        {
            _problems.AddRange(PublishCheck.Run(file.Program).Problems.Where(problem => problem.Severity == Severity.Error));
            // Named by its file, which a person can open.
            _published[file.Program.DefinitionId] = file.File with { Version = _published[file.Program.DefinitionId].Version };
        }

        WorkflowDefinition? FindHereToo(string id, int version) =>
            compiled.Find(one => one.Program.DefinitionId == id && one.Program.Version == version)?.Program.Definition ?? find(id, version);
        Try(() => Data = new PublishGate([.. Rest.InForce.Select(file => file.File)], FindHereToo).Load([.. _published.Values.OrderBy(file => file.Path, StringComparer.Ordinal)]));
        foreach (var file in compiled.Where(one => Data.Definitions.Pinned(one.Program.ContentHash) is not null))
            _problems.AddRange(RouteCheck.Run(file.Program, Data.Definitions.Published).Select(problem => problem with { File = file.File.Path }));
        if (_problems.Count > 0)
            throw new RefusedException([.. _problems.Distinct()]);
    }

    private void Try(Action read)
    {
        try
        {
            read();
        }
        catch (RefusedException refused)
        {
            _problems.AddRange(refused.Problems);
        }
    }

    private sealed record Compiled(Program Program, SourceFile File);
}
