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

    /// <summary>Brings the schema up to date; a database that is missing is made, if the account may.</summary>
    public abstract void Migrate();

    /// <exception cref="StoreUnavailableException">It cannot be opened.</exception>
    public abstract IStore OpenStore();

    public abstract GridDbContext CreateDbContext();

    /// <summary>The time by which everything on this database is due: of the machine, or where several machines share it, of its server.</summary>
    public abstract TimeProvider Clock();

    /// <summary>Keeps others who start on the same database waiting until the answer is disposed of; null where no others can serve from it.</summary>
    /// <exception cref="StoreUnavailableException">The database is not there, or does not answer.</exception>
    public abstract IDisposable? StartAlone();

    /// <summary>Calls back when another process has changed what nodes hold in memory. Ends when it is cancelled.</summary>
    /// <exception cref="StoreUnavailableException">The database is gone; what changes meanwhile is not heard.</exception>
    public abstract Task Listen(Action changed, CancellationToken cancellation);

    public abstract void Dispose();

    /// <summary>Whether a connection string of a server is meant, and not the path of a file.</summary>
    public static bool IsServer(string pathOrConnectionString) => PostgresDatabase.Means(pathOrConnectionString);

    /// <summary>Chooses by what is given: a connection string of PostgreSQL (<c>Host=…;Database=…</c>), or the path of a SQLite file.</summary>
    /// <exception cref="InvalidDataException">The connection string cannot be read.</exception>
    public static GridDatabase Open(string pathOrConnectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(pathOrConnectionString);
        return IsServer(pathOrConnectionString) ? new PostgresDatabase(pathOrConnectionString) : new SqliteDatabase(pathOrConnectionString);
    }
}
