using System.Security.Cryptography;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Purging;
using GridWorkflow.Runtime.Schedules;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GridWorkflow.Runtime.Tests.Schedules;

/// <summary>Cases that a schedule opens (M22): one for each subject and period.</summary>
public abstract class OpeningSuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    // Only the year's calendar that is shipped ends with 2026; here time goes on.
    private static readonly ReferenceData District = ReferenceData.Load(
        [.. WorkflowFolder.Read(Repository.Path("workflows"), demo: true).Select(file =>
            file.Path.EndsWith("cn-2026.yaml", StringComparison.Ordinal) ? file with { Text = file.Text.Replace("..2026-12-31", "..2027-12-31", StringComparison.Ordinal) + "  - { days: 2027-01-01, off: 元旦 }\n" } : file)]);

    private readonly TDatabase _database = new();
    private readonly FakeTimeProvider _time = new(Registered.Local("09-24 09:00"));
    private Rig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await Rig.On(_database, time: _time, decide: CaseDesk.Decide, reference: District);

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_unvisited_household_gets_a_task_on_the_first_of_december_and_the_year_begins_anew()
    {
        await At("11-24 09:00");
        (await Visits()).ShouldBeEmpty(); // 1 December of last year is of a year that is over
        // Visited in March, and planned in November.
        await Visit("yangliu-1-0101", "2026-03-02");
        await Visit("hubin-1-0101", "2026-11-02");
        // Last year's visit is none of this year's; one that came to nothing is none at all.
        await Visit("yangliu-1-0102", "2025-12-20");
        await Void(await Visit("yangliu-1-0201", "2026-05-04"));

        (await At("12-01 07:59")).ShouldBe(0);
        (await At("12-01 08:00")).ShouldBe(3 + 2); // and the parks of December
        (await Visits("schedule:yearly-visits")).Select(row => row.Subject).ShouldBe(["hubin-1-0102", "yangliu-1-0102", "yangliu-1-0201"]);
        (await At("12-15 08:00")).ShouldBe(0);
        var task = (await _rig.Queries.Case((await Visits("schedule:yearly-visits"))[0].Id, Rig.Cancellation)).ShouldNotBeNull().File.Tasks.ShouldHaveSingleItem();
        (task.Key, task.Role, task.UnitId).ShouldBe(("plan-visit", "grid-leader", "hubin-1"));

        _time.SetUtcNow(new DateTimeOffset(2027, 1, 2, 1, 0, 0, TimeSpan.Zero));
        (await Sweep().RunOnce(Rig.Cancellation)).ShouldBe(2); // the parks of January: no household before December
        _time.SetUtcNow(new DateTimeOffset(2027, 12, 1, 0, 0, 0, TimeSpan.Zero));
        await Sweep().RunOnce(Rig.Cancellation);
        (await Visits("schedule:yearly-visits")).Count.ShouldBe(3 + 5);
    }

    [Fact]
    public async Task Each_park_is_inspected_once_a_month()
    {
        (await At("10-01 07:59")).ShouldBe(0); // those of September were of September
        (await At("10-01 08:00")).ShouldBe(2);
        (await At("10-31 08:00")).ShouldBe(0);
        (await At("11-20 08:00")).ShouldBe(2); // late, for the month that it is
        (await Cases("schedule:park-cleaning")).Select(row => (row.Subject, row.DefinitionId)).Distinct().ShouldBe(
            [("academy-garden", "park-inspection"), ("lake-park", "park-inspection")], ignoreOrder: true);
    }

    [Fact]
    public async Task Four_looks_of_two_nodes_and_a_restart_open_each_once()
    {
        await using var other = await Rig.On(_database, time: _time, decide: CaseDesk.Decide, reference: District, seed: 2);
        _time.SetUtcNow(Registered.Local("12-01 08:00"));
        OpeningSweep[] sweeps = [Sweep(), Sweep(other), Sweep(), Sweep(other)];
        (await Task.WhenAll(sweeps.Select(sweep => Task.Run(() => sweep.RunOnce(Rig.Cancellation))))).Sum().ShouldBe(5 + 2);
        await using var restarted = await Rig.On(_database, time: _time, decide: CaseDesk.Decide, reference: District, seed: 3);
        (await Sweep(restarted).RunOnce(Rig.Cancellation)).ShouldBe(0);
        (await Visits()).Count.ShouldBe(5);
    }

    [Fact]
    public async Task Housekeeping_does_not_make_a_schedule_forget()
    {
        (await At("12-01 08:00")).ShouldBe(5 + 2);
        await Void((await Visits())[0].Id);
        await new Purge(_rig.Pipeline, _database, _time, PurgePeriods.Default with { Inbox = TimeSpan.FromDays(1) }, NullLogger<Purge>.Instance).RunOnce(Rig.Cancellation);
        _time.SetUtcNow(Registered.Local("12-20 08:00"));
        await new Purge(_rig.Pipeline, _database, _time, PurgePeriods.Default with { Inbox = TimeSpan.FromDays(1) }, NullLogger<Purge>.Instance).RunOnce(Rig.Cancellation);
        (await Sweep().RunOnce(Rig.Cancellation)).ShouldBe(0);
    }

    [Fact]
    public async Task A_subject_that_nobody_knows_is_refused()
    {
        var report = Report("yangliu-1-9999");
        (await _rig.Runner.File("patrol", "p-1", new byte[32], report, Rig.Cancellation)).ShouldBeOfType<IntakeOutcome.Refused>().Refusal.Code.ShouldBe("unknown-subject");
    }

    private static Report Report(string subject) => new() { Title = "Visit", CategoryCode = "V0101", GridCode = District.Subjects.GetValueOrDefault(subject)?.GridCode ?? "yangliu-1", Subject = subject };

    private async Task<Guid> Visit(string subject, string day)
    {
        var at = DateTimeOffset.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);
        return (await _rig.Runner.File("patrol", subject + day, SHA256.HashData([1]), Report(subject) with { ReportedAt = at }, Rig.Cancellation)).ShouldBeOfType<IntakeOutcome.Filed>().CaseId;
    }

    private async Task Void(Guid id)
    {
        await using var context = _database.CreateDbContext();
        var row = await context.Cases.AsNoTracking().SingleAsync(one => one.Id == id, Rig.Cancellation);
        context.Update(row with { Status = CaseStatus.Void });
        await context.SaveChangesAsync(Rig.Cancellation);
    }

    private OpeningSweep Sweep(Rig? rig = null) => new(_database, (rig ?? _rig).Runner, (rig ?? _rig).Catalog, _time, NullLogger<OpeningSweep>.Instance);

    private async Task<int> At(string local)
    {
        _time.SetUtcNow(Registered.Local(local));
        return await Sweep().RunOnce(Rig.Cancellation);
    }

    private async Task<List<CaseRow>> Cases(string source)
    {
        await using var context = _database.CreateDbContext();
        return await context.Cases.AsNoTracking().Where(row => row.Source == source).OrderBy(row => row.Subject).ToListAsync(Rig.Cancellation);
    }

    private Task<List<CaseRow>> Visits(string source = "schedule:yearly-visits") => Cases(source);
}
