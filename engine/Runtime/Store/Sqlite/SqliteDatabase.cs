using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace GridWorkflow.Runtime.Store.Sqlite;

/// <summary>A SQLite file and how it is opened. All connections of the product open it through here.</summary>
/// <param name="path">Path of the file; its folder must exist.</param>
/// <param name="busyTimeout">How long a connection waits for another writer before it gives up.</param>
/// <param name="isPassing">
/// The file goes when the program ends, as that of a replay does: no commit waits for the disk. Never for a file that is kept.
/// </param>
public sealed class SqliteDatabase(string path, TimeSpan busyTimeout, bool isPassing = false) : GridDatabase
{
    public SqliteDatabase(string path)
        : this(path, TimeSpan.FromSeconds(5))
    {
    }

    /// <summary>A file that goes when the program ends.</summary>
    public static SqliteDatabase Passing(string path) => new(path, TimeSpan.FromSeconds(5), isPassing: true);

    private readonly Lazy<Contexts> _contexts = new(() => new Contexts(
        new DbContextOptionsBuilder<SqliteDbContext>()
            .UseSqlite(ConnectionStringOf(path, busyTimeout)).AddInterceptors(new SqlitePragmas(busyTimeout, isPassing)).Options));

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public string ConnectionString { get; } = ConnectionStringOf(path, busyTimeout);

    public override string Name => Path;

    // One writer: SQLite has no more.
    public override int Lanes => 1;

    public override bool IsShared => false;

    internal DbContextOptions<SqliteDbContext> Options => _contexts.Value.Options;

    public override void Migrate()
    {
        using var context = CreateDbContext();
        context.Database.Migrate();
    }

    public override IStore OpenStore() => new SqliteStore(this);

    public override GridDbContext CreateDbContext() => _contexts.Value.Pool.CreateDbContext();

    public override TimeProvider Clock() => TimeProvider.System;

    // The file is locked while its schema is changed, and no second host serves from it.
    public override IDisposable? StartAlone() => null;

    // A file says nothing; the poll finds what changed.
    public override Task Listen(Action changed, CancellationToken cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);

    public override void Dispose()
    {
        using var pooled = new SqliteConnection(ConnectionString);
        SqliteConnection.ClearPool(pooled);
    }

    /// <summary>A connection for hand-written SQL. The caller owns it.</summary>
    /// <exception cref="StoreUnavailableException">The file cannot be opened.</exception>
    internal SqliteConnection Open()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(ConnectionString) { Pooling = false }.ToString());
        try
        {
            connection.Open();
            SqlitePragmas.Apply(connection, busyTimeout, isPassing);
            return connection;
        }
        catch (SqliteException refused)
        {
            connection.Dispose();
            throw new StoreUnavailableException(SqliteFault.TroubleOf(refused.SqliteErrorCode), $"Cannot open {Path}: {refused.Message}", refused);
        }
    }

    private static string ConnectionStringOf(string path, TimeSpan busyTimeout) => new SqliteConnectionStringBuilder
    {
        DataSource = System.IO.Path.GetFullPath(path),
        ForeignKeys = true,
        Pooling = true,
        DefaultTimeout = (int)Math.Ceiling(busyTimeout.TotalSeconds),
    }.ToString();

    private sealed class Contexts(DbContextOptions<SqliteDbContext> options)
    {
        public DbContextOptions<SqliteDbContext> Options { get; } = options;

        public PooledDbContextFactory<SqliteDbContext> Pool { get; } = new(options);
    }
}
