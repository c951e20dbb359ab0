using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Store.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Simulation.Tests.Store;

/// <summary>A real database beside a simulated one.</summary>
internal abstract class RealDatabase : IDisposable
{
    private readonly List<string> _differences = [];

    public IReadOnlyList<string> Differences => _differences;

    /// <summary>Another connection to both.</summary>
    public IStore Open(SimDatabase simulated) => new TwinStore(new SimStore(simulated), OpenStore(), Differ);

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
        Compare(context.WebhookSources, simulated.WebhookSources.Rows);
        Compare(context.ApiKeys, simulated.ApiKeys.Rows);
        Compare(context.Audit, simulated.Audit.Rows);
    }

    public abstract void Dispose();

    protected abstract IStore OpenStore();

    protected abstract GridDbContext CreateContext();

    /// <summary>A row as it is compared.</summary>
    protected virtual T Comparable<T>(T row) => row;

    private void Compare<T>(DbSet<T> real, IReadOnlyCollection<T> simulated)
        where T : class
    {
        var expected = simulated.Select(row => RowText.Of(Comparable(row))).Order(StringComparer.Ordinal).ToList();
        var found = real.AsNoTracking().AsEnumerable().Select(row => RowText.Of(Comparable(row))).Order(StringComparer.Ordinal).ToList();
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

    protected override IStore OpenStore() => _database.OpenStore();

    protected override GridDbContext CreateContext() => _database.CreateDbContext();
}
