using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Figures;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Casework.Schedules;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Runtime.Schedules;

/// <summary>What became of something that somebody did with a bulletin.</summary>
public abstract record BulletinOutcome
{
    private BulletinOutcome()
    {
    }

    /// <param name="Id">The bulletin that it was done with, or that was made.</param>
    public sealed record Done(Guid Id) : BulletinOutcome;

    /// <summary>It was done before, or is not possible any more.</summary>
    public sealed record TooLate(string Reason) : BulletinOutcome;

    /// <summary>The person may not; it is on record.</summary>
    public sealed record Forbidden(string Reason) : BulletinOutcome;

    public sealed record NotFound : BulletinOutcome;
}

/// <summary>Makes rankings from frozen facts, and lets people publish, withdraw, restate and sign.</summary>
public sealed class BulletinDesk(FigureQueries figures, BulletinQueries bulletins, CommitPipeline pipeline, ReferenceCatalog catalog, TimeProvider time)
{
    /// <summary>Whether a person publishes and withdraws the bulletins of a schedule.</summary>
    public bool MayPublish(Person? person, string scheduleId) =>
        person is not null && catalog.Current.Schedules.GetValueOrDefault(scheduleId) is Schedule.Ranking ranking
        && person.Posts.Any(post => ranking.Publishers.Contains(post.Role) && LiesAbove(post.UnitId, ranking.UnitId));

    public Task<BulletinOutcome> Publish(Person? person, Guid id, CancellationToken cancellation) =>
        Decide(person, id, "PublishBulletin", async row => new Write.PublishBulletin(row.Id, person!.Id, time.Now()) { Mails = await Mails(row, cancellation) }, cancellation);

    /// <param name="person">Who.</param>
    /// <param name="id">The bulletin.</param>
    /// <param name="reason">Everybody sees it.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public Task<BulletinOutcome> Withdraw(Person? person, Guid id, string reason, CancellationToken cancellation) =>
        Decide(person, id, "WithdrawBulletin", row => Task.FromResult<Write>(new Write.WithdrawBulletin(row.Id, person!.Id, time.Now(), reason)), cancellation);

    /// <summary>A new draft of the same period from the facts as they are now; what was published stays as it is (kpi.md §1).</summary>
    public async Task<BulletinOutcome> Restate(Person? person, Guid id, CancellationToken cancellation)
    {
        if (await bulletins.Find(id, cancellation) is not { Kind: BulletinKind.Ranking } row)
            return new BulletinOutcome.NotFound();
        if (!MayPublish(person, row.ScheduleId))
            return await Forbid(person, "RestateBulletin", row.ScheduleId);
        var schedule = (Schedule.Ranking)catalog.Current.Schedules[row.ScheduleId];
        if (schedule.CalendarIn(catalog.Current) is not { } calendar)
            return new BulletinOutcome.TooLate("The calendar of the schedule is not loaded.");
        var period = BulletinQueries.Snapshot(row).Period();
        var first = calendar.LocalDate(period.From);
        var edition = (await bulletins.Editions(row.ScheduleId, row.Period, cancellation)).Max(line => line.Edition) + 1;
        return await Draft(schedule, calendar, Period.Of(schedule.Period, first), time.Now(), edition, cancellation) is { } made
            ? new BulletinOutcome.Done(made)
            : new BulletinOutcome.TooLate("Somebody else has restated it at this moment.");
    }

    /// <summary>簽收: it was seen by who it is addressed to.</summary>
    public async Task<BulletinOutcome> Sign(Person? person, Guid id)
    {
        if (person is null)
            return new BulletinOutcome.NotFound();
        return Outcome(await pipeline.Commit(new Write.SignBulletin(id, person.Id, time.Now())), id);
    }

    /// <summary>Makes the draft of a period; null when there is one of this edition.</summary>
    internal async Task<Guid?> Draft(Schedule.Ranking schedule, BusinessCalendar calendar, Period period, DateTimeOffset dueAt, int edition, CancellationToken cancellation)
    {
        var data = catalog.Current;
        var (from, to) = period.In(calendar);
        var now = time.Now();
        var asked = new FigurePeriod(from, to, now, calendar);
        var cases = (await figures.Cases(schedule.Lifecycle, asked, data, cancellation)).Where(one => CutOffSweep.LiesIn(schedule.UnitId, one.GridCode, data));
        var notices = schedule.UnitId is null ? await figures.Notices(asked, cancellation) : [];
        // Computed from what is kept, not from what was read: so nothing can be in the one and not in the other.
        var snapshot = BulletinText.Write(FigureSnapshot.Of(cases.OrderBy(one => one.Id), notices, asked, FigureRulesOf.Lifecycle(data, schedule.Lifecycle)));
        var row = new BulletinRow
        {
            Id = IdOf(schedule.Id, period.Key, edition),
            Kind = BulletinKind.Ranking,
            ScheduleId = schedule.Id,
            Period = period.Key,
            Edition = edition,
            Status = BulletinStatus.Draft,
            DueAt = dueAt,
            MadeAt = now,
            Content = BulletinText.Write(BulletinText.Read<FigureSnapshot>(snapshot).Compute(schedule.By)),
            Snapshot = snapshot,
        };
        var outcome = await pipeline.Commit(new Write.AddBulletin(row, Readers.Of(schedule, data)));
        if (outcome is WriteOutcome.Conflict)
            return null;
        outcome.ThrowUnlessCommitted($"The bulletin {period.Key} of '{schedule.Id}'");
        return row.Id;
    }

    internal static Guid IdOf(string scheduleId, string period, int edition) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"bulletin/{scheduleId}/{period}/{edition}"))).AsSpan(0, 16), bigEndian: true);

    private async Task<BulletinOutcome> Decide(Person? person, Guid id, string command, Func<BulletinRow, Task<Write>> write, CancellationToken cancellation)
    {
        if (await bulletins.Find(id, cancellation) is not { Kind: BulletinKind.Ranking } row)
            return new BulletinOutcome.NotFound();
        return MayPublish(person, row.ScheduleId) ? Outcome(await pipeline.Commit(await write(row)), id) : await Forbid(person, command, row.ScheduleId);
    }

    // Its readers were found when the draft was made.
    private async Task<ImmutableArray<OutboxRow>> Mails(BulletinRow row, CancellationToken cancellation)
    {
        if (catalog.Current.Schedules.GetValueOrDefault(row.ScheduleId) is not Schedule.Ranking schedule)
            return [];
        var readers = await bulletins.Readers(row.Id, cancellation);
        var snapshot = BulletinQueries.Snapshot(row);
        return BulletinOutbox.Rows(row.Id, BulletinMail.Of(schedule, row.Id, snapshot.From, snapshot.To, readers.Select(reader => reader.PersonId), catalog.Current), time.Now());
    }

    private async Task<BulletinOutcome> Forbid(Person? person, string command, string scheduleId)
    {
        var reason = $"Expected a publisher of '{scheduleId}', but '{person?.Id ?? "nobody of the organisation"}' is none.";
        await pipeline.Commit(new Write.RecordRefusal(new AuditRow
        {
            At = time.Now(),
            Actor = person?.Id ?? "system:account",
            Role = person is null ? null : ActingRole.Only(person),
            Command = command,
            Code = "not-publisher",
            Reason = reason,
        }));
        return new BulletinOutcome.Forbidden(reason);
    }

    private static BulletinOutcome Outcome(WriteOutcome outcome, Guid id)
    {
        if (outcome is WriteOutcome.Conflict conflict)
            return new BulletinOutcome.TooLate(conflict.Reason);
        outcome.ThrowUnlessCommitted($"Bulletin {id}");
        return new BulletinOutcome.Done(id);
    }

    private bool LiesAbove(string post, string? unitId) => unitId is null
        ? catalog.Current.Organisation.Unit(post) is { } unit && (unit.ParentId is null || catalog.Current.Organisation.Unit(unit.ParentId)?.ParentId is null && unit.Kind is not null)
        : catalog.Current.Organisation.IsWithin(unitId, post);
}
