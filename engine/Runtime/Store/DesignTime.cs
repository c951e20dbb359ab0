using GridWorkflow.Runtime.Store.Sqlite;
using Microsoft.EntityFrameworkCore.Design;

namespace GridWorkflow.Runtime.Store;

/// <summary>Lets <c>dotnet ef migrations add</c> build the model; no database is opened.</summary>
internal sealed class DesignTime : IDesignTimeDbContextFactory<GridDbContext>
{
    public GridDbContext CreateDbContext(string[] args) => new(new SqliteDatabase("design.db").Options());
}
