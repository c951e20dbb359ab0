using GridWorkflow.Runtime.Store.Postgres;
using GridWorkflow.Runtime.Store.Sqlite;
using Microsoft.EntityFrameworkCore.Design;

namespace GridWorkflow.Runtime.Store;

/// <summary>Lets <c>dotnet ef migrations add --context SqliteDbContext</c> build the model; no database is opened.</summary>
internal sealed class SqliteDesignTime : IDesignTimeDbContextFactory<SqliteDbContext>
{
    public SqliteDbContext CreateDbContext(string[] args) => new(new SqliteDatabase("design.db").Options);
}

/// <summary>The same for <c>--context PostgresDbContext</c>.</summary>
internal sealed class PostgresDesignTime : IDesignTimeDbContextFactory<PostgresDbContext>
{
    public PostgresDbContext CreateDbContext(string[] args) => new(new PostgresDatabase("Host=design").Options);
}
