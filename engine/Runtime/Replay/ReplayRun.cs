using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Timers;

namespace GridWorkflow.Runtime.Replay;

/// <summary>
/// Lives through a file of reports on a virtual clock: every report enters, every deadline fires and every case is closed in the order
/// of their instants, by the same commands and the same sweep as in a live system.
/// </summary>
public sealed class ReplayRun(CaseRunner runner, TimerSweep sweep, OutboxQueue outbox, CaseQueries queries, ReferenceCatalog catalog, VirtualTime time)
{
    private const string Source = "replay";
    private const int MailsAtOnce = 500;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    /// <param name="rows">The reports.</param>
    /// <param name="closing">The way on which cases are closed; for each step somebody who may take it is found.</param>
    /// <param name="asOf">Where the clock stops; what happens later has not happened.</param>
    /// <param name="progress">Told the number of instants lived through.</param>
    /// <param name="cancellation">Stops between two instants.</param>
    public async Task<ReplayResult> Run(
        IReadOnlyList<ReplayRow> rows, IReadOnlyList<ClosingStep> closing, DateTimeOffset asOf, IProgress<int>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var cases = new Dictionary<int, Guid>();
        var troubles = new Dictionary<int, string>();
        var done = 0;
        foreach (var moment in MomentsOf(rows).Where(moment => moment.At <= asOf))
        {
            cancellation.ThrowIfCancellationRequested();
            await FireBefore(moment.At, cancellation);
            time.Set(moment.At);
            if (moment.Closes)
                await Close(moment.Row, closing, cases, troubles, cancellation);
            else
                await File(moment.Row, cases, troubles, cancellation);
            progress?.Report(++done);
        }

        // A timer that is due at the as-of instant itself has fired; one tick later it is no longer "before".
        await FireBefore(asOf.AddTicks(1), cancellation);
        time.Set(asOf);
        await SuppressMails();
        return await Examine(rows, cases, troubles, asOf, cancellation);
    }

    /// <summary>How many instants a run has, for a progress bar.</summary>
    public static int CountMoments(IReadOnlyList<ReplayRow> rows, DateTimeOffset asOf) => MomentsOf(rows).Count(moment => moment.At <= asOf);

    private static IOrderedEnumerable<Moment> MomentsOf(IReadOnlyList<ReplayRow> rows) => rows
        .SelectMany(row => row.ClosedAt is { } closed
            ? new[] { new Moment(row.OpenedAt, row, Closes: false), new Moment(closed, row, Closes: true) }
            : [new Moment(row.OpenedAt, row, Closes: false)])
        .OrderBy(moment => moment.At).ThenBy(moment => moment.Row.Line).ThenBy(moment => moment.Closes);

    // People come before timers at one instant: a case closed at the very instant of its limit is on time.
    private async Task FireBefore(DateTimeOffset instant, CancellationToken cancellation)
    {
        while (await sweep.NextDue(cancellation) is { } due && due < instant)
        {
            time.Set(due > time.GetUtcNow() ? due : time.GetUtcNow());
            var result = await sweep.RunOnce(cancellation);
            if (result.Trouble is { } trouble)
                throw new InvalidOperationException($"The sweep at {due:u} stopped: {trouble}");
        }
    }

    private async Task File(ReplayRow row, Dictionary<int, Guid> cases, Dictionary<int, string> troubles, CancellationToken cancellation)
    {
        switch (await runner.File(Source, row.Id, HashOf(row), row.Report, cancellation))
        {
            case IntakeOutcome.Filed filed:
                cases[row.Line] = filed.CaseId;
                break;
            case IntakeOutcome.Refused refused:
                troubles[row.Line] = $"{refused.Refusal.Reason} {refused.Refusal.Remedy}";
                break;
            case IntakeOutcome.Conflicting conflicting:
                troubles[row.Line] = conflicting.Reason;
                break;
            case var other:
                throw new InvalidOperationException($"Line {row.Line} could not be filed: {other}");
        }
    }

    private async Task Close(
        ReplayRow row, IReadOnlyList<ClosingStep> closing, Dictionary<int, Guid> cases, Dictionary<int, string> troubles, CancellationToken cancellation)
    {
        if (!cases.TryGetValue(row.Line, out var caseId) || await queries.Case(caseId, cancellation) is not { } detail)
            return;
        var file = detail.File;
        foreach (var step in closing)
        {
            // A replay into a database that has lived through the file before finds the case closed already.
            if (file.Status is not CaseStatus.Open)
                return;
            if (file.Tasks.FirstOrDefault(task => task.Key == step.Task) is not { } task)
            {
                troubles[row.Line] = $"Expected an open task '{step.Task}' but found {string.Join(", ", file.Tasks.Select(open => $"'{open.Key}'"))}; correct closing in the mapping.";
                return;
            }

            if (PersonFor(task) is not { } person)
            {
                troubles[row.Line] = $"Expected somebody who holds '{task.Role}' in '{task.UnitId}', but nobody does; complete the organisation.";
                return;
            }

            var command = new CaseCommand.Complete(new Actor(person, task.Role), task.Id, step.Outcome, step.Remark);
            switch (await runner.Run(caseId, command, idempotencyKey: null, cancellation))
            {
                case CommandOutcome.Done done:
                    file = done.File;
                    break;
                case CommandOutcome.Refused refused:
                    troubles[row.Line] = $"{refused.Refusal.Reason} {refused.Refusal.Remedy}";
                    return;
                case var other:
                    throw new InvalidOperationException($"Line {row.Line} could not be closed: {other}");
            }
        }
    }

    private string? PersonFor(CaseTask task) =>
        task.Assignee ?? catalog.Current.Organisation.HoldersOf(task.Role, task.UnitId).FirstOrDefault()?.Id;

    // Nobody wants mail about the past. The rows stay, with the reason, so that nothing is sent when a host opens the database.
    private async Task SuppressMails()
    {
        for (var batch = 0; ; batch++)
        {
            var owner = $"{Source}:{batch.ToString(CultureInfo.InvariantCulture)}";
            var messages = await outbox.Lease(owner, MailsAtOnce, Lease);
            if (messages.IsEmpty)
                return;
            await outbox.Settle(owner, messages.Select(message => new Settlement.Suppressed(message.Id, "Not sent: the case was replayed from a file.")));
        }
    }

    private async Task<ReplayResult> Examine(
        IReadOnlyList<ReplayRow> rows, Dictionary<int, Guid> cases, Dictionary<int, string> troubles, DateTimeOffset asOf, CancellationToken cancellation)
    {
        var results = new List<RowResult>(rows.Count);
        var clocks = new SortedDictionary<ClockKind, int>();
        var notices = new SortedDictionary<NoticeKind, int>();
        foreach (var row in rows)
        {
            var trouble = troubles.GetValueOrDefault(row.Line);
            if (!cases.TryGetValue(row.Line, out var caseId) || await queries.Case(caseId, cancellation) is not { } detail)
            {
                results.Add(new RowResult(row, null, null, IsOpen: false, null, null) { Trouble = trouble });
                continue;
            }

            foreach (var clock in detail.File.Clocks)
                clocks[clock.Kind] = clocks.GetValueOrDefault(clock.Kind) + 1;
            foreach (var notice in detail.File.Notices)
                notices[notice.Kind] = notices.GetValueOrDefault(notice.Kind) + 1;
            results.Add(ResultOf(row, detail.File, catalog.Current, asOf) with { Trouble = trouble });
        }

        return new ReplayResult(results, clocks, notices, asOf);
    }

    private static RowResult ResultOf(ReplayRow row, CaseFile file, ReferenceData data, DateTimeOffset asOf)
    {
        var isOpen = file.Status == CaseStatus.Open;
        if (file.Clocks.FirstOrDefault(clock => clock.Kind == ClockKind.Total) is not { } total)
            return new RowResult(row, file.Number, ReplayVerdict.OnTime, isOpen, null, file.ClosedAt);
        var calendar = data.Calendars[total.CalendarId];
        DateTimeOffset? due = total.Due(calendar, asOf).TryGet(out var at) ? at : null;
        var verdict = total.Verdict(calendar, asOf) == ClockVerdict.Overdue ? ReplayVerdict.Overdue : ReplayVerdict.OnTime;
        return new RowResult(row, file.Number, verdict, isOpen, due, file.ClosedAt);
    }

    private static byte[] HashOf(ReplayRow row) => SHA256.HashData(Encoding.UTF8.GetBytes(StoredJson.Text(row.Report)));

    private readonly record struct Moment(DateTimeOffset At, ReplayRow Row, bool Closes);
}
