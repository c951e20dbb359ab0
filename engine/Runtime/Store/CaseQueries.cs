using System.Collections.Immutable;
using System.Linq.Expressions;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Runtime.Journal;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Store;

/// <summary>What people look at. Rows are written in the same transaction as the transition, so that nobody waits for them.</summary>
public sealed class CaseQueries(IDbContextFactory<GridDbContext> contexts)
{
    /// <summary>Open tasks that the person has claimed, or may claim by one of the posts; most urgent first.</summary>
    public async Task<Page<InboxItem>> Inbox(InboxFilter filter, PageRequest page, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var tasks = context.Tasks.AsNoTracking().Where(task => task.Status == CaseTaskStatus.Open);
        var units = filter.OfUnits?.ToList();
        tasks = units is null ? tasks.Where(VisibleTo(filter)) : tasks.Where(task => units.Contains(task.UnitId));
        if (filter.OnlyOpen)
            tasks = tasks.Where(task => task.Assignee == null);
        var pairs = tasks.Join(context.Cases, task => task.CaseId, @case => @case.Id, (task, @case) => new { task, @case });
        if (filter.GridCode is { } grid)
            pairs = pairs.Where(pair => pair.@case.GridCode == grid);
        if (filter.OverdueAt is { } now)
            pairs = pairs.Where(pair => pair.task.DueAt < now || pair.@case.DueAt < now);
        var total = await pairs.CountAsync(cancellation);
        var rows = await pairs
            .OrderByDescending(pair => pair.@case.Emergency)
            // The nearer of the two limits is the one that presses.
            .ThenBy(pair => (pair.task.DueAt == null || pair.@case.DueAt < pair.task.DueAt ? pair.@case.DueAt : pair.task.DueAt) ?? DateTimeOffset.MaxValue)
            .ThenBy(pair => pair.task.OpenedAt)
            .ThenBy(pair => pair.task.Id)
            .Skip((page.ValidNumber - 1) * page.ValidSize)
            .Take(page.ValidSize)
            .Select(pair => new InboxItem(
                pair.task.Id, pair.task.CaseId, pair.task.Key, pair.task.Role, pair.task.UnitId, pair.task.Level, pair.task.Assignee,
                pair.task.OpenedAt, pair.task.DueAt, pair.@case.Number, pair.@case.Title, pair.@case.CategoryCode, pair.@case.GridCode,
                pair.@case.Emergency, pair.@case.Stage, pair.@case.ReportedAt, pair.@case.DueAt))
            .ToListAsync(cancellation);
        return new Page<InboxItem>([.. rows], page.ValidNumber, page.ValidSize, total);
    }

    public async Task<Page<CaseRow>> Cases(CaseFilter filter, CaseSort sort, bool descending, PageRequest page, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var cases = Narrow(context.Cases.AsNoTracking(), filter);
        var total = await cases.CountAsync(cancellation);
        var rows = await Sort(cases, sort, descending)
            .Skip((page.ValidNumber - 1) * page.ValidSize)
            .Take(page.ValidSize)
            .ToListAsync(cancellation);
        return new Page<CaseRow>([.. rows], page.ValidNumber, page.ValidSize, total);
    }

    /// <summary>Everything of one case, or null when there is none.</summary>
    public async Task<CaseDetail?> Case(Guid id, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        // One read transaction, so that the parts are of one moment.
        await using var moment = await context.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, cancellation);
        if (await context.Cases.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellation) is not { } found)
            return null;
        var instance = await context.Instances.AsNoTracking().SingleAsync(row => row.Id == id, cancellation);
        var tasks = await context.Tasks.AsNoTracking().Where(row => row.CaseId == id).OrderBy(row => row.OpenedAt).ThenBy(row => row.Id).ToListAsync(cancellation);
        var clocks = await context.Clocks.AsNoTracking().Where(row => row.CaseId == id).OrderBy(row => row.StartedAt).ThenBy(row => row.Id).ToListAsync(cancellation);
        var notices = await context.Notices.AsNoTracking().Where(row => row.CaseId == id).OrderBy(row => row.IssuedAt).ThenBy(row => row.Id).ToListAsync(cancellation);
        return new CaseDetail(
            found, CaseFileFormat.Read(instance.CaseFile), [.. tasks], [.. clocks], [.. notices], instance.ProgramHash, instance.SubStatus, instance.Incidents, instance.Version)
        {
            Deliveries = (await Deliveries(context, [.. notices.Select(row => row.Id)], cancellation)).ToImmutableDictionary(delivery => delivery.NoticeId),
        };
    }

    /// <summary>What became of the mail of a notice; null: it has none, or the outbox keeps it no more.</summary>
    public async Task<NoticeDelivery?> Delivery(Guid noticeId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return (await Deliveries(context, [noticeId], cancellation)).SingleOrDefault();
    }

    private static async Task<List<NoticeDelivery>> Deliveries(GridDbContext context, List<Guid> notices, CancellationToken cancellation) => notices.Count == 0
        ? []
        : await context.Outbox.AsNoTracking().Where(row => notices.Contains(row.Id)).Select(row => new NoticeDelivery(row.Id, row.Status, row.SentAt)).ToListAsync(cancellation);

    /// <summary>The cases that a case opened, oldest first.</summary>
    public async Task<ImmutableArray<CaseRow>> Children(Guid parentId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return [.. await context.Cases.AsNoTracking().Where(row => row.ParentId == parentId).OrderBy(row => row.ReportedAt).ThenBy(row => row.Id).ToListAsync(cancellation)];
    }

    /// <summary>The id of the case with this number, or null.</summary>
    public async Task<Guid?> CaseWithNumber(string number, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Cases.Where(row => row.Number == number).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellation);
    }

    /// <summary>Every burst of a case, oldest first; empty when there is no such case.</summary>
    public async Task<ImmutableArray<TimelineItem>> Timeline(Guid caseId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var rows = await context.Journal.AsNoTracking().Where(row => row.CaseId == caseId).OrderBy(row => row.Seq).ToListAsync(cancellation);
        return [.. rows.Select(TimelineItem.Of)];
    }

    /// <summary>Examines the journal of a case; null when there is no such case.</summary>
    public async Task<ChainVerdict?> VerifyJournal(Guid caseId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var moment = await context.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, cancellation);
        var instance = await context.Instances.AsNoTracking().Where(row => row.Id == caseId)
            .Select(row => new { row.JournalSeq, row.JournalHead }).SingleOrDefaultAsync(cancellation);
        if (instance is null)
            return null;
        var rows = await context.Journal.AsNoTracking().Where(row => row.CaseId == caseId).OrderBy(row => row.Seq).ToListAsync(cancellation);
        return JournalChain.Verify(rows, instance.JournalSeq, instance.JournalHead);
    }

    /// <summary>Notices to a person, newest first.</summary>
    public async Task<Page<NoticeRow>> NoticesOf(string personId, bool onlyUnsigned, PageRequest page, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var notices = context.Notices.AsNoTracking().Where(row => row.Recipient == personId);
        if (onlyUnsigned)
            notices = notices.Where(row => row.Status == NoticeStatus.Issued);
        var total = await notices.CountAsync(cancellation);
        var rows = await notices.OrderByDescending(row => row.IssuedAt).ThenBy(row => row.Id)
            .Skip((page.ValidNumber - 1) * page.ValidSize)
            .Take(page.ValidSize)
            .ToListAsync(cancellation);
        return new Page<NoticeRow>([.. rows], page.ValidNumber, page.ValidSize, total);
    }

    public async Task<NoticeDocument?> Notice(Guid id, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Notices.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellation) is { } row
            ? NoticeDocument.Of(row)
            : null;
    }

    /// <summary>What the public sees behind a tracking link, or null when the token opens nothing.</summary>
    public async Task<TrackedCase?> Track(string token, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var found = await context.Cases.AsNoTracking().Where(row => row.TrackingToken == token)
            .Join(context.Instances, row => row.Id, instance => instance.Id, (row, instance) => new { row, instance.CaseFile })
            .SingleOrDefaultAsync(cancellation);
        if (found is null)
            return null;
        var file = CaseFileFormat.Read(found.CaseFile);
        return new TrackedCase(
            found.row.Number, found.row.CategoryCode, found.row.Stage, found.row.Status, found.row.ReportedAt, found.row.UpdatedAt,
            found.row.DueAt, found.row.ClosedAt, file.Reply)
        {
            PublicNotices = [.. file.Adjustments.Where(one => one.Status == AdjustmentStatus.Approved).Select(one => one.PublicNotice).OfType<string>()],
        };
    }

    /// <param name="now">The instant at which an open case is past due or not.</param>
    /// <param name="cancellation">Ends the query.</param>
    public async Task<CaseCounts> Counts(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var byStatus = await context.Cases.GroupBy(row => row.Status)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(group => group.Key, group => group.Count, cancellation);
        var overdue = await context.Cases.CountAsync(row => row.Status == CaseStatus.Open && row.DueAt < now, cancellation);
        var incidents = await context.Instances.CountAsync(row => row.Incidents > 0, cancellation);
        return new CaseCounts(
            byStatus.GetValueOrDefault(CaseStatus.Open), byStatus.GetValueOrDefault(CaseStatus.Closed),
            byStatus.GetValueOrDefault(CaseStatus.Archived), byStatus.GetValueOrDefault(CaseStatus.Void), overdue, incidents);
    }

    public async Task<ImmutableArray<NoticeCount>> NoticeCounts(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var counts = await context.Notices.GroupBy(row => row.Kind)
            .Select(group => new { group.Key, Issued = group.Count(), Signed = group.Count(row => row.SignedAt != null) })
            .ToListAsync(cancellation);
        return [.. counts.OrderBy(count => count.Key).Select(count => new NoticeCount(count.Key, count.Issued, count.Signed))];
    }

    private static Expression<Func<TaskRow, bool>> VisibleTo(InboxFilter filter)
    {
        Expression<Func<TaskRow, bool>> visible = task => task.Assignee == filter.PersonId;
        if (filter.OnlyMine)
            return visible;
        var either = visible.Body;
        foreach (var post in filter.Posts.Distinct())
        {
            Expression<Func<TaskRow, bool>> open = task => task.Assignee == null && task.Role == post.Role && task.UnitId == post.UnitId;
            either = Expression.OrElse(either, new SameParameter(open.Parameters[0], visible.Parameters[0]).Visit(open.Body));
        }

        return Expression.Lambda<Func<TaskRow, bool>>(either, visible.Parameters[0]);
    }

    private static IQueryable<CaseRow> Narrow(IQueryable<CaseRow> cases, CaseFilter filter)
    {
        if (filter.Status is { } status)
            cases = cases.Where(row => row.Status == status);
        if (filter.Stage is { } stage)
            cases = cases.Where(row => row.Stage == stage);
        if (filter.PermissionClass is { } permission)
            cases = cases.Where(row => row.PermissionClass == permission);
        if (filter.GridCodes is { Length: > 0 } grids)
            cases = cases.Where(row => grids.AsEnumerable().Contains(row.GridCode));
        if (filter.UnitIds is { Length: > 0 } units)
            cases = cases.Where(row => units.AsEnumerable().Contains(row.UnitId));
        if (filter.CategoryCode is { } category)
            cases = cases.Where(row => row.CategoryCode == category);
        if (filter.OverdueAt is { } now)
            cases = cases.Where(row => row.DueAt < (row.ClosedAt ?? now));
        if (filter.Emergency is { } emergency)
            cases = cases.Where(row => row.Emergency == emergency);
        if (filter.Text is { Length: > 0 } text)
            cases = cases.Where(row => row.Number.Contains(text) || row.Title.Contains(text));
        return cases;
    }

    private static IOrderedQueryable<CaseRow> Sort(IQueryable<CaseRow> cases, CaseSort sort, bool descending)
    {
        IOrderedQueryable<CaseRow> By<T>(Expression<Func<CaseRow, T>> column) => descending ? cases.OrderByDescending(column) : cases.OrderBy(column);
        var sorted = sort switch
        {
            CaseSort.ReportedAt => By(row => row.ReportedAt),
            CaseSort.Number => By(row => row.Number),
            CaseSort.DueAt => By(row => row.DueAt ?? DateTimeOffset.MaxValue),
            CaseSort.UpdatedAt => By(row => row.UpdatedAt),
            CaseSort.Title => By(row => row.Title),
            _ => throw new ArgumentOutOfRangeException(nameof(sort), sort, "Expected a column that lists can be sorted by."),
        };
        return sorted.ThenBy(row => row.Id);
    }

    private sealed class SameParameter(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : base.VisitParameter(node);
    }
}
