using System.Collections.Immutable;
using System.Linq.Expressions;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>What stands in the catalogue of definitions.</summary>
public sealed class DefinitionQueries(IDbContextFactory<GridDbContext> contexts)
{
    /// <summary>A part of the catalogue.</summary>
    public async Task<Page<DefinitionVersion>> List(DefinitionFilter filter, PageRequest page, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var versions = Narrow(context, filter);
        var total = await versions.CountAsync(cancellation);
        var rows = await View(context, Sort(versions, filter).Skip((page.ValidNumber - 1) * page.ValidSize).Take(page.ValidSize)).ToListAsync(cancellation);
        return new Page<DefinitionVersion>([.. rows], page.ValidNumber, page.ValidSize, total);
    }

    /// <summary>A part of the catalogue, with the texts.</summary>
    public async Task<Page<DefinitionText>> Texts(DefinitionFilter filter, PageRequest page, CancellationToken cancellation)
    {
        var found = await List(filter, page, cancellation);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var ids = found.Rows.Select(row => row.Id).ToList();
        var texts = await context.DefinitionVersions.AsNoTracking().Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Json, cancellation);
        // A version that was deleted in between is no longer listed.
        return new Page<DefinitionText>([.. found.Rows.Where(row => texts.ContainsKey(row.Id)).Select(row => new DefinitionText(row, texts[row.Id]))], found.Number, found.Size, found.Total);
    }

    /// <summary>All versions of a definition, newest first; empty when there is none.</summary>
    public async Task<ImmutableArray<DefinitionVersion>> Versions(string definitionId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return [.. await View(context, context.DefinitionVersions.Where(row => row.DefinitionId == definitionId).OrderByDescending(row => row.Version)).ToListAsync(cancellation)];
    }

    /// <summary>A version with its text; null when there is none.</summary>
    public Task<DefinitionText?> Find(string definitionId, VersionChoice choice, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(choice);
        return First((context, versions) =>
        {
            var own = versions.Where(row => row.DefinitionId == definitionId);
            return choice switch
            {
                VersionChoice.Number(var number) => own.Where(row => row.Version == number),
                VersionChoice.Published => own.Where(row => row.State == VersionState.Published),
                _ => own.Where(IsLatest(context)),
            };
        }, cancellation);
    }

    /// <summary>A version with its text, by its own id; null when there is none.</summary>
    public Task<DefinitionText?> FindById(string versionId, CancellationToken cancellation) =>
        First((_, versions) => versions.Where(row => row.Id == versionId), cancellation);

    /// <summary>What was done to a definition, latest first.</summary>
    public async Task<ImmutableArray<DefinitionActRow>> Acts(string definitionId, int max, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return
        [
            .. await context.DefinitionActs.AsNoTracking().Where(row => row.DefinitionId == definitionId)
                .OrderByDescending(row => row.Revision).Take(max).ToListAsync(cancellation),
        ];
    }

    /// <summary>Whether no other definition has this name now.</summary>
    /// <param name="name">The name.</param>
    /// <param name="definitionId">The definition that wants it; null for a new one.</param>
    /// <param name="cancellation">Ends the query.</param>
    public async Task<bool> IsNameFree(string name, string? definitionId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return !await context.DefinitionVersions.Where(IsLatest(context)).AnyAsync(row => row.Name == name && row.DefinitionId != definitionId, cancellation);
    }

    /// <summary>Running cases that are pinned to a program.</summary>
    public async Task<int> Running(string contentHash, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Instances.CountAsync(row => row.ProgramHash == contentHash && row.Status == InstanceStatus.Running, cancellation);
    }

    internal async Task<VersionHistory> History(string definitionId, CancellationToken cancellation) =>
        (await Histories([definitionId], cancellation))[0];

    internal async Task<ImmutableArray<VersionHistory>> Histories(IReadOnlyCollection<string> definitionIds, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        // Revisions come first: whatever changes while the rest is read meets the fence of the older revision.
        var revisions = (await context.DefinitionActs.Where(row => definitionIds.Contains(row.DefinitionId)).GroupBy(row => row.DefinitionId)
            .Select(group => new { group.Key, Revision = group.Max(row => row.Revision) }).ToListAsync(cancellation))
            .ToDictionary(group => group.Key, group => group.Revision, StringComparer.Ordinal);
        var versions = (await View(context, context.DefinitionVersions.Where(row => definitionIds.Contains(row.DefinitionId))).ToListAsync(cancellation))
            .ToLookup(row => row.DefinitionId, StringComparer.Ordinal);
        var histories = ImmutableArray.CreateBuilder<VersionHistory>(definitionIds.Count);
        foreach (var id in definitionIds)
        {
            var acts = context.DefinitionActs.AsNoTracking().Where(row => row.DefinitionId == id);
            histories.Add(new VersionHistory(id, [.. versions[id].OrderBy(row => row.Version)])
            {
                Revision = revisions.GetValueOrDefault(id),
                LastNumber = await acts.MaxAsync(row => row.Version, cancellation) ?? 0,
                LastChange = await acts.Where(row => row.Act != DefinitionAct.Migrated).OrderByDescending(row => row.Revision).FirstOrDefaultAsync(cancellation),
                KnownHashes = [.. await acts.Where(row => row.HashAfter != null && (row.Act == DefinitionAct.Published || row.Act == DefinitionAct.Imported)).Select(row => row.HashAfter!).Distinct().ToListAsync(cancellation)],
            });
        }

        return histories.DrainToImmutable();
    }

    /// <summary>The texts of all published versions, as files under the numbers that the catalogue gave them.</summary>
    internal async Task<ImmutableArray<PublishedText>> Published(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return
        [
            .. (await context.DefinitionVersions.AsNoTracking().Where(row => row.State == VersionState.Published).OrderBy(row => row.DefinitionId)
                .Select(row => new { row.DefinitionId, row.Version, row.Json }).ToListAsync(cancellation))
                .Select(row => new PublishedText(row.DefinitionId, AsFile(row.DefinitionId, row.Version, row.Json))),
        ];
    }

    /// <summary>
    /// A version that another one uses as an activity. Asked from inside a compilation, which knows no waiting; only for versions that
    /// are not in force.
    /// </summary>
    internal WorkflowDefinition? FindDefinition(string definitionId, int version)
    {
        using var context = contexts.CreateDbContext();
        var json = context.DefinitionVersions.Where(row => row.DefinitionId == definitionId && row.Version == version && row.State != VersionState.Draft)
            .Select(row => row.Json).FirstOrDefault();
        return json is null ? null : WorkflowDefinition.Parse(json).Numbered(version);
    }

    internal static SourceFile AsFile(string definitionId, int version, string json) => new($"definitions/{definitionId}.json", json) { Version = version };

    private async Task<DefinitionText?> First(
        Func<GridDbContext, IQueryable<DefinitionVersionRow>, IQueryable<DefinitionVersionRow>> wanted, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var row = await wanted(context, context.DefinitionVersions.AsNoTracking()).FirstOrDefaultAsync(cancellation);
        if (row is null)
            return null;
        var version = await View(context, context.DefinitionVersions.Where(one => one.DefinitionId == row.DefinitionId && one.Version == row.Version)).FirstOrDefaultAsync(cancellation);
        return version is null ? null : new DefinitionText(version, row.Json);
    }

    private static IQueryable<DefinitionVersionRow> Narrow(GridDbContext context, DefinitionFilter filter)
    {
        var versions = context.DefinitionVersions.AsNoTracking();
        if (!filter.DefinitionIds.IsEmpty)
            versions = versions.Where(row => filter.DefinitionIds.AsEnumerable().Contains(row.DefinitionId));
        if (!filter.VersionIds.IsEmpty)
            versions = versions.Where(row => filter.VersionIds.AsEnumerable().Contains(row.Id));
        if (filter.Search?.Trim() is { Length: > 0 } search)
        {
            // Lower case on both sides: SQLite's "like" would not mind the case, PostgreSQL's does.
            var text = search.ToLowerInvariant();
#pragma warning disable CA1304, CA1311, CA1862 // This becomes SQL's lower(); no culture of ours is asked.
            versions = versions.Where(row => row.Name.ToLower().Contains(text) || row.DefinitionId.ToLower().Contains(text));
#pragma warning restore CA1304, CA1311, CA1862
        }

        return filter.Scope switch
        {
            VersionScope.Latest => versions.Where(IsLatest(context)),
            VersionScope.Published => versions.Where(row => row.State == VersionState.Published),
            VersionScope.LatestOrPublished => versions.Where(row => row.State == VersionState.Published).Union(versions.Where(IsLatest(context))),
            _ => versions,
        };
    }

    private static IOrderedQueryable<DefinitionVersionRow> Sort(IQueryable<DefinitionVersionRow> versions, DefinitionFilter filter) => (filter.Order, filter.Descending) switch
    {
        (VersionOrder.Version, false) => versions.OrderBy(row => row.Version).ThenBy(row => row.DefinitionId),
        (VersionOrder.Version, true) => versions.OrderByDescending(row => row.Version).ThenBy(row => row.DefinitionId),
        (VersionOrder.Created, false) => versions.OrderBy(row => row.CreatedAt).ThenBy(row => row.DefinitionId).ThenBy(row => row.Version),
        (VersionOrder.Created, true) => versions.OrderByDescending(row => row.CreatedAt).ThenBy(row => row.DefinitionId).ThenByDescending(row => row.Version),
#pragma warning disable CA1304, CA1311 // The database lowers the letters, without any culture.
        (_, false) => versions.OrderBy(row => row.Name.ToLower()).ThenBy(row => row.DefinitionId).ThenBy(row => row.Version),
        (_, true) => versions.OrderByDescending(row => row.Name.ToLower()).ThenBy(row => row.DefinitionId).ThenByDescending(row => row.Version),
#pragma warning restore CA1304, CA1311
    };

    /// <summary>See <see cref="VersionChoice.Latest"/>.</summary>
    private static Expression<Func<DefinitionVersionRow, bool>> IsLatest(GridDbContext context) => row =>
        !context.DefinitionVersions.Any(other => other.DefinitionId == row.DefinitionId
            && ((other.State == VersionState.Draft ? 2 : other.State == VersionState.Published ? 1 : 0) > (row.State == VersionState.Draft ? 2 : row.State == VersionState.Published ? 1 : 0)
                || ((other.State == VersionState.Draft ? 2 : other.State == VersionState.Published ? 1 : 0) == (row.State == VersionState.Draft ? 2 : row.State == VersionState.Published ? 1 : 0)
                    && other.Version > row.Version)));

    private static IQueryable<DefinitionVersion> View(GridDbContext context, IQueryable<DefinitionVersionRow> rows)
    {
        var latest = context.DefinitionVersions.Where(IsLatest(context)).Select(row => row.Id);
        return rows.Select(row => new DefinitionVersion
        {
            DefinitionId = row.DefinitionId,
            Version = row.Version,
            Id = row.Id,
            Name = row.Name,
            State = row.State,
            Origin = row.Origin,
            ContentHash = row.ContentHash,
            CreatedBy = row.CreatedBy,
            CreatedAt = row.CreatedAt,
            UpdatedBy = row.UpdatedBy,
            UpdatedAt = row.UpdatedAt,
            PublishedBy = row.PublishedBy,
            PublishedAt = row.PublishedAt,
            IsLatest = latest.Contains(row.Id),
            Revision = context.DefinitionActs.Where(act => act.DefinitionId == row.DefinitionId).Max(act => act.Revision),
        });
    }
}

/// <summary>The text that new cases of a definition run.</summary>
internal sealed record PublishedText(string DefinitionId, SourceFile File);
