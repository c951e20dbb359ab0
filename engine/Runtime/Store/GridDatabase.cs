using GridWorkflow.Runtime.Store.Postgres;
using GridWorkflow.Runtime.Store.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Store;

/// <summary>A database of the product: how it is opened, brought up to date and asked. SQLite is embedded, PostgreSQL is for several nodes.</summary>
public abstract class GridDatabase : IDbContextFactory<GridDbContext>, IDisposable
{
    /// <summary>What people call it: the path, or host and name. Never a password.</summary>
    public abstract string Name { get; }

    /// <summary>Groups that the commit pipeline may have on their way at once.</summary>
    public abstract int Lanes { get; }

    /// <summary>Several processes may run on it at once; their clocks may differ.</summary>
    public abstract bool IsShared { get; }

    /// <summary>Makes the database when it is missing and brings its schema up to date.</summary>
    public abstract void Migrate();

    /// <exception cref="StoreUnavailableException">It cannot be opened.</exception>
    public abstract IStore OpenStore();

    public abstract GridDbContext CreateDbContext();

    public abstract void Dispose();

    /// <summary>Chooses by what is given: a connection string of PostgreSQL (<c>Host=…;Database=…</c>), or the path of a SQLite file.</summary>
    public static GridDatabase Open(string pathOrConnectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(pathOrConnectionString);
        return PostgresDatabase.Means(pathOrConnectionString) ? new PostgresDatabase(pathOrConnectionString) : new SqliteDatabase(pathOrConnectionString);
    }
}
