using System.Collections.Immutable;
using GridWorkflow.Casework.Schedules;
using GridWorkflow.Runtime.Store;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Schedules;

/// <summary>A bulletin in a list, without what it says.</summary>
public sealed record BulletinLine(
    Guid Id, BulletinKind Kind, string ScheduleId, string Period, int Edition, BulletinStatus Status, DateTimeOffset DueAt, DateTimeOffset MadeAt, bool IsMine, bool IsUnsigned);

/// <summary>Who it is addressed to, and when she signed.</summary>
public sealed record BulletinReader(string PersonId, DateTimeOffset? SignedAt);

/// <summary>What people look at of bulletins.</summary>
public sealed class BulletinQueries(IDbContextFactory<GridDbContext> contexts)
{
    /// <summary>Bulletins that a person may see, latest first.</summary>
    /// <param name="person">Null: nobody in particular, so nothing is addressed.</param>
    /// <param name="seesAll">Also daily lists that are for others.</param>
    /// <param name="drafts">Schedules whose drafts the person sees.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<Page<BulletinLine>> For(string? person, bool seesAll, IReadOnlyCollection<string> drafts, PageRequest page, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var mine = context.BulletinReaders.AsNoTracking().Where(reader => reader.PersonId == person);
        var visible = context.Bulletins.AsNoTracking().Where(row =>
            (row.Status != BulletinStatus.Draft || drafts.Contains(row.ScheduleId))
            && (row.Kind == BulletinKind.Ranking || seesAll || mine.Any(reader => reader.BulletinId == row.Id)));
        var total = await visible.CountAsync(cancellation);
        var rows = await visible.OrderByDescending(row => row.MadeAt).ThenByDescending(row => row.Period).ThenBy(row => row.Id)
            .Skip((page.ValidNumber - 1) * page.ValidSize).Take(page.ValidSize)
            .Select(row => new BulletinLine(
                row.Id, row.Kind, row.ScheduleId, row.Period, row.Edition, row.Status, row.DueAt, row.MadeAt,
                mine.Any(reader => reader.BulletinId == row.Id), mine.Any(reader => reader.BulletinId == row.Id && reader.SignedAt == null)))
            .ToListAsync(cancellation);
        return new Page<BulletinLine>([.. rows], page.ValidNumber, page.ValidSize, total);
    }

    /// <summary>How many a person has not signed. Drafts are addressed to nobody yet.</summary>
    public async Task<int> Unsigned(string person, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.BulletinReaders.Where(reader => reader.PersonId == person && reader.SignedAt == null)
            .Join(context.Bulletins.Where(row => row.Status == BulletinStatus.Published), reader => reader.BulletinId, row => row.Id, (reader, row) => row.Id)
            .CountAsync(cancellation);
    }

    /// <summary>One bulletin, whole; null when there is none.</summary>
    public async Task<BulletinRow?> Find(Guid id, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Bulletins.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellation);
    }

    /// <summary>To whom it is addressed.</summary>
    public async Task<ImmutableArray<BulletinReader>> Readers(Guid id, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return
        [
            .. await context.BulletinReaders.AsNoTracking().Where(row => row.BulletinId == id).OrderBy(row => row.PersonId)
                .Select(row => new BulletinReader(row.PersonId, row.SignedAt)).ToListAsync(cancellation),
        ];
    }

    /// <summary>All editions of the same period, first one first.</summary>
    public async Task<ImmutableArray<BulletinLine>> Editions(string scheduleId, string period, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return
        [
            .. await context.Bulletins.AsNoTracking().Where(row => row.ScheduleId == scheduleId && row.Period == period).OrderBy(row => row.Edition)
                .Select(row => new BulletinLine(row.Id, row.Kind, row.ScheduleId, row.Period, row.Edition, row.Status, row.DueAt, row.MadeAt, false, false))
                .ToListAsync(cancellation),
        ];
    }

    /// <summary>The last period of a schedule for which there is a document; null: none yet.</summary>
    internal async Task<(string Period, DateTimeOffset DueAt)?> Last(string scheduleId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var last = await context.Bulletins.AsNoTracking().Where(row => row.ScheduleId == scheduleId).OrderByDescending(row => row.DueAt)
            .Select(row => new { row.Period, row.DueAt }).FirstOrDefaultAsync(cancellation);
        return last is null ? null : (last.Period, last.DueAt);
    }

    /// <summary>What a daily list says.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ClearanceContent Clearance(BulletinRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return BulletinText.Read<ClearanceContent>(row.Content);
    }

    /// <summary>What a ranking says.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static RankingContent Ranking(BulletinRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return BulletinText.Read<RankingContent>(row.Content);
    }

    /// <summary>The facts that a ranking was made of.</summary>
    /// <exception cref="FormatException">It has none.</exception>
    public static FigureSnapshot Snapshot(BulletinRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return BulletinText.Read<FigureSnapshot>(row.Snapshot ?? throw new FormatException("Expected frozen facts, but the document has none."));
    }

    /// <summary>Whether the figure engine says of the frozen facts what the bulletin says.</summary>
    public static bool Agrees(BulletinRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return BulletinText.Write(Snapshot(row).Compute(Ranking(row).By)) == row.Content;
    }
}
