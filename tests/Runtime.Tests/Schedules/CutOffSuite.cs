using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Schedules;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Schedules;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using GridWorkflow.Runtime.Tests.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GridWorkflow.Runtime.Tests.Schedules;

/// <summary>日產日清 (M13): one list for each working day, whoever looks and whenever.</summary>
public abstract class CutOffSuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    private static readonly ReferenceData District = ReferenceData.Load(WorkflowFolder.Read(Repository.Path("workflows"), demo: true));

    private readonly TDatabase _database = new();
    private readonly FakeTimeProvider _time = new(Registered.Local("02-13 10:00"));
    private Rig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await Rig.On(_database, time: _time, reference: District);

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task It_runs_at_half_past_five_of_a_make_up_saturday_and_not_on_a_holiday()
    {
        var sweep = Sweep();
        (await At(sweep, "02-13 17:29")).ShouldBe(1); // the latest one before, Thursday's: the schedule begins there
        (await At(sweep, "02-13 17:30")).ShouldBe(1);
        (await At(sweep, "02-14 17:29")).ShouldBe(0);
        (await At(sweep, "02-14 17:30")).ShouldBe(1); // Saturday, 春節調休
        (await At(sweep, "02-14 17:31")).ShouldBe(0);
        (await At(sweep, "02-20 23:00")).ShouldBe(0); // 春節
        (await At(sweep, "02-24 17:30")).ShouldBe(1); // the first day after it
        (await Lists()).Select(row => row.Period).ShouldBe(["2026-02-12", "2026-02-13", "2026-02-14", "2026-02-24"]);
    }

    [Fact]
    public async Task The_list_names_what_was_not_dispatched_and_goes_to_the_duty_officer()
    {
        await Registered.Case(_database, 1, "02-13 09:00", "02-13 17:30"); // at the cut-off is in time
        await Registered.Case(_database, 2, "02-13 10:00", "02-13 17:31");
        await Registered.Case(_database, 3, "02-13 11:00");
        await Registered.Case(_database, 4, "02-13 17:30"); // belongs to the next working day
        await Registered.Case(_database, 5, "02-12 09:00"); // of an earlier day
        await Registered.Case(_database, 6, "02-13 12:00", change: row => row with { Status = CaseStatus.Void });
        await Registered.Case(_database, 7, "02-13 12:00", change: row => row with { DefinitionId = "community-case" });
        (await At(Sweep(), "02-13 17:45")).ShouldBe(1);

        var row = (await Lists()).ShouldHaveSingleItem();
        var list = BulletinQueries.Clearance(row);
        (list.Asked, list.Cleared, list.Rate.Rounded).ShouldBe((3, 1, 33.33m));
        list.Outstanding.Select(one => one.Number[^1]).ShouldBe(['2', '3']);
        list.Earlier.Select(one => one.Number[^1]).ShouldBe(['5']);
        (row.Status, row.DueAt, row.MadeAt).ShouldBe((BulletinStatus.Published, Registered.Local("02-13 17:30"), Registered.Local("02-13 17:45")));
        var queries = new BulletinQueries(_database);
        (await queries.Readers(row.Id, Rig.Cancellation)).ShouldHaveSingleItem().PersonId.ShouldBe("huang-ying");
        (await queries.Unsigned("huang-ying", Rig.Cancellation)).ShouldBe(1);
        (await queries.Unsigned("zhao-lei", Rig.Cancellation)).ShouldBe(0);

        (await At(Sweep(), "02-14 18:00")).ShouldBe(1);
        BulletinQueries.Clearance((await Lists())[^1]).Outstanding.Select(one => one.Number[^1]).ShouldBe(['4']);
    }

    [Fact]
    public async Task After_a_stop_each_missed_day_comes_once_as_it_was_and_says_both_times()
    {
        (await At(Sweep(), "11-18 18:00")).ShouldBe(1); // Wednesday
        await Registered.Case(_database, 1, "11-19 09:00", "11-20 09:00");
        await Registered.Case(_database, 2, "11-20 09:00", "11-20 10:00");
        (await At(Sweep(), "11-23 08:00")).ShouldBe(2); // Thursday and Friday, found on Monday
        (await At(Sweep(), "11-23 08:00")).ShouldBe(0);
        var lists = (await Lists())[^2..];
        lists.Select(row => (row.Period, row.DueAt, row.MadeAt)).ShouldBe(
        [
            ("2026-11-19", Registered.Local("11-19 17:30"), Registered.Local("11-23 08:00")),
            ("2026-11-20", Registered.Local("11-20 17:30"), Registered.Local("11-23 08:00")),
        ]);
        // Dispatched the morning after: at the cut-off it was outstanding.
        BulletinQueries.Clearance(lists[0]).Outstanding.Select(one => one.Number[^1]).ShouldBe(['1']);
        BulletinQueries.Clearance(lists[1]).Outstanding.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_backlog_of_others_does_not_crowd_out_a_unit_s_own()
    {
        await using (var context = _database.CreateDbContext())
        {
            var own = await Registered.Case(_database, 1, "02-12 09:00");
            context.Cases.AddRange(Enumerable.Range(2, ClearanceContent.MostEarlier + 1).Select(number => Samples.Case(number, Registered.Local("02-11 09:00")) with
            {
                DefinitionId = own.DefinitionId, GridCode = "hubin-1", UnitId = "hubin-1", RegisteredAt = Registered.Local("02-11 09:00"),
            }));
            await context.SaveChangesAsync(Rig.Cancellation);
        }

        await _rig.Catalog.Use(ReferenceData.Load([.. WorkflowFolder.Read(Repository.Path("workflows"), demo: true).Select(file =>
            file.Path.EndsWith("daily-clearance.yaml", StringComparison.Ordinal) ? file with { Text = file.Text + "unit: yangliu\n" } : file)]));
        (await At(Sweep(), "02-13 17:45")).ShouldBe(1);
        BulletinQueries.Clearance((await Lists())[0]).Earlier.Select(one => one.Number[^1]).ShouldBe(['1']);
    }

    [Fact]
    public async Task The_list_goes_to_the_duty_officer_by_mail_once()
    {
        await Registered.Case(_database, 2, "02-13 10:00", "02-13 17:31");
        await Registered.Case(_database, 5, "02-12 09:00");
        await using var other = await Rig.On(_database, time: _time, reference: District);
        _time.SetUtcNow(Registered.Local("02-13 17:45"));
        CutOffSweep[] sweeps = [Sweep(), Sweep(other), Sweep()];
        (await Task.WhenAll(sweeps.Select(sweep => Task.Run(() => sweep.RunOnce(Rig.Cancellation))))).Sum().ShouldBe(1);
        var row = (await Lists()).ShouldHaveSingleItem();

        var message = (await _rig.Troubles.Messages(10, Rig.Cancellation)).ShouldHaveSingleItem();
        var mail = OutboxPayload.Mail(message);
        (message.Kind, message.CaseId, mail.Address).ShouldBe((OutboxKind.Mail, Guid.Empty, "huang.ying@demo.example"));
        mail.Subject.ShouldBe("日清单 2026年2月13日：未清 1 件");
        mail.Html.ShouldContain($"/bulletins/{row.Id:D}");
        mail.Plain.ShouldContain($"1. {BulletinQueries.Clearance(row).Outstanding[0].Number}");
        mail.Plain.ShouldContain("此前仍未清结的案件");
    }

    [Fact]
    public async Task Without_its_template_no_mail_is_sent()
    {
        await _rig.Catalog.Use(ReferenceData.Load([.. WorkflowFolder.Read(Repository.Path("workflows"), demo: true).Where(file => !file.Path.EndsWith("daily-list.yaml", StringComparison.Ordinal))]));
        (await At(Sweep(), "02-13 17:45")).ShouldBe(1);
        (await _rig.Troubles.Messages(10, Rig.Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_nodes_make_one()
    {
        await using var other = await Rig.On(_database, time: _time, reference: District);
        _time.SetUtcNow(Registered.Local("02-13 17:30"));
        CutOffSweep[] sweeps = [Sweep(), Sweep(other), Sweep(), Sweep(other)];
        (await Task.WhenAll(sweeps.Select(sweep => Task.Run(() => sweep.RunOnce(Rig.Cancellation))))).Sum().ShouldBe(1);
        (await Lists()).ShouldHaveSingleItem().Period.ShouldBe("2026-02-13");
    }

    [Fact]
    public async Task Who_it_is_addressed_to_signs_once()
    {
        (await At(Sweep(), "02-13 17:30")).ShouldBe(1);
        var id = (await Lists())[0].Id;
        var desk = BulletinSuite<TDatabase>.Desk(_rig, _database);
        var organisation = District.Organisation;
        (await desk.Sign(organisation.Person("zhao-lei"), id)).ShouldBeOfType<BulletinOutcome.TooLate>();
        (await desk.Sign(organisation.Person("huang-ying"), id)).ShouldBeOfType<BulletinOutcome.Done>();
        (await desk.Sign(organisation.Person("huang-ying"), id)).ShouldBeOfType<BulletinOutcome.TooLate>();
        (await new BulletinQueries(_database).Unsigned("huang-ying", Rig.Cancellation)).ShouldBe(0);
        // A daily list is of the system: nobody withdraws it.
        (await desk.Withdraw(organisation.Person("wang-min"), id, "no", Rig.Cancellation)).ShouldBeOfType<BulletinOutcome.NotFound>();
    }

    private CutOffSweep Sweep(Rig? rig = null) => new(
        _database, new FigureQueries(_database), new BulletinQueries(_database), (rig ?? _rig).Pipeline, (rig ?? _rig).Catalog, _time, NullLogger<CutOffSweep>.Instance);

    private async Task<int> At(CutOffSweep sweep, string local)
    {
        _time.SetUtcNow(Registered.Local(local));
        return await sweep.RunOnce(Rig.Cancellation);
    }

    private async Task<List<BulletinRow>> Lists()
    {
        await using var context = _database.CreateDbContext();
        return await context.Bulletins.AsNoTracking().OrderBy(row => row.Period).ToListAsync(Rig.Cancellation);
    }
}
