using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace GridWorkflow.Runtime.Store.Postgres;

/// <summary>A PostgreSQL database (15 or later) and how it is opened. All connections of the product open it through here.</summary>
public sealed class PostgresDatabase : GridDatabase
{
    // Statements are prepared when they are used again. Those over arrays look dearer to the planner without their values than they are,
    // so that it would plan them anew each time. Nothing that the product sets on a connection outlasts its use (locks of sweeps are given
    // back by hand), so that nothing need be reset. A host that has gone without a word is found out, not waited for.
    private const string Defaults =
        "Maximum Pool Size=16;Max Auto Prepare=128;Auto Prepare Min Usages=2;Options=-c plan_cache_mode=force_generic_plan;"
        + "Command Timeout=15;Timeout=5;Tcp Keepalive=true;No Reset On Close=true;Application Name=GridWorkflow";

    private readonly NpgsqlDataSource _source;
    private readonly PooledDbContextFactory<PostgresDbContext> _contexts;
    private DatabaseClock? _clock;

    /// <param name="connectionString">Of Npgsql. What it leaves open is set to what suits the product.</param>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public PostgresDatabase(string connectionString)
    {
        var given = Complete(connectionString);
        ConnectionString = given.ToString();
        Name = $"PostgreSQL {given.Host}:{given.Port}/{given.Database}";
        _source = NpgsqlDataSource.Create(ConnectionString);
        // By the string and not by the source: the model is built once for all databases of a process. EF has a pool of its own.
        Options = new DbContextOptionsBuilder<PostgresDbContext>().UseNpgsql(ConnectionString).Options;
        _contexts = new PooledDbContextFactory<PostgresDbContext>(Options);
    }

    public string ConnectionString { get; }

    public override string Name { get; }

    // One group waits for the disk while the next is decided and written.
    // With one, the next group gathers while this one is on its way; measured, two carry less each and more in all is not committed.
    public override int Lanes => 1;

    public override bool IsShared => true;

    internal DbContextOptions<PostgresDbContext> Options { get; }

    /// <summary>A connection string names a host; a path does not.</summary>
    public static bool Means(string pathOrConnectionString) =>
        pathOrConnectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase) || pathOrConnectionString.Contains("Server=", StringComparison.OrdinalIgnoreCase);

    public override void Migrate()
    {
        using var context = CreateDbContext();
        context.Database.Migrate();
    }

    public override IStore OpenStore() => new PostgresStore(_source);

    public override GridDbContext CreateDbContext() => _contexts.CreateDbContext();

    public override TimeProvider Clock() => _clock ??= new DatabaseClock(_source);

    public override IDisposable StartAlone()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false, CommandTimeout = 120 }.ToString());
        try
        {
            connection.Open();
            new PostgresStatement($"select pg_advisory_lock({PostgresLocks.Starting})", connection).Run();
            return connection;
        }
        catch (Exception fault) when (PostgresFaults.IsTrouble(fault))
        {
            connection.Dispose();
            throw PostgresFaults.Unavailable(fault);
        }
    }

    public override async Task Listen(Action changed, CancellationToken cancellation)
    {
        try
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false, KeepAlive = 10 }.ToString());
            connection.Notification += (_, _) => changed();
            await connection.OpenAsync(cancellation);
            await using (var listen = new NpgsqlCommand($"listen {PostgresFunctions.Channel}", connection))
                await listen.ExecuteNonQueryAsync(cancellation);
            // What was said before the connection stood was not heard.
            changed();
            while (true)
                await connection.WaitAsync(cancellation);
        }
        catch (Exception fault) when (PostgresFaults.IsTrouble(fault))
        {
            throw PostgresFaults.Unavailable(fault);
        }
    }

    public override void Dispose()
    {
        _clock?.Dispose();
        _source.Dispose();
        using var pooled = new NpgsqlConnection(ConnectionString);
        NpgsqlConnection.ClearPool(pooled);
    }

    // The driver's builder says of every key that it holds it: what is said is laid over the defaults, and not they under it.
    private static NpgsqlConnectionStringBuilder Complete(string connectionString)
    {
        var complete = new NpgsqlConnectionStringBuilder(Defaults);
        try
        {
            foreach (KeyValuePair<string, object?> said in new DbConnectionStringBuilder { ConnectionString = connectionString })
                complete[said.Key] = said.Value;
            return complete;
        }
        catch (Exception unread) when (unread is ArgumentException or FormatException or KeyNotFoundException)
        {
            // Without what was given: it may hold a password.
            throw new InvalidDataException($"Expected a connection string of PostgreSQL such as Host=db1;Database=grid;Username=grid;Password=..., but it cannot be read: {unread.Message}", unread);
        }
    }
}
