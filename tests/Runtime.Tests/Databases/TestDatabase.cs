using GridWorkflow.Runtime.Store;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Tests.Databases;

/// <summary>A database of its own for one test. The suites run on every subclass.</summary>
public abstract class TestDatabase : IDbContextFactory<GridDbContext>, IDisposable
{
    public abstract GridDatabase Database { get; }

    /// <summary>Another store on the same database, as after a restart or on another node.</summary>
    public IStore OpenStore() => Database.OpenStore();

    public GridDbContext CreateDbContext() => Database.CreateDbContext();

    public abstract void Dispose();
}
