using GridWorkflow.Runtime.Store;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Tests.Databases;

/// <summary>A database of its own for one test. The suites run on every subclass.</summary>
public abstract class TestDatabase : IDbContextFactory<GridDbContext>, IDisposable
{
    /// <summary>Another store on the same database, as after a restart or on another node.</summary>
    public abstract IStore OpenStore();

    public abstract GridDbContext CreateDbContext();

    public abstract void Dispose();
}
