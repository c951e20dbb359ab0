using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace GridWorkflow.Runtime.Store.Postgres;

/// <summary>A PostgreSQL database (15 or later) and how it is opened. All connections of the product open it through here.</summary>
public sealed class PostgresDatabase : GridDatabase
{
    private readonly NpgsqlDataSource _source;
    private readonly PooledDbContextFactory<PostgresDbContext> _contexts;
    private DatabaseClock? _clock;

    /// <param name="connectionString">Of Npgsql. What it leaves open is set to what suits the product.</param>
    /// <exception cref="ArgumentException">It cannot be read.</exception>
    public PostgresDatabase(string connectionString)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        if (!given.ContainsKey("Maximum Pool Size"))
            given.MaxPoolSize = 16;
        if (!given.ContainsKey("Max Auto Prepare"))
            given.MaxAutoPrepare = 128;
        if (!given.ContainsKey("Command Timeout"))
            given.CommandTimeout = 15;
        if (!given.ContainsKey("Timeout"))
            given.Timeout = 5;
        // A host that has gone without a word is found out, not waited for.
        if (!given.ContainsKey("Tcp Keepalive"))
            given.TcpKeepAlive = true;
        if (!given.ContainsKey("Application Name"))
            given.ApplicationName = "GridWorkflow";
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
    public override int Lanes => 2;

    public override bool IsShared => true;

    internal DbContextOptions<PostgresDbContext> Options { get; }

    internal NpgsqlDataSource Source => _source;

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
}
