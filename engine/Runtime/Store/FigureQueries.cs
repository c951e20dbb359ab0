using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Figures;
using GridWorkflow.Casework.Notices;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Store;

/// <summary>The facts that figures are computed from, read from the rows that transitions write.</summary>
public sealed class FigureQueries(IDbContextFactory<GridDbContext> contexts)
{
    /// <summary>Lifecycle whose cases are supervision notices (SM-4).</summary>
    public const string NoticeLifecycle = "supervision-notice";

    /// <summary>Cases of a lifecycle that were registered or fed back in a period, or stand still now.</summary>
    /// <param name="definitionId">The lifecycle.</param>
    /// <param name="period">Which period, and when it is looked at.</param>
    /// <param name="data">Calendars in which clocks count.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<IReadOnlyList<FigureCase>> Cases(string definitionId, FigurePeriod period, ReferenceData data, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(period);
        ArgumentNullException.ThrowIfNull(data);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var moment = await context.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, cancellation);
        var (from, to) = (period.From.ToUniversalTime(), period.To.ToUniversalTime());
        var wanted = context.Cases.AsNoTracking().Where(row => row.DefinitionId == definitionId && row.RegisteredAt != null
            && ((row.RegisteredAt >= from && row.RegisteredAt < to) || (row.FedBackAt >= from && row.FedBackAt < to) || row.SuspendedAt != null));
        var rows = await wanted.ToListAsync(cancellation);
        var clocks = (await context.Clocks.AsNoTracking()
                .Where(clock => clock.Kind == ClockKind.Stage && clock.Name == HandlingFacts.ClockName)
                .Join(wanted, clock => clock.CaseId, row => row.Id, (clock, row) => clock)
                .ToListAsync(cancellation))
            .GroupBy(clock => clock.CaseId)
            .ToDictionary(group => group.Key, group => group.Select(clock => new ToldClock(StoredJson.Read<SlaClock>(clock.Ledger), clock.DueAt)));
        return [.. rows.Select(row => Of(row, clocks.TryGetValue(row.Id, out var told) ? HandlingFacts.Of(told, data.Calendars, period.AsOf) : null))];
    }

    /// <summary>Supervision notices that were received in a period; withdrawn ones are none, and neither is what rungs of a ladder send of the same kind.</summary>
    public async Task<IReadOnlyList<FigureNotice>> Notices(FigurePeriod period, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(period);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var (from, to) = (period.From.ToUniversalTime(), period.To.ToUniversalTime());
        var served = context.Notices.AsNoTracking()
            .Where(notice => notice.Kind == NoticeKind.Supervision && notice.RungKey == ServedNotice.RungKey && notice.Status != NoticeStatus.Withdrawn)
            .Join(context.Cases.Where(row => row.DefinitionId == NoticeLifecycle), notice => notice.CaseId, row => row.Id, (notice, row) => notice);
        // Served on several people, or again after a rejection, it is the same notice: received when it was served first.
        var received = served.Where(notice => notice.IssuedAt >= from && notice.IssuedAt < to).Select(notice => notice.CaseId);
        var before = served.Where(notice => notice.IssuedAt < from).Select(notice => notice.CaseId);
        var rows = await served.Where(notice => received.Contains(notice.CaseId) && !before.Contains(notice.CaseId))
            .Select(notice => new { notice.CaseId, notice.IssuedAt, notice.RectifiedAt, notice.Items }).ToListAsync(cancellation);
        return [.. rows.GroupBy(row => row.CaseId).Select(notice =>
        {
            var items = Math.Max(1, notice.Max(row => row.Items is null ? 0 : StoredJson.Read<string[]>(row.Items).Length));
            var rectified = notice.Max(row => row.RectifiedAt);
            return new FigureNotice(notice.Min(row => row.IssuedAt), rectified, items, rectified is null ? 0 : items);
        })];
    }

    private static FigureCase Of(CaseRow row, HandlingFacts? handling) => new()
    {
        Id = row.Id,
        Source = row.Source,
        GridCode = row.GridCode,
        RegisteredAt = row.RegisteredAt!.Value,
        DispatchedAt = row.FirstDispatchedAt,
        FirstUnit = row.FirstUnit,
        FinalUnit = row.HandlingUnit,
        FedBackAt = row.FedBackAt,
        HandledAt = handling?.Last.DoneAt,
        CountedTime = row.FedBackAt is null ? null : handling?.Counted,
        HandlingDueAt = handling is null ? row.DueAt : handling.Last.DueAt,
        DueAt = row.DueAt,
        ClosedAt = row.ClosedAt,
        IsVoid = row.Status == CaseStatus.Void,
        // Judged to be general and never dispatched: who found it settled it.
        IsSelfHandled = row is { PermissionClass: PermissionClass.General, FirstDispatchedAt: null },
        SuspendedAt = row.SuspendedAt,
        IsExempt = handling?.Last.IsExempt == true,
        Earlier = handling?.Earlier ?? [],
        Reworks = row.Reworks,
        RefusedReturns = row.RefusedReturns,
        Extensions = row.Extensions,
    };
}
