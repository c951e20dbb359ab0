using System.Collections.Immutable;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>What a definition has been through: its versions and where its acts stand. Says what an act would change; pure.</summary>
/// <param name="Versions">By number.</param>
internal sealed record VersionHistory(string DefinitionId, ImmutableArray<DefinitionVersion> Versions)
{
    /// <summary>Number of the last act; 0: there never was one.</summary>
    public long Revision { get; init; }

    /// <summary>Highest version number that was ever used.</summary>
    public int LastNumber { get; init; }

    /// <summary>The last act that changed a version; moving cases changes none.</summary>
    public DefinitionActRow? LastChange { get; init; }

    /// <summary>Content hashes that were ever published or brought in, deleted versions among them.</summary>
    public ImmutableHashSet<string> KnownHashes { get; init; } = [];

    public DefinitionVersion? Draft => Versions.FirstOrDefault(version => version.State == VersionState.Draft);

    public DefinitionVersion? Published => Versions.FirstOrDefault(version => version.State == VersionState.Published);

    public DefinitionVersion? Latest => Versions.FirstOrDefault(version => version.IsLatest);

    public int NextNumber => Math.Max(LastNumber, Versions.IsEmpty ? 0 : Versions[^1].Version) + 1;

    public DefinitionVersion? Find(int version) => Versions.FirstOrDefault(one => one.Version == version);

    /// <summary>Whether a version number is above all that were ever used.</summary>
    public bool IsFree(int number) => number >= NextNumber;

    /// <summary>What stands against whoever has read the definition at a revision; null: nothing.</summary>
    /// <param name="expectedRevision">Null: he does not care.</param>
    public DefinitionOutcome.Conflicting? Against(long? expectedRevision) =>
        expectedRevision is { } expected && LastChange is { } last && (expected < last.Revision || expected > Revision)
            ? new DefinitionOutcome.Conflicting(last.By, last.At, last.Act, Revision)
            : null;

    /// <summary>An act with its changes, at the next revision.</summary>
    public DefinitionChange Change(
        DefinitionAct act, int? version, string by, DateTimeOffset at, string? before, string? after, string? note, params ReadOnlySpan<VersionStep> steps) =>
        new(
            new DefinitionActRow
            {
                DefinitionId = DefinitionId, Revision = Revision + 1, Act = act, Version = version, At = at, By = by, HashBefore = before, HashAfter = after, Note = note,
            },
            [.. steps]);

    /// <summary>As it is once the draft has made room; its number stays used.</summary>
    public VersionHistory WithoutDraft() => this with { Versions = [.. Versions.Where(one => one.State != VersionState.Draft)], LastNumber = NextNumber - 1 };

    /// <summary>A draft that makes room for another one stays as a version that never came into force.</summary>
    public ImmutableArray<VersionStep> SetDraftAside() => Draft is { } draft ? [new VersionStep.Turn(draft.Version, VersionState.Superseded)] : [];

    /// <summary>A version takes the place of the one in force.</summary>
    public DefinitionChange Publish(DefinitionVersion version, string contentHash, string by, DateTimeOffset at, string? note = null) => Change(
        DefinitionAct.Published, version.Version, by, at, Published?.ContentHash, contentHash, note,
        [.. SupersedePublished(), new VersionStep.PutInForce(version.Version, contentHash, by, at)]);

    public ImmutableArray<VersionStep> SupersedePublished() =>
        Published is { } old ? [new VersionStep.Turn(old.Version, VersionState.Superseded)] : [];
}
