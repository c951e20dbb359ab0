using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Store.Postgres;
using GridWorkflow.Runtime.Store.Sqlite;
using GridWorkflow.Runtime.Tests.Databases;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Simulation.Tests.Store;

/// <summary>A real database beside a simulated one.</summary>
internal abstract class RealDatabase : IDisposable
{
    private readonly List<string> _differences = [];

    public IReadOnlyList<string> Differences => _differences;

    /// <summary>Another connection to both.</summary>
    public IStore Open(SimDatabase simulated) => new TwinStore(new SimStore(simulated), OpenStore(), Text, OrderOf, MayAlsoSay, Differ);

    /// <summary>Holds every table against that of the simulated one.</summary>
    public void Compare(SimDatabase simulated)
    {
        using var context = CreateContext();
        Compare(context.Instances, simulated.Instances.Rows);
        Compare(context.Journal, simulated.Journal.Rows);
        Compare(context.Inbox, simulated.Inbox.Rows);
        Compare(context.Outbox, simulated.Outbox.Rows);
        Compare(context.Bookmarks, simulated.Bookmarks.Rows);
        Compare(context.Timers, simulated.Timers.Rows);
        Compare(context.KeptEvents, simulated.KeptEvents.Rows);
        Compare(context.Cases, simulated.Cases.Rows);
        Compare(context.Tasks, simulated.Tasks.Rows);
        Compare(context.Clocks, simulated.Clocks.Rows);
        Compare(context.Notices, simulated.Notices.Rows);
        Compare(context.RungFires, simulated.RungFires.Rows);
        Compare(context.TriggerStarts, simulated.TriggerStarts.Rows);
        Compare(context.Sequences, simulated.Sequences.Rows);
        Compare(context.Definitions, simulated.Definitions.Rows);
        Compare(context.DefinitionVersions, simulated.DefinitionVersions.Rows);
        Compare(context.DefinitionActs, simulated.DefinitionActs.Rows);
        Compare(context.FileVersions, simulated.FileVersions.Rows);
        Compare(context.FileActs, simulated.FileActs.Rows);
        Compare(context.ChangeOrders, simulated.ChangeOrders.Rows);
        Compare(context.Stays, simulated.Stays.Rows);
        Compare(context.WebhookSources, simulated.WebhookSources.Rows);
        Compare(context.ApiKeys, simulated.ApiKeys.Rows);
        Compare(context.Audit, simulated.Audit.Rows);
        Compare(context.Reviews, simulated.Reviews.Rows);
        Compare(context.Settings, simulated.Settings.Rows);
        Compare(context.Bulletins, simulated.Bulletins.Rows);
        Compare(context.BulletinReaders, simulated.BulletinReaders.Rows);
    }

    public abstract void Dispose();

    protected abstract IStore OpenStore();

    protected abstract GridDbContext CreateContext();

    /// <summary>How rows are compared.</summary>
    public abstract RowText Text { get; }

    /// <summary>In which order the writes of a group were made. None of them waits for another of its group, so a store may choose it.</summary>
    protected virtual IReadOnlyList<int> OrderOf(IReadOnlyList<Write> group, IReadOnlyList<WriteOutcome> outcomes) => [.. Enumerable.Range(0, group.Count)];

    /// <summary>Random writes of one group: they meet in ways that writes of the engine do not, so that their order counts.</summary>
    public virtual int MostAtOnce => 6;

    /// <summary>A write that fails for two reasons may be refused for either.</summary>
    protected virtual bool MayAlsoSay(Write write, WriteOutcome expected, WriteOutcome found) => false;

    private void Compare<T>(DbSet<T> real, IReadOnlyCollection<T> simulated)
        where T : class
    {
        var expected = simulated.Select(row => Text.Of(row)).Order(StringComparer.Ordinal).ToList();
        var found = real.AsNoTracking().AsEnumerable().Select(row => Text.Of(row)).Order(StringComparer.Ordinal).ToList();
        foreach (var row in expected.Except(found, StringComparer.Ordinal))
            Differ($"{typeof(T).Name}: expected {row}, but it is not there.");
        foreach (var row in found.Except(expected, StringComparer.Ordinal))
            Differ($"{typeof(T).Name}: found {row}, which should not be there.");
        if (expected.Count != found.Count)
            Differ($"{typeof(T).Name}: expected {expected.Count} rows, but found {found.Count}.");
    }

    private void Differ(string difference) => _differences.Add(difference);
}

/// <summary>A SQLite file, in memory where the machine has a folder for that: what a crash leaves on a disk is not asked here.</summary>
internal sealed class RealSqlite : RealDatabase
{
    private static int _databases;

    private readonly DirectoryInfo _folder = Directory.Exists("/dev/shm")
        ? Directory.CreateDirectory(Path.Combine("/dev/shm", $"gridworkflow-{Environment.ProcessId}-{Interlocked.Increment(ref _databases)}"))
        : Directory.CreateTempSubdirectory("gridworkflow-");

    private readonly SqliteDatabase _database;

    public RealSqlite()
    {
        _database = new SqliteDatabase(Path.Combine(_folder.FullName, "grid.db"));
        _database.Migrate();
    }

    public override void Dispose()
    {
        using (var pooled = new SqliteConnection(_database.ConnectionString))
            SqliteConnection.ClearPool(pooled);
        _folder.Delete(recursive: true);
    }

    public override RowText Text => RowText.Whole;

    protected override IStore OpenStore() => _database.OpenStore();

    protected override GridDbContext CreateContext() => _database.CreateDbContext();
}

/// <summary>A database on the PostgreSQL server that the tests were given.</summary>
internal sealed class RealPostgres : RealDatabase
{
    private readonly PostgresBase _database = new();

    public override void Dispose() => _database.Dispose();

    // It leaves gaps in the numbers that it gives.
    public override RowText Text => RowText.WithoutNumbers;

    // It writes table by table, not change by change: of a write that both loses and breaks a key it may find the one or the other first.
    protected override bool MayAlsoSay(Write write, WriteOutcome expected, WriteOutcome found) =>
        (expected, found) is (WriteOutcome.Impossible, WriteOutcome.Conflict) or (WriteOutcome.Conflict, WriteOutcome.Impossible);

    // The order in which it writes a group is its own.
    public override int MostAtOnce => 1;

    // What it could write as one batch comes first.
    protected override IReadOnlyList<int> OrderOf(IReadOnlyList<Write> group, IReadOnlyList<WriteOutcome> outcomes)
    {
        var first = PostgresWriter.Groupable(group, []).Where(index => outcomes[index] is WriteOutcome.Committed).ToList();
        return [.. first, .. Enumerable.Range(0, group.Count).Except(first)];
    }

    protected override IStore OpenStore() => _database.OpenStore();

    protected override GridDbContext CreateContext() => _database.CreateDbContext();
}
