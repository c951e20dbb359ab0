using System.Runtime.CompilerServices;
using GridWorkflow.Runtime.Store;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Journal;

/// <summary>What is wrong with one journal.</summary>
/// <param name="InstanceId">The case, or the instance without one.</param>
/// <param name="CaseNumber">Number of the case; null for an instance that is none, or where the case row is gone.</param>
/// <param name="Seq">The first row that does not fit.</param>
/// <param name="Reason">What was expected and what was found.</param>
public sealed record JournalFault(Guid InstanceId, string? CaseNumber, long Seq, string Reason);

/// <summary>Examines the journals of all instances, page by page; memory does not grow with their number.</summary>
public sealed class JournalAudit(IDbContextFactory<GridDbContext> contexts)
{
    private const int PageSize = 200;

    /// <summary>How many journals were examined so far.</summary>
    public long Examined { get; private set; }

    /// <summary>Every journal that was changed or is incomplete, by id of its instance.</summary>
    public async IAsyncEnumerable<JournalFault> Faults([EnumeratorCancellation] CancellationToken cancellation)
    {
        var after = Guid.Empty;
        while (true)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            // One read transaction for a page, so that heads and rows are of one moment while the system runs.
            await using var moment = await context.Database.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
            var heads = await context.Instances.AsNoTracking().Where(row => row.Id.CompareTo(after) > 0).OrderBy(row => row.Id).Take(PageSize)
                .Select(row => new { row.Id, row.JournalSeq, row.JournalHead }).ToListAsync(cancellation);
            if (heads.Count == 0)
                break;
            var last = heads[^1].Id;
            // By the same bounds, not by the heads: rows whose instance is gone are found as well.
            var rows = (await context.Journal.AsNoTracking().Where(row => row.CaseId.CompareTo(after) > 0 && row.CaseId.CompareTo(last) <= 0)
                .OrderBy(row => row.CaseId).ThenBy(row => row.Seq).ToListAsync(cancellation)).ToLookup(row => row.CaseId);
            foreach (var head in heads)
            {
                Examined++;
                if (JournalChain.Verify(rows[head.Id], head.JournalSeq, head.JournalHead) is ChainVerdict.Broken broken)
                    yield return await Fault(context, head.Id, broken.Seq, broken.Reason, cancellation);
            }

            foreach (var orphan in rows.Where(journal => heads.All(head => head.Id != journal.Key)))
                yield return await Fault(context, orphan.Key, 1, $"Expected the instance of {orphan.Count()} rows, but it is gone.", cancellation);
            after = last;
        }

        await using var rest = await contexts.CreateDbContextAsync(cancellation);
        foreach (var id in await rest.Journal.AsNoTracking().Where(row => row.CaseId.CompareTo(after) > 0).Select(row => row.CaseId).Distinct().ToListAsync(cancellation))
            yield return await Fault(rest, id, 1, "Expected the instance of these rows, but it is gone.", cancellation);
    }

    private static async Task<JournalFault> Fault(GridDbContext context, Guid id, long seq, string reason, CancellationToken cancellation) =>
        new(id, await context.Cases.AsNoTracking().Where(row => row.Id == id).Select(row => row.Number).SingleOrDefaultAsync(cancellation), seq, reason);
}
