using System.Collections.Immutable;
using System.Text.Json;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Instances;

public enum InstanceTime : byte
{
    Updated,
    Created,
    Finished,
}

/// <param name="After">True: at or after the instant; false: before it.</param>
public sealed record InstanceBound(InstanceTime Time, bool After, DateTimeOffset At);

/// <summary>Which instances, as somebody looks for them. What is null or empty does not narrow the search.</summary>
public sealed record InstanceQuestion
{
    /// <summary>An id, or a part of a correlation id or of a case number.</summary>
    public string? Text { get; init; }

    public ImmutableArray<Guid> Ids { get; init; } = [];

    public ImmutableArray<string> DefinitionIds { get; init; } = [];

    public int? Version { get; init; }

    public string? CorrelationId { get; init; }

    public bool? HasIncidents { get; init; }

    public ImmutableArray<InstanceStatus> Statuses { get; init; } = [];

    public ImmutableArray<InstanceSubStatus> SubStatuses { get; init; } = [];

    public ImmutableArray<InstanceBound> Bounds { get; init; } = [];

    public InstanceTime Order { get; init; }

    public bool Ascending { get; init; }
}

/// <summary>An instance in a list.</summary>
/// <param name="Name">The number of a case; the name that a workflow gave itself.</param>
/// <param name="Version">Transitions that were committed; another number means that it has moved.</param>
public sealed record InstanceLine(
    Guid Id, string DefinitionId, int DefinitionVersion, InstanceStatus Status, InstanceSubStatus SubStatus, string? CorrelationId, string? Name, int Incidents, bool IsCase,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Version);

/// <summary>Finds instances, cases among them.</summary>
public sealed class InstanceSearch(IDbContextFactory<GridDbContext> contexts)
{
    /// <summary>A part of the list.</summary>
    public async Task<Page<InstanceLine>> List(InstanceQuestion question, PageRequest page, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(question);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var rows = Narrow(context, question);
        var total = await rows.CountAsync(cancellation);
        var found = await Sort(context, rows, question).Skip((page.ValidNumber - 1) * page.ValidSize).Take(page.ValidSize)
            .Select(row => new
            {
                Row = row,
                CreatedAt = context.Journal.Where(line => line.CaseId == row.Id && line.Seq == 1).Select(line => (DateTimeOffset?)line.At).FirstOrDefault(),
                Number = context.Cases.Where(one => one.Id == row.Id).Select(one => one.Number).FirstOrDefault(),
            }).ToListAsync(cancellation);
        return new Page<InstanceLine>(
            [
                .. found.Select(one => new InstanceLine(
                    one.Row.Id, one.Row.DefinitionId, one.Row.DefinitionVersion, one.Row.Status, one.Row.SubStatus, one.Row.CorrelationId, one.Number ?? NameIn(one.Row.State),
                    one.Row.Incidents, one.Row.IsCase, one.CreatedAt ?? one.Row.UpdatedAt, one.Row.UpdatedAt, one.Row.Version)),
            ],
            page.ValidNumber, page.ValidSize, total);
    }

    /// <summary>How often each of these instances has moved so far; those that there are not are left out. One query, whatever their number.</summary>
    public async Task<IReadOnlyDictionary<Guid, long>> Moves(IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Instances.Where(row => ids.Contains(row.Id)).Select(row => new { row.Id, row.Version }).ToDictionaryAsync(row => row.Id, row => row.Version, cancellation);
    }

    private static IQueryable<InstanceRow> Narrow(GridDbContext context, InstanceQuestion question)
    {
        var rows = context.Instances.AsNoTracking();
        if (!question.Ids.IsEmpty)
            rows = rows.Where(row => question.Ids.AsEnumerable().Contains(row.Id));
        if (!question.DefinitionIds.IsEmpty)
            rows = rows.Where(row => question.DefinitionIds.AsEnumerable().Contains(row.DefinitionId));
        if (question.Version is { } version)
            rows = rows.Where(row => row.DefinitionVersion == version);
        if (question.CorrelationId is { } correlation)
            rows = rows.Where(row => row.CorrelationId == correlation);
        if (question.HasIncidents is { } incidents)
            rows = rows.Where(row => row.Incidents > 0 == incidents);
        if (!question.Statuses.IsEmpty)
            rows = rows.Where(row => question.Statuses.AsEnumerable().Contains(row.Status));
        if (!question.SubStatuses.IsEmpty)
            rows = rows.Where(row => question.SubStatuses.AsEnumerable().Contains(row.SubStatus));
        if (question.Text?.Trim() is { Length: > 0 } text)
        {
            rows = Guid.TryParse(text, out var id)
                ? rows.Where(row => row.Id == id)
                : rows.Where(row => row.CorrelationId!.Contains(text) || context.Cases.Any(one => one.Id == row.Id && one.Number.Contains(text)));
        }

        return question.Bounds.Aggregate(rows, (narrowed, bound) => Within(context, narrowed, bound));
    }

    private static IQueryable<InstanceRow> Within(GridDbContext context, IQueryable<InstanceRow> rows, InstanceBound bound)
    {
        var at = bound.At.ToUniversalTime();
        return (bound.Time, bound.After) switch
        {
            (InstanceTime.Created, true) => rows.Where(row => context.Journal.Any(line => line.CaseId == row.Id && line.Seq == 1 && line.At >= at)),
            (InstanceTime.Created, false) => rows.Where(row => context.Journal.Any(line => line.CaseId == row.Id && line.Seq == 1 && line.At < at)),
            (InstanceTime.Finished, true) => rows.Where(row => row.Status == InstanceStatus.Finished && row.UpdatedAt >= at),
            (InstanceTime.Finished, false) => rows.Where(row => row.Status == InstanceStatus.Finished && row.UpdatedAt < at),
            (_, true) => rows.Where(row => row.UpdatedAt >= at),
            _ => rows.Where(row => row.UpdatedAt < at),
        };
    }

    private static IQueryable<InstanceRow> Sort(GridDbContext context, IQueryable<InstanceRow> rows, InstanceQuestion question) => (question.Order, question.Ascending) switch
    {
        (InstanceTime.Created, false) => rows.OrderByDescending(row => context.Journal.Where(line => line.CaseId == row.Id && line.Seq == 1).Max(line => line.At)).ThenBy(row => row.Id),
        (InstanceTime.Created, true) => rows.OrderBy(row => context.Journal.Where(line => line.CaseId == row.Id && line.Seq == 1).Max(line => line.At)).ThenBy(row => row.Id),
        (_, true) => rows.OrderBy(row => row.UpdatedAt).ThenBy(row => row.Id),
        _ => rows.OrderByDescending(row => row.UpdatedAt).ThenBy(row => row.Id),
    };

    // The name stands in the state only; a list shows a page of them.
    private static string? NameIn(byte[] state)
    {
        using var json = JsonDocument.Parse(state, new JsonDocumentOptions { MaxDepth = 256 });
        return json.RootElement.TryGetProperty("nm", out var name) ? name.GetString() : null;
    }
}
