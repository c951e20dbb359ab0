using System.Collections.Immutable;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Instances;

/// <summary>Which instances. What is null does not narrow the list.</summary>
public sealed record InstanceFilter
{
    public string? DefinitionId { get; init; }

    public InstanceSubStatus? SubStatus { get; init; }

    public string? CorrelationId { get; init; }

    /// <summary>True: only cases; false: only instances that are none.</summary>
    public bool? Cases { get; init; }

    /// <summary>Only those with an open incident.</summary>
    public bool OnlyIncidents { get; init; }
}

/// <summary>An instance in a list.</summary>
/// <param name="IsCase">A case hangs on it.</param>
/// <param name="Incidents">Open incidents.</param>
public sealed record InstanceItem(
    Guid Id, string DefinitionId, int DefinitionVersion, InstanceSubStatus SubStatus, string? CorrelationId, int Incidents, bool IsCase, DateTimeOffset UpdatedAt);

/// <summary>An instance with what it waits for and what keeps it from going on.</summary>
/// <param name="Program">The version that it is pinned to.</param>
public sealed record InstanceDetail(InstanceItem Item, InstanceState State, Program Program, ImmutableArray<TimelineItem> Timeline);

/// <summary>What admins look at: instances, cases among them.</summary>
public sealed class InstanceQueries(IDbContextFactory<GridDbContext> contexts, IStore store, ReferenceCatalog catalog)
{
    /// <summary>Instances, latest moved first.</summary>
    public async Task<Page<InstanceItem>> List(InstanceFilter filter, PageRequest page, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var rows = context.Instances.AsNoTracking();
        if (filter.DefinitionId is { } definition)
            rows = rows.Where(row => row.DefinitionId == definition);
        if (filter.SubStatus is { } status)
            rows = rows.Where(row => row.SubStatus == status);
        if (filter.CorrelationId is { } correlation)
            rows = rows.Where(row => row.CorrelationId == correlation);
        if (filter.Cases is { } cases)
            rows = rows.Where(row => row.IsCase == cases);
        if (filter.OnlyIncidents)
            rows = rows.Where(row => row.Incidents > 0);
        var total = await rows.CountAsync(cancellation);
        var found = await rows.OrderByDescending(row => row.UpdatedAt).ThenBy(row => row.Id)
            .Skip((page.ValidNumber - 1) * page.ValidSize)
            .Take(page.ValidSize)
            .Select(row => new InstanceItem(row.Id, row.DefinitionId, row.DefinitionVersion, row.SubStatus, row.CorrelationId, row.Incidents, row.IsCase, row.UpdatedAt))
            .ToListAsync(cancellation);
        return new Page<InstanceItem>([.. found], page.ValidNumber, page.ValidSize, total);
    }

    /// <summary>One instance; null when there is none, or when its program is not kept.</summary>
    public async Task<InstanceDetail?> Find(Guid id, CancellationToken cancellation)
    {
        if (await store.Load(id, cancellation) is not { } row || await catalog.Pinned(row.ProgramHash, cancellation) is not { } program)
            return null;
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var journal = await context.Journal.AsNoTracking().Where(line => line.CaseId == id).OrderBy(line => line.Seq).ToListAsync(cancellation);
        return new InstanceDetail(
            new InstanceItem(row.Id, row.DefinitionId, row.DefinitionVersion, row.SubStatus, row.CorrelationId, row.Incidents, row.IsCase, row.UpdatedAt),
            StoredState.Read(row, program),
            program,
            [.. journal.Select(TimelineItem.Of)]);
    }
}
