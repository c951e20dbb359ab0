using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Moving;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace GridWorkflow.Runtime.Tests.Moving;

/// <summary>A system that lived on a SQLite file goes to another database, and goes on there.</summary>
public abstract class MoveSuite<TTarget> : IDisposable
    where TTarget : TestDatabase, new()
{
    private readonly SqliteFile _source = new();
    private readonly TTarget _target = new();

    public void Dispose()
    {
        _source.Dispose();
        _target.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task There_and_back_every_row_is_the_same()
    {
        await MovedSystem.Live(_source);
        var there = Fits(_target).ShouldBeOfType<MoveOutcome.Moved>();
        using var back = new NewFile();
        var again = MovedSystem.Move(MovedSystem.End(_target), MovedSystem.End(back.Database)).ShouldBeOfType<MoveOutcome.Moved>();

        again.Tables.ShouldBe(there.Tables);
        (there.Keys, there.Journals, again.Keys, again.Journals).ShouldBe((1, 2, 1, 2));
        there.Tables.ShouldAllBe(table => table.Difference == null);
        var filled = there.Tables.Where(table => table.Rows > 0).Select(table => table.Table).ToList();
        filled.ShouldBe(
            [
                "instances", "cases", "journal", "tasks", "notices", "timers", "rung_fires", "inbox", "outbox", "kept_events", "sequences", "definitions",
                "definition_versions", "definition_acts", "file_versions", "file_acts", "users", "roles", "user_roles", "user_claims", "api_keys", "webhook_sources", "audit",
            ],
            ignoreOrder: true);

        // Seen through the ordinary queries, and not only through the move's own eyes.
        await using var before = _source.CreateDbContext();
        await using var after = back.Database.CreateDbContext();
        (await after.Outbox.OrderBy(row => row.Seq).ToListAsync(Rig.Cancellation)).ShouldBe(await before.Outbox.OrderBy(row => row.Seq).ToListAsync(Rig.Cancellation));
        (await after.Cases.OrderBy(row => row.Id).ToListAsync(Rig.Cancellation)).ShouldBe(await before.Cases.OrderBy(row => row.Id).ToListAsync(Rig.Cancellation));
        (await after.Users.SingleAsync(user => user.Id == "u-1", Rig.Cancellation)).LockoutEnd.ShouldBe(Rig.Morning.AddMilliseconds(7));
        var key = Path.Combine(MovedSystem.KeysOf(back.Folder), $"{MovedSystem.KeyName}.xml");
        (await File.ReadAllTextAsync(key, Rig.Cancellation)).ShouldContain("<value>鍵</value>");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(key).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task The_system_goes_on()
    {
        var id = await MovedSystem.Live(_source);
        Fits(_target).ShouldBeOfType<MoveOutcome.Moved>();
        var time = new FakeTimeProvider(Rig.Morning);
        await using var rig = await Rig.On(_target, time: time, seed: 2, files: TestDesk.Files);
        var last = (await Rows(context => context.Outbox)).Max(row => row.Seq);

        time.Advance(TimeSpan.FromMinutes(10));
        (await rig.Sweep.RunOnce(Rig.Cancellation)).Fired.ShouldBe(1);
        await rig.Say(id, "mail later@example.org");
        await rig.Open("m-3", "A new one");

        (await rig.File("m-1", "路燈不亮 💡")).ShouldBeOfType<IntakeOutcome.Filed>().CaseId.ShouldBe(id);
        (await Rows(context => context.Outbox)).Max(row => row.Seq).ShouldBeGreaterThan(last);
        (await Rows(context => context.Cases)).Select(row => row.Number).Distinct().Count().ShouldBe(3);
        (await rig.Journal(id)).Verdict.ShouldBeOfType<ChainVerdict.Sound>();
        await using var context = _target.CreateDbContext();
        var entry = context.Audit.Add(new AuditRow { At = Rig.Morning, Actor = "p", Command = "Close", Code = "no", Reason = "Not yours." });
        await context.SaveChangesAsync(Rig.Cancellation);
        entry.Entity.Id.ShouldBe(MovedSystem.LastAudit + 1);
    }

    [Fact]
    public async Task A_target_that_is_not_empty_is_left_as_it_is()
    {
        await MovedSystem.Live(_source);
        Fits(_target).ShouldBeOfType<MoveOutcome.Moved>();
        Fits(_target).Refusal().ShouldContain("to be empty, but table ");
        (await Rows(context => context.Cases)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_target_that_somebody_uses_is_refused()
    {
        await MovedSystem.Live(_source);
        await using var rig = await Rig.On(_target);
        Fits(_target).Refusal().ShouldStartWith($"Expected nobody to use {_target.Database.Name}, but somebody does.");
    }

    [Fact]
    public async Task A_broken_journal_takes_everything_back()
    {
        var id = await MovedSystem.Live(_source);
        await using (var context = _source.CreateDbContext())
            await context.Journal.Where(row => row.CaseId == id && row.Seq == 2).ExecuteUpdateAsync(row => row.SetProperty(entry => entry.Actor, "nobody"), Rig.Cancellation);
        _source.Database.Dispose();

        var different = Fits(_target).ShouldBeOfType<MoveOutcome.Different>();

        different.Tables.ShouldAllBe(table => table.Difference == null);
        different.Faults.ShouldHaveSingleItem().ShouldStartWith($"The journal of instance {id} is broken at row 2");
        (await Rows(context => context.Cases)).ShouldBeEmpty();
        (await Rows(context => context.Users)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_that_is_another_is_not_written_over()
    {
        await MovedSystem.Live(_source);
        if (_target is not SqliteFile file)
            return;
        var key = Path.Combine(Directory.CreateDirectory(MovedSystem.KeysOf(file.Folder)).FullName, $"{MovedSystem.KeyName}.xml");
        await File.WriteAllTextAsync(key, "<key />", Rig.Cancellation);

        Fits(_target).Refusal().ShouldContain("but it is another");

        (await File.ReadAllTextAsync(key, Rig.Cancellation)).ShouldBe("<key />");
        (await Rows(context => context.Cases)).ShouldBeEmpty();
    }

    private MoveOutcome Fits(TestDatabase target) => MovedSystem.Move(_source, target);

    private async Task<List<T>> Rows<T>(Func<GridDbContext, IQueryable<T>> query)
    {
        await using var context = _target.CreateDbContext();
        return await query(context).ToListAsync(Rig.Cancellation);
    }
}
