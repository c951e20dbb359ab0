using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>
/// How the files of the workflow folder beside definitions come into the database. A file comes into force unless an admin has put a version
/// of his own in force or has taken it away: then it is set aside. A file that is gone goes out of force. Decides, and writes nothing.
/// </summary>
internal sealed class FileImport
{
    private readonly List<FileDeed> _deeds = [];
    private readonly List<string> _notices = [];

    private FileImport()
    {
    }

    /// <summary>What is to be written; none when everything is known.</summary>
    public ImmutableArray<FileDeed> Deeds => [.. _deeds];

    /// <summary>What an admin should know.</summary>
    public IReadOnlyList<string> Notices => _notices;

    /// <summary>What is in force once that is written, by path.</summary>
    public ImmutableArray<PublishedFile> InForce { get; private set; } = [];

    /// <summary>SHA-256 of a text in lower-case hex.</summary>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Says what is to be done.</summary>
    /// <param name="files">All files of the folder but definitions.</param>
    /// <param name="histories">Of all files that ever were.</param>
    /// <param name="published">What is in force.</param>
    /// <param name="now">When.</param>
    public static FileImport Plan(
        IReadOnlyList<SourceFile> files, ImmutableSortedDictionary<string, FileHistory> histories, ImmutableArray<PublishedFile> published, DateTimeOffset now)
    {
        var import = new FileImport();
        var inForce = published.ToDictionary(file => file.Path, StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (import.Decide(histories.GetValueOrDefault(file.Path) ?? new FileHistory(file.Path, [], []), file, now) is { } version)
                inForce[file.Path] = new PublishedFile(file.Path, version, VersionOrigin.File, file.Text);
        }

        var there = files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var history in histories.Values)
        {
            if (history.Published is not { Origin: VersionOrigin.File } gone || there.Contains(gone.Path))
                continue;
            import._notices.Add($"{gone.Path} is no longer in the workflow folder: out of force.");
            import._deeds.Add(history.Deed(
                FileAct.Retracted, gone.Version, null, DefinitionImport.Files, now, gone.ContentHash, null, null, new FileStep.Turn(gone.Version, VersionState.Retracted)));
            inForce.Remove(gone.Path);
        }

        import.InForce = [.. inForce.Values.OrderBy(file => file.Path, StringComparer.Ordinal)];
        return import;
    }

    /// <returns>The number under which the file comes into force; null: it does not, or it is already.</returns>
    private int? Decide(FileHistory history, SourceFile file, DateTimeOffset now)
    {
        const string by = DefinitionImport.Files;
        var hash = HashOf(file.Text);
        if (history.Published?.ContentHash == hash)
            return null;
        var known = history.Versions.LastOrDefault(version => version is { State: not VersionState.Draft, Origin: VersionOrigin.File } && version.ContentHash == hash);
        var published = history.Published;
        if (published is { Origin: not VersionOrigin.File } || (published is null && history.LastInForce is { By: not by }))
        {
            var why = published is { } own ? $"version {own.Version} of {own.PublishedBy} is in force" : $"{history.LastInForce!.By} has taken it out of force";
            _notices.Add($"{file.Path} gives way: {why}. Make its version {known?.Version ?? history.NextNumber} a draft to put it in force.");
            if (known is null)
                _deeds.Add(history.Deed(
                    FileAct.SetAside, history.NextNumber, null, by, now, published?.ContentHash, hash, null,
                    new FileStep.Put(Row(history, file, hash, VersionState.Superseded, now))));
            return null;
        }

        if (known is not null)
        {
            _deeds.Add(history.Deed(
                FileAct.Imported, known.Version, null, by, now, published?.ContentHash, hash, null,
                [.. history.SupersedePublished(), new FileStep.PutInForce(known.Version, by, now)]));
            return known.Version;
        }

        _deeds.Add(history.Deed(
            FileAct.Imported, history.NextNumber, null, by, now, published?.ContentHash, hash, null,
            [.. history.SupersedePublished(), new FileStep.Put(Row(history, file, hash, VersionState.Published, now))]));
        return history.NextNumber;
    }

    private static FileVersionRow Row(FileHistory history, SourceFile file, string hash, VersionState state, DateTimeOffset now) => new()
    {
        Path = file.Path,
        Version = history.NextNumber,
        State = state,
        Origin = VersionOrigin.File,
        Text = file.Text,
        ContentHash = hash,
        CreatedBy = DefinitionImport.Files,
        CreatedAt = now,
        UpdatedBy = DefinitionImport.Files,
        UpdatedAt = now,
        PublishedBy = state == VersionState.Published ? DefinitionImport.Files : null,
        PublishedAt = state == VersionState.Published ? now : null,
    };
}
