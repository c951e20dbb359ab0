using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Store.Sqlite;

/// <summary>A SQLite file and how it is opened. All connections of the product open it through here.</summary>
/// <param name="path">Path of the file; its folder must exist.</param>
/// <param name="busyTimeout">How long a connection waits for another writer before it gives up.</param>
public sealed class SqliteDatabase(string path, TimeSpan busyTimeout)
{
    public SqliteDatabase(string path)
        : this(path, TimeSpan.FromSeconds(5))
    {
    }

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public string ConnectionString { get; } = new SqliteConnectionStringBuilder
    {
        DataSource = System.IO.Path.GetFullPath(path),
        ForeignKeys = true,
        Pooling = true,
        DefaultTimeout = (int)Math.Ceiling(busyTimeout.TotalSeconds),
    }.ToString();

    /// <summary>Creates the file when it is missing and brings its schema up to date.</summary>
    public void Migrate()
    {
        using var context = new GridDbContext(Options());
        context.Database.Migrate();
    }

    /// <summary>Options for <see cref="GridDbContext"/> on this file.</summary>
    public DbContextOptions<GridDbContext> Options()
    {
        var builder = new DbContextOptionsBuilder<GridDbContext>();
        Configure(builder);
        return builder.Options;
    }

    public void Configure(DbContextOptionsBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.UseSqlite(ConnectionString).AddInterceptors(new SqlitePragmas(busyTimeout));
    }

    /// <summary>A connection for hand-written SQL. The caller owns it.</summary>
    /// <exception cref="StoreUnavailableException">The file cannot be opened.</exception>
    internal SqliteConnection Open()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(ConnectionString) { Pooling = false }.ToString());
        try
        {
            connection.Open();
            SqlitePragmas.Apply(connection, busyTimeout);
            return connection;
        }
        catch (SqliteException refused)
        {
            connection.Dispose();
            throw new StoreUnavailableException(SqliteFault.TroubleOf(refused.SqliteErrorCode), $"Cannot open {Path}: {refused.Message}", refused);
        }
    }
}
