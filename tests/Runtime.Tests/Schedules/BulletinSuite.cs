using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Figures;
using GridWorkflow.Casework.Schedules;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Schedules;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GridWorkflow.Runtime.Tests.Schedules;

/// <summary>通報 (M15): drafted once by its schedule, published and withdrawn by who may, and the same for ever.</summary>
public abstract class BulletinSuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    private static readonly ReferenceData District = ReferenceData.Load(WorkflowFolder.Read(Repository.Path("workflows"), demo: true));

    private readonly TDatabase _database = new();
    private readonly FakeTimeProvider _time = new(Registered.Local("11-16 08:00"));
    private Rig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await Rig.On(_database, time: _time, reference: District);

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    internal static BulletinDesk Desk(Rig rig, TestDatabase database) =>
        new(new FigureQueries(database), new BulletinQueries(database), rig.Pipeline, rig.Catalog, rig.Time);

    [Fact]
    public async Task The_draft_of_last_week_is_made_on_monday_at_nine_once()
    {
        (await At("11-16 09:00")).ShouldBe(1 + 1); // the week, and the month before it, whose day has long come
        (await At("11-16 09:01")).ShouldBe(0);
        (await At("11-23 08:59")).ShouldBe(0);
        (await At("11-23 09:00")).ShouldBe(1);
        (await Weekly()).Select(row => (row.Period, row.Status, row.DueAt)).ShouldBe(
        [
            ("2026-W46", BulletinStatus.Draft, Registered.Local("11-16 09:00")),
            ("2026-W47", BulletinStatus.Draft, Registered.Local("11-23 09:00")),
        ]);
    }

    [Fact]
    public async Task What_was_missed_is_made_once_each_and_two_nodes_make_one()
    {
        await At("11-16 09:00");
        await using var other = await Rig.On(_database, time: _time, reference: District);
        _time.SetUtcNow(Registered.Local("12-07 12:00"));
        RankingSweep[] sweeps = [Sweep(), Sweep(other), Sweep(), Sweep(other)];
        (await Task.WhenAll(sweeps.Select(sweep => Task.Run(() => sweep.RunOnce(Rig.Cancellation))))).Sum().ShouldBe(3 + 1);
        (await Weekly()).Select(row => row.Period).ShouldBe(["2026-W46", "2026-W47", "2026-W48", "2026-W49"]);
        (await Weekly())[1].MadeAt.ShouldBe(Registered.Local("12-07 12:00"));
    }

    [Fact]
    public async Task Its_figures_are_those_of_the_figure_engine_on_the_frozen_facts_after_later_edits()
    {
        var rows = new[]
        {
            await Registered.Case(_database, 1, "11-10 09:00", "11-10 10:00", row => row with { FedBackAt = Registered.Local("11-10 12:00"), ClosedAt = Registered.Local("11-11 12:00") }),
            await Registered.Case(_database, 2, "11-11 09:00", "11-11 10:00", row => row with { FedBackAt = Registered.Local("11-12 12:00"), Reworks = 1 }),
            await Registered.Case(_database, 3, "11-12 09:00", "11-12 10:00", row => row with { HandlingUnit = "housing" }),
        };
        await At("11-16 09:00");
        var draft = (await Weekly()).ShouldHaveSingleItem();
        var desk = Desk(_rig, _database);
        (await desk.Publish(District.Organisation.Person("wang-min"), draft.Id, Rig.Cancellation)).ShouldBeOfType<BulletinOutcome.Done>();

        // The cases go on, one is found to be void, and 12 November becomes a holiday.
        await using (var context = _database.CreateDbContext())
        {
            context.Cases.UpdateRange(
                rows[0] with { Status = CaseStatus.Void }, rows[1] with { ClosedAt = Registered.Local("11-16 11:00") },
                rows[2] with { FedBackAt = Registered.Local("11-16 12:00"), ClosedAt = Registered.Local("11-16 12:00"), HandlingUnit = "civil" });
            await context.SaveChangesAsync(Rig.Cancellation);
        }

        await _rig.Catalog.Use(Holiday("2026-11-12"));

        var published = (await Weekly()).ShouldHaveSingleItem();
        published.Content.ShouldBe(draft.Content);
        BulletinQueries.Agrees(published).ShouldBeTrue();
        var said = BulletinQueries.Ranking(published);
        var again = BulletinQueries.Snapshot(published).Compute(RankedBy.Unit);
        said.Figures.ShouldBe(again.Figures);
        Figure Of(string key) => said.Figures.Single(figure => figure.Key == key);
        (Of("handling-rate").Numerator, Of("handling-rate").Denominator).ShouldBe((2m, 3m));
        (Of("dispatch-accuracy").Numerator, Of("dispatch-accuracy").Denominator).ShouldBe((2m, 3m));
        said.Lines.Select(line => (line.Key, line.Rank, line.Registered)).ShouldBe([("urban", 1, 2), ("housing", null, 1)]);

        // Computed today, it would be something else.
        var calendar = _rig.Catalog.Current.Calendars["cn-2026"];
        var (from, to) = Period.Of(PeriodKind.Week, new DateOnly(2026, 11, 10)).In(calendar);
        var now = new FigurePeriod(from, to, _time.GetUtcNow(), calendar);
        FigureSheet.Of(await new FigureQueries(_database).Cases("city-case", now, _rig.Catalog.Current, Rig.Cancellation), [], now, FigureRules.Default)
            .Single(figure => figure.Key == "handling-rate").Denominator.ShouldBe(2m);
    }

    [Fact]
    public async Task A_changed_snapshot_does_not_agree()
    {
        await Registered.Case(_database, 1, "11-10 09:00", "11-10 10:00");
        await At("11-16 09:00");
        var draft = (await Weekly())[0];
        BulletinQueries.Agrees(draft).ShouldBeTrue();
        BulletinQueries.Agrees(draft with { Snapshot = draft.Snapshot!.Replace("\"urban\"", "\"civil\"", StringComparison.Ordinal) }).ShouldBeFalse();
    }

    [Fact]
    public async Task Drafts_are_published_then_withdrawn_by_leaders_of_the_district_and_by_nobody_else()
    {
        await At("11-16 09:00");
        var id = (await Weekly())[0].Id;
        var desk = Desk(_rig, _database);
        var queries = new BulletinQueries(_database);
        var (leader, street, worker) = (District.Organisation.Person("wang-min"), District.Organisation.Person("lin-na"), District.Organisation.Person("zheng-kai"));
        (await queries.Unsigned("wang-min", Rig.Cancellation)).ShouldBe(0);
        foreach (var other in new[] { street, worker, null })
            (await desk.Publish(other, id, Rig.Cancellation)).ShouldBeOfType<BulletinOutcome.Forbidden>();
        (await _rig.Troubles.Refusals(null, new PageRequest(1, 10), Rig.Cancellation)).Rows.Select(one => (one.Row.Code, one.Row.Actor, one.Row.Role)).ShouldBe(
            [("not-publisher", "system:account", null), ("not-publisher", "zheng-kai", "grid-worker"), ("not-publisher", "lin-na", "leader")]);
        (await queries.For("zheng-kai", false, [], new PageRequest(1), Rig.Cancellation)).Total.ShouldBe(0);

        (await desk.Publish(leader, id, Rig.Cancellation)).ShouldBeOfType<BulletinOutcome.Done>();
        (await desk.Publish(leader, id, Rig.Cancellation)).ShouldBeOfType<BulletinOutcome.TooLate>();
        (await queries.For("zheng-kai", false, [], new PageRequest(1), Rig.Cancellation)).Rows.ShouldHaveSingleItem().Status.ShouldBe(BulletinStatus.Published);
        (await queries.Unsigned("wang-min", Rig.Cancellation)).ShouldBe(1);

        (await desk.Withdraw(leader, id, "A unit was counted twice", Rig.Cancellation)).ShouldBeOfType<BulletinOutcome.Done>();
        (await desk.Withdraw(leader, id, "again", Rig.Cancellation)).ShouldBeOfType<BulletinOutcome.TooLate>();
        var row = (await queries.Find(id, Rig.Cancellation)).ShouldNotBeNull();
        (row.Status, row.WithdrawnBy, row.Reason).ShouldBe((BulletinStatus.Withdrawn, "wang-min", "A unit was counted twice"));
    }

    [Fact]
    public async Task Its_readers_hear_of_it_by_mail_when_it_is_published_and_once()
    {
        await At("11-16 09:00");
        var draft = (await Weekly())[0];
        (await _rig.Troubles.Messages(1000, Rig.Cancellation)).ShouldBeEmpty("a draft is nobody's yet");
        var (desk, leader) = (Desk(_rig, _database), District.Organisation.Person("wang-min"));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => desk.Publish(leader, draft.Id, Rig.Cancellation)));
        outcomes.OfType<BulletinOutcome.Done>().Count().ShouldBe(1);

        var mails = (await _rig.Troubles.Messages(1000, Rig.Cancellation)).Select(OutboxPayload.Mail).ToList();
        var readers = (await new BulletinQueries(_database).Readers(draft.Id, Rig.Cancellation)).Select(reader => District.Organisation.Person(reader.PersonId)!.Email);
        mails.Select(mail => mail.Address).ShouldBe(readers.OfType<string>(), ignoreOrder: true);
        mails.ShouldAllBe(mail => mail.Html.Contains($"/bulletins/{draft.Id:D}") && mail.Subject == "每周通报已发布：2026年11月9日 – 2026年11月15日");
    }

    [Fact]
    public async Task A_restatement_is_a_new_edition_and_leaves_the_first_as_it_was()
    {
        await At("11-16 09:00");
        var first = (await Weekly())[0];
        var desk = Desk(_rig, _database);
        var leader = District.Organisation.Person("wang-min");
        await desk.Publish(leader, first.Id, Rig.Cancellation);
        await Registered.Case(_database, 1, "11-10 09:00", "11-10 10:00");
        _time.SetUtcNow(Registered.Local("11-18 09:00"));
        (await desk.Restate(leader, first.Id, Rig.Cancellation)).ShouldBeOfType<BulletinOutcome.Done>();
        var editions = await Weekly();
        editions.Select(row => (row.Edition, row.Status)).ShouldBe([(1, BulletinStatus.Published), (2, BulletinStatus.Draft)]);
        editions[0].Content.ShouldBe(first.Content);
        BulletinQueries.Ranking(editions[1]).Lines.ShouldHaveSingleItem().Key.ShouldBe("urban");
        // The next week comes all the same.
        (await At("11-23 09:00")).ShouldBe(1);
    }

    private static ReferenceData Holiday(string date) => ReferenceData.Load(
        [.. WorkflowFolder.Read(Repository.Path("workflows"), demo: true).Select(file =>
            file.Path.EndsWith("cn-2026.yaml", StringComparison.Ordinal) ? file with { Text = file.Text + $"  - {{ days: {date}, off: 活动 }}\n" } : file)]);

    private RankingSweep Sweep(Rig? rig = null) =>
        new(Desk(rig ?? _rig, _database), new BulletinQueries(_database), (rig ?? _rig).Catalog, _time, NullLogger<RankingSweep>.Instance);

    private async Task<int> At(string local)
    {
        _time.SetUtcNow(Registered.Local(local));
        return await Sweep().RunOnce(Rig.Cancellation);
    }

    private async Task<List<BulletinRow>> Weekly()
    {
        await using var context = _database.CreateDbContext();
        return await context.Bulletins.AsNoTracking().Where(row => row.ScheduleId == "weekly-bulletin").OrderBy(row => row.Period).ThenBy(row => row.Edition).ToListAsync(Rig.Cancellation);
    }
}
