using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Store.Sqlite;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using GridWorkflow.Runtime.Tests.Store;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace GridWorkflow.Runtime.Tests.Commit;

/// <summary>
/// Crash points (proofs, fault 2): SQLite itself says when a statement begins and ends; there the files are copied as a killed process
/// would leave them, or the statement is broken off. Whatever point it is, each transition is there whole or not at all.
/// </summary>
public sealed class SqliteCrashTests : IDisposable
{
    private static readonly DateTimeOffset Now = Rig.Morning;

    private readonly SqliteFile _file = new();

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData(Moment.Before)]
    [InlineData(Moment.After)]
    public void A_process_that_dies_at_any_statement_leaves_all_or_nothing(Moment moment)
    {
        var snapshots = new List<(string Point, string Path)>();
        using (var store = (SqliteStore)_file.OpenStore())
        {
            store.Commit([First]);
            Watch(store, moment, sql => snapshots.Add(($"{moment} {sql}", Snapshot(snapshots.Count))));
            store.Commit([Full(Now.AddMinutes(1)), Samples.Opening(2, Now)]).ShouldAllBe(outcome => outcome is WriteOutcome.Committed);
        }

        snapshots.Count.ShouldBeGreaterThan(20);
        var last = 0;
        foreach (var (point, path) in snapshots)
        {
            var made = Look(path, point);
            // Once committed it stays: the copies are in order of time.
            made.ShouldBeGreaterThanOrEqualTo(last, point);
            last = made;
        }

        snapshots[0].Point.ShouldBe($"{moment} begin immediate");
        snapshots[^1].Point.ShouldBe($"{moment} commit");
        last.ShouldBe(moment == Moment.After ? 2 : 0);
    }

    [Fact]
    public async Task A_fault_at_any_statement_fails_the_group_whole_and_the_next_try_succeeds()
    {
        var statements = 0;
        using (var counting = (SqliteStore)_file.OpenStore())
        {
            counting.Commit([First]);
            Watch(counting, Moment.Before, _ => statements++);
            counting.Commit([Full(Now.AddMinutes(1))]);
        }

        statements.ShouldBeGreaterThan(15);
        var faults = 0;
        for (var broken = 1; broken <= statements; broken++)
        {
            using var file = new SqliteFile();
            using var store = (SqliteStore)file.OpenStore();
            store.Commit([First]);
            var count = 0;
            Watch(store, Moment.Before, _ =>
            {
                if (++count == broken)
                    raw.sqlite3_interrupt(store.WriterConnection.Handle);
            });

            var failed = false;
            try
            {
                store.Commit([Full(Now.AddMinutes(1))]);
            }
            catch (StoreUnavailableException)
            {
                failed = true;
                faults++;
            }

            using (var context = file.CreateDbContext())
                (await context.Journal.CountAsync(TestContext.Current.CancellationToken)).ShouldBe(failed ? 1 : 2, $"statement {broken}");
            if (failed)
                store.Commit([Full(Now.AddMinutes(2))]).ShouldHaveSingleItem().ShouldBeOfType<WriteOutcome.Committed>($"statement {broken}");
            Check(file.CreateDbContext(), $"statement {broken}").ShouldBe(1);
        }

        // A statement that asks SQLite nothing (a savepoint) may end before it sees the interrupt; the others are all broken off.
        faults.ShouldBeGreaterThan(12);
    }

    public enum Moment
    {
        Before,
        After,
    }

    private static Write.Transition First { get; } = Samples.Opening(1, Now, new RowChange.PutTimer(Samples.Timer(1, "a", Now)));

    private static Write.Transition Full(DateTimeOffset at)
    {
        var id = Samples.Id(1);
        return Samples.Move(First, at,
            new RowChange.PutCase(Samples.Case(1, at)),
            new RowChange.PutTask(Samples.Task(20, id, at)),
            new RowChange.PutClock(Samples.Clock(30, id, at, at)),
            new RowChange.PutDue(id, null, at),
            new RowChange.FireRung(new RungFireRow { ClockId = Samples.Id(30), Cycle = 1, RungKey = "due", Epoch = 1, CaseId = id, DueAt = at, FiredAt = at }),
            new RowChange.AddNotice(Samples.Notice(40, id, at)),
            new RowChange.PutTimer(Samples.Timer(1, "b", at)),
            new RowChange.AddBookmark(new BookmarkRow { Id = Samples.Id(50), InstanceId = id, Kind = "Task" }),
            new RowChange.Send(Samples.Message(1, id, at))) with
        {
            Claim = new TimerClaim(id, "a", 1, Now),
            Message = Samples.Incoming("m", 1, at),
        };
    }

    // One of the two at a time: SQLite keeps only the hook that was set last.
    private static void Watch(SqliteStore store, Moment moment, Action<string> at)
    {
        var connection = store.WriterConnection.Handle!;
        if (moment == Moment.Before)
            raw.sqlite3_trace(connection, (_, sql) => at(sql), null);
        else
            raw.sqlite3_profile(connection, (_, sql, _) => at(sql), null);
    }

    private string Snapshot(int number)
    {
        var path = Path.Combine(_file.Folder, $"crash-{number}.db");
        File.Copy(_file.Database.Path, path);
        File.Copy(_file.Database.Path + "-wal", path + "-wal");
        return path;
    }

    /// <returns>How many of the two transitions are there.</returns>
    private static int Look(string path, string point)
    {
        using var context = new SqliteDatabase(path).CreateDbContext();
        var instances = context.Instances.AsNoTracking().ToList();
        var moved = instances.Single(instance => instance.Id == Samples.Id(1)).Version == 2;
        // Both were in one group, so both are there or neither.
        instances.Any(instance => instance.Id == Samples.Id(2)).ShouldBe(moved, point);
        Check(context, point).ShouldBe(moved ? 1 : 0, point);
        return moved ? 2 : 0;
    }

    /// <returns>1 when all rows of the full transition are there, 0 when none is; fails on anything between.</returns>
    private static int Check(GridDbContext context, string point)
    {
        using (context)
        {
            int[] counts =
            [
                context.Journal.Count(row => row.CaseId == Samples.Id(1) && row.Seq == 2),
                context.Inbox.Count(), context.Cases.Count(), context.Tasks.Count(), context.Clocks.Count(), context.RungFires.Count(), context.Notices.Count(),
                context.Timers.Count(timer => timer.Key == "b"), 1 - context.Timers.Count(timer => timer.Key == "a"),
                context.Bookmarks.Count(), context.Outbox.Count(),
            ];
            counts.Distinct().ShouldHaveSingleItem(point);
            var instance = context.Instances.AsNoTracking().Single(row => row.Id == Samples.Id(1));
            var journal = context.Journal.AsNoTracking().Where(row => row.CaseId == instance.Id).OrderBy(row => row.Seq).ToList();
            JournalChain.Verify(journal, instance.JournalSeq, instance.JournalHead).ShouldBeOfType<ChainVerdict.Sound>(point);
            context.Database.SqlQueryRaw<string>("pragma integrity_check").ToList().ShouldBe(["ok"], point);
            return counts[0];
        }
    }
}
