using System.Collections.Immutable;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>What a reference file has been through. Says what an act would change; pure.</summary>
/// <param name="Versions">By number.</param>
/// <param name="Acts">By revision.</param>
internal sealed record FileHistory(string Path, ImmutableArray<FileVersion> Versions, ImmutableArray<FileActRow> Acts)
{
    /// <summary>Number of the last act; 0: there never was one.</summary>
    public long Revision => Acts.IsEmpty ? 0 : Acts[^1].Revision;

    public FileVersion? Draft => Versions.FirstOrDefault(version => version.State == VersionState.Draft);

    public FileVersion? Published => Versions.FirstOrDefault(version => version.State == VersionState.Published);

    public int NextNumber => Versions.IsEmpty ? 1 : Versions[^1].Version + 1;

    /// <summary>Who changed last what is in force; null: nothing ever was.</summary>
    public FileActRow? LastInForce => Acts.LastOrDefault(act => act.Act is FileAct.Published or FileAct.Retracted or FileAct.Imported);

    public FileVersion? Find(int version) => Versions.FirstOrDefault(one => one.Version == version);

    /// <summary>What stands against whoever has read the file at a revision; null: nothing.</summary>
    /// <param name="expectedRevision">Null: he does not care.</param>
    public ChangeOutcome.Conflicting? Against(long? expectedRevision) =>
        expectedRevision is { } expected && expected != Revision && Acts is [.., var last]
            ? new ChangeOutcome.Conflicting(Path, last.By, last.At, Revision)
            : null;

    /// <summary>An act with its changes, at the next revision.</summary>
    public FileDeed Deed(FileAct act, int version, long? order, string by, DateTimeOffset at, string? before, string? after, string? note, params ReadOnlySpan<FileStep> steps) => new(
        new FileActRow
        {
            Path = Path, Revision = Revision + 1, Act = act, Version = version, ChangeOrder = order, At = at, By = by, HashBefore = before, HashAfter = after, Note = note,
        },
        [.. steps]);

    public ImmutableArray<FileStep> SupersedePublished() => Published is { } old ? [new FileStep.Turn(old.Version, VersionState.Superseded)] : [];
}
