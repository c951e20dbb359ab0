using GridWorkflow.Runtime.Store.Sqlite;

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

    public override SqliteDatabase Database { get; }

    public string Folder => _directory.FullName;

    public override void Dispose()
    {
        Database.Dispose();
        _directory.Delete(recursive: true);
    }
}
