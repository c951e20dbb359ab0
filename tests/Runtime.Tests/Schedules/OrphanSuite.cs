using System.Security.Cryptography;
using System.Text;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Schedules;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Tests.Schedules;

/// <summary>The orphan monitor (M8, P11): what is nobody's is told within one sweep, once for as long as it lasts.</summary>
public abstract class OrphanSuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    private static readonly IReadOnlyList<SourceFile> Files = WorkflowFolder.Read(Repository.Path("workflows"), demo: true);

    private static readonly ReferenceData District = ReferenceData.Load(Files);

    private readonly TDatabase _database = new();
    private Rig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await Rig.On(_database, decide: CaseDesk.Decide, reference: District);

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_post_that_falls_empty_is_told_once_and_its_filling_too()
    {
        var id = await File("m-1");
        var sweep = Sweep();
        (await sweep.RunOnce(Rig.Cancellation)).ShouldBe(0);

        await _rig.Catalog.Use(Without("zheng-kai"));
        (await sweep.RunOnce(Rig.Cancellation)).ShouldBe(1);
        var notices = await Notices(id);
        // The grid leader answers for the grid; the duty officer watches.
        notices.Select(notice => (notice.Kind, notice.Recipient)).ShouldBe([(NoticeKind.Alert, "huang-ying"), (NoticeKind.Alert, "liang-hao")], ignoreOrder: true);
        (await Row(id)).OrphanedAt.ShouldBe(Rig.Morning);
        (await sweep.RunOnce(Rig.Cancellation)).ShouldBe(0);
        (await Sweep().RunOnce(Rig.Cancellation)).ShouldBe(0);
        (await Entries(id)).Count(kind => kind == "OrphanAlert").ShouldBe(1);

        await _rig.Catalog.Use(District);
        (await sweep.RunOnce(Rig.Cancellation)).ShouldBe(1);
        (await Row(id)).OrphanedAt.ShouldBeNull();
        (await Entries(id)).ShouldContain("OrphanEnded");

        await _rig.Catalog.Use(Without("zheng-kai"));
        (await sweep.RunOnce(Rig.Cancellation)).ShouldBe(1);
        (await Notices(id)).Count.ShouldBe(4);
        (await _rig.Journal(id)).Verdict.ShouldBeOfType<ChainVerdict.Sound>();
    }

    [Fact]
    public async Task A_task_of_somebody_who_has_left_is_nobodys()
    {
        var id = await File("m-1");
        var task = (await _rig.Queries.Case(id, Rig.Cancellation))!.File.Tasks[0];
        (await _rig.Runner.Run(id, new CaseCommand.Claim(new Actor("zheng-kai"), task.Id), null, Rig.Cancellation)).ShouldBeOfType<CommandOutcome.Done>();
        var sweep = Sweep();
        (await sweep.RunOnce(Rig.Cancellation)).ShouldBe(0);
        // Another holder is there, but the task is not hers to take.
        await _rig.Catalog.Use(ReferenceData.Load([.. Files.Where(file => !file.Path.StartsWith("demo/rosters/", StringComparison.Ordinal)).Select(file => file.Path == "demo/organisation.yaml"
            ? file with { Text = file.Text.Replace("{ id: zheng-kai, names: { en: Zheng Kai", "{ id: new-one, names: { en: New One", StringComparison.Ordinal) } : file)]));
        (await sweep.RunOnce(Rig.Cancellation)).ShouldBe(1);
        (await Notices(id)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_case_without_task_and_timer_is_found_within_one_sweep()
    {
        var sweep = Sweep();
        (await sweep.RunOnce(Rig.Cancellation)).ShouldBe(0);
        var id = await Injected();
        (await sweep.RunOnce(Rig.Cancellation)).ShouldBe(1);
        (await sweep.RunOnce(Rig.Cancellation)).ShouldBe(0);
        (await Row(id)).OrphanedAt.ShouldNotBeNull();
        (await Notices(id)).Select(notice => notice.Recipient).ShouldBe(["huang-ying", "liang-hao"], ignoreOrder: true);
    }

    [Fact]
    public async Task Sweeps_of_two_nodes_tell_once()
    {
        var ids = new[] { await File("m-1"), await File("m-2"), await File("m-3") };
        await using var other = await Rig.On(_database, decide: CaseDesk.Decide, reference: Without("zheng-kai"), seed: 2);
        await _rig.Catalog.Use(Without("zheng-kai"));
        await Task.WhenAll(new[] { _rig, other, _rig, other }.Select(rig => Task.Run(() => Sweep(rig).RunOnce(Rig.Cancellation))));
        foreach (var id in ids)
            (await Notices(id)).Count.ShouldBe(2);
    }

    // As a fault of the engine or a careless hand in the database would leave it: the file says that there is a task no more, and no row wakes it.
    private async Task<Guid> Injected()
    {
        var id = await File("m-broken");
        var instance = (await _rig.Store.Load(id, Rig.Cancellation))!;
        var file = CaseFileFormat.Read(instance.CaseFile) with { Tasks = [] };
        await using var context = _database.CreateDbContext();
        context.Update(instance with { CaseFile = CaseFileFormat.Write(file) });
        context.RemoveRange(context.Timers.Where(row => row.InstanceId == id));
        context.RemoveRange(context.Tasks.Where(row => row.CaseId == id));
        await context.SaveChangesAsync(Rig.Cancellation);
        return id;
    }

    private OrphanSweep Sweep(Rig? rig = null) => new(_database, (rig ?? _rig).Runner, (rig ?? _rig).Catalog);

    private static ReferenceData Without(string person) => ReferenceData.Load(
        [.. Files.Select(file => file.Path == "demo/organisation.yaml" ? file with { Text = string.Join('\n', file.Text.Split('\n').Where(line => !line.Contains($"id: {person},", StringComparison.Ordinal))) } : file)]);

    private async Task<Guid> File(string id)
    {
        var report = new Report { Title = "Pipe drips", CategoryCode = "G0108", GridCode = "yangliu-1" };
        return (await _rig.Runner.File("webhook:test", id, SHA256.HashData(Encoding.UTF8.GetBytes(id)), report, Rig.Cancellation)).ShouldBeOfType<IntakeOutcome.Filed>().CaseId;
    }

    private async Task<List<NoticeRow>> Notices(Guid id)
    {
        await using var context = _database.CreateDbContext();
        return await context.Notices.AsNoTracking().Where(row => row.CaseId == id).ToListAsync(Rig.Cancellation);
    }

    private async Task<CaseRow> Row(Guid id)
    {
        await using var context = _database.CreateDbContext();
        return await context.Cases.AsNoTracking().SingleAsync(row => row.Id == id, Rig.Cancellation);
    }

    private async Task<List<string>> Entries(Guid id)
    {
        await using var context = _database.CreateDbContext();
        return [.. (await context.Journal.AsNoTracking().Where(row => row.CaseId == id).OrderBy(row => row.Seq).ToListAsync(Rig.Cancellation)).SelectMany(row => JournalText.ReadEntries(row.Entries)).Select(entry => entry.Kind)];
    }
}
