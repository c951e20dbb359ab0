using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Store.Sqlite;
using Microsoft.Data.Sqlite;

namespace GridWorkflow.Runtime.Tests.Databases;

/// <summary>A SQLite file in a directory of its own.</summary>
public sealed class SqliteFile : TestDatabase
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gridworkflow-");

    public SqliteFile()
    {
        Database = new SqliteDatabase(Path.Combine(_directory.FullName, "grid.db"), TimeSpan.FromSeconds(10));
        Database.Migrate();
    }

    public SqliteDatabase Database { get; }

    public string Folder => _directory.FullName;

    public override IStore OpenStore() => new SqliteStore(Database);

    public override GridDbContext CreateDbContext() => new(Database.Options());

    public override void Dispose()
    {
        using (var pooled = new SqliteConnection(Database.ConnectionString))
            SqliteConnection.ClearPool(pooled);
        _directory.Delete(recursive: true);
    }
}
