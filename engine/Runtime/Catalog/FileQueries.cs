using System.Collections.Immutable;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>What stands in the database about reference files: versions, acts, changes.</summary>
public sealed class FileQueries(IDbContextFactory<GridDbContext> contexts)
{
    /// <summary>Of each file the draft and the published version, by path. Files that are neither in force nor drafted are left out.</summary>
    public async Task<ImmutableArray<FileVersion>> Current(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return
        [
            .. await View(context, context.FileVersions.Where(row => row.State == VersionState.Draft || row.State == VersionState.Published)
                .OrderBy(row => row.Path).ThenBy(row => row.Version)).ToListAsync(cancellation),
        ];
    }

    /// <summary>All versions of a file, newest first; empty when there is none.</summary>
    public async Task<ImmutableArray<FileVersion>> Versions(string path, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return [.. await View(context, context.FileVersions.Where(row => row.Path == path).OrderByDescending(row => row.Version)).ToListAsync(cancellation)];
    }

    /// <summary>A version with its text; null when there is none.</summary>
    public Task<FileText?> Find(string path, int version, CancellationToken cancellation) =>
        First(rows => rows.Where(row => row.Path == path && row.Version == version), cancellation);

    /// <summary>The version in force; null when none is.</summary>
    public Task<FileText?> FindPublished(string path, CancellationToken cancellation) =>
        First(rows => rows.Where(row => row.Path == path && row.State == VersionState.Published), cancellation);

    /// <summary>The draft; null when there is none.</summary>
    public Task<FileText?> FindDraft(string path, CancellationToken cancellation) =>
        First(rows => rows.Where(row => row.Path == path && row.State == VersionState.Draft), cancellation);

    /// <summary>What was done to a file, latest first.</summary>
    public async Task<ImmutableArray<FileActRow>> Acts(string path, int max, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return [.. await context.FileActs.AsNoTracking().Where(row => row.Path == path).OrderByDescending(row => row.Revision).Take(max).ToListAsync(cancellation)];
    }

    /// <summary>What was done in a change, latest first.</summary>
    public async Task<ImmutableArray<FileActRow>> ActsOf(long order, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return
        [
            .. await context.FileActs.AsNoTracking().Where(row => row.ChangeOrder == order)
                .OrderByDescending(row => row.At).ThenBy(row => row.Path).ThenByDescending(row => row.Revision).ToListAsync(cancellation),
        ];
    }

    /// <summary>Changes, newest first.</summary>
    /// <param name="state">Null: all.</param>
    /// <param name="page">Which of them.</param>
    /// <param name="cancellation">Ends the query.</param>
    public async Task<Page<ChangeOrder>> Orders(ChangeOrderState? state, PageRequest page, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var orders = context.ChangeOrders.AsNoTracking();
        if (state is { } wanted)
            orders = orders.Where(row => row.State == wanted);
        var total = await orders.CountAsync(cancellation);
        var rows = await orders.OrderByDescending(row => row.Number).Skip((page.ValidNumber - 1) * page.ValidSize).Take(page.ValidSize).ToListAsync(cancellation);
        var numbers = rows.Select(row => (long?)row.Number).ToList();
        var files = (await View(context, context.FileVersions.Where(row => numbers.Contains(row.ChangeOrder))).ToListAsync(cancellation)).ToLookup(row => row.ChangeOrder);
        return new Page<ChangeOrder>([.. rows.Select(row => WithFiles(row, files[row.Number]))], page.ValidNumber, page.ValidSize, total);
    }

    /// <summary>
    /// How many running cases have a clock that names a ladder or a calendar. One that has stopped counts as well: its verdict is read in
    /// its calendar, and a case that is reopened goes on with it. A void one is asked nothing any more.
    /// </summary>
    /// <param name="property">Of the clock's JSON: <c>ladderId</c> or <c>calendarId</c>.</param>
    /// <param name="id">The ladder or calendar.</param>
    internal async Task<int> RunningCasesWith(string property, string id, CancellationToken cancellation)
    {
        var named = $"\"{property}\":\"{id}\"";
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var running = context.Instances.Where(row => row.Status == InstanceStatus.Running).Select(row => row.Id);
        return await context.Clocks.Where(row => row.Status != ClockStatus.Void && row.Ledger.Contains(named) && running.Contains(row.CaseId)).Select(row => row.CaseId).Distinct().CountAsync(cancellation);
    }

    /// <summary>A change; null when there is none.</summary>
    public async Task<ChangeOrder?> Order(long number, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.ChangeOrders.AsNoTracking().FirstOrDefaultAsync(row => row.Number == number, cancellation) is { } row
            ? WithFiles(row, await View(context, context.FileVersions.Where(version => version.ChangeOrder == number)).ToListAsync(cancellation))
            : null;
    }

    /// <summary>The drafts of a change as they would come into force.</summary>
    public async Task<ImmutableArray<FileChange>> Drafts(long number, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return
        [
            .. await context.FileVersions.AsNoTracking().Where(row => row.ChangeOrder == number && row.State == VersionState.Draft).OrderBy(row => row.Path)
                .Select(row => new FileChange(row.Path, row.Text)).ToListAsync(cancellation),
        ];
    }

    /// <summary>Number for the next change.</summary>
    internal async Task<long> NextOrder(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return 1 + (await context.ChangeOrders.MaxAsync(row => (long?)row.Number, cancellation) ?? 0);
    }

    internal async Task<ActCount> CountActs(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return new ActCount(await context.DefinitionActs.LongCountAsync(cancellation), await context.FileActs.LongCountAsync(cancellation));
    }

    /// <summary>Reads as of one moment.</summary>
    internal async Task<(T Reading, ActCount Acts)> AsOfOneMoment<T>(Func<Task<T>> read, CancellationToken cancellation)
    {
        while (true)
        {
            // Acts are only ever added: as many before as after means that nothing came between.
            var before = await CountActs(cancellation);
            var reading = await read();
            if (await CountActs(cancellation) == before)
                return (reading, before);
        }
    }

    /// <summary>What is in force, by path.</summary>
    internal async Task<ImmutableArray<PublishedFile>> Published(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return
        [
            .. (await context.FileVersions.AsNoTracking().Where(row => row.State == VersionState.Published)
                .Select(row => new { row.Path, row.Version, row.Origin, row.Text }).ToListAsync(cancellation))
                .Select(row => new PublishedFile(row.Path, row.Version, row.Origin, row.Text ?? "")).OrderBy(file => file.Path, StringComparer.Ordinal),
        ];
    }

    /// <summary>What some files have been through; null: all that ever were.</summary>
    internal async Task<ImmutableSortedDictionary<string, FileHistory>> Histories(IReadOnlyCollection<string>? paths, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        // Acts come first: whatever changes while the rest is read meets the fence of the older revision.
        var acts = context.FileActs.AsNoTracking();
        var versions = context.FileVersions.AsNoTracking();
        if (paths is not null)
        {
            acts = acts.Where(row => paths.Contains(row.Path));
            versions = versions.Where(row => paths.Contains(row.Path));
        }

        var actsOf = (await acts.ToListAsync(cancellation)).ToLookup(row => row.Path, StringComparer.Ordinal);
        var versionsOf = (await View(context, versions).ToListAsync(cancellation)).ToLookup(row => row.Path, StringComparer.Ordinal);
        return (paths ?? [.. versionsOf.Select(group => group.Key)]).Distinct().ToImmutableSortedDictionary(
            path => path,
            path => new FileHistory(path, [.. versionsOf[path].OrderBy(version => version.Version)], [.. actsOf[path].OrderBy(act => act.Revision)]),
            StringComparer.Ordinal);
    }

    internal async Task<ImmutableArray<FileVersionRow>> DraftRows(long order, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return [.. await context.FileVersions.AsNoTracking().Where(row => row.ChangeOrder == order && row.State == VersionState.Draft).OrderBy(row => row.Path).ToListAsync(cancellation)];
    }

    private static ChangeOrder WithFiles(ChangeOrderRow row, IEnumerable<FileVersion> files) => new(row,
    [
        .. files.Where(file => row.State != ChangeOrderState.Open || file.State == VersionState.Draft).OrderBy(file => file.Path, StringComparer.Ordinal).ThenBy(file => file.Version),
    ]);

    private async Task<FileText?> First(Func<IQueryable<FileVersionRow>, IQueryable<FileVersionRow>> wanted, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var row = await wanted(context.FileVersions.AsNoTracking()).FirstOrDefaultAsync(cancellation);
        if (row is null)
            return null;
        var version = await View(context, context.FileVersions.Where(one => one.Path == row.Path && one.Version == row.Version)).FirstOrDefaultAsync(cancellation);
        return version is null ? null : new FileText(version, row.Text);
    }

    private static IQueryable<FileVersion> View(GridDbContext context, IQueryable<FileVersionRow> rows) => rows.AsNoTracking().Select(row => new FileVersion
    {
        Path = row.Path,
        Version = row.Version,
        State = row.State,
        Origin = row.Origin,
        ContentHash = row.ContentHash,
        ChangeOrder = row.ChangeOrder,
        CreatedBy = row.CreatedBy,
        CreatedAt = row.CreatedAt,
        UpdatedBy = row.UpdatedBy,
        UpdatedAt = row.UpdatedAt,
        PublishedBy = row.PublishedBy,
        PublishedAt = row.PublishedAt,
        Revision = context.FileActs.Where(act => act.Path == row.Path).Max(act => act.Revision),
    });
}
