using GridWorkflow.Runtime.Store.Sqlite;
using Microsoft.Data.Sqlite;

namespace GridWorkflow.Conformance.Elsa;

/// <summary>A SQLite file for each case: cases share names of definitions and events, so they cannot share a database.</summary>
internal sealed class CaseDatabases : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gridworkflow-conformance-");
    private readonly string _template;
    private int _count;

    public CaseDatabases()
    {
        _template = Path.Combine(_folder.FullName, "template.db");
        new SqliteDatabase(_template).Migrate();
        SqliteConnection.ClearAllPools();
        // What the last connection left in the write-ahead log belongs to the copies, too.
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _template, Pooling = false }.ToString());
        connection.Open();
        using var checkpoint = connection.CreateCommand();
        checkpoint.CommandText = "pragma wal_checkpoint(truncate)";
        checkpoint.ExecuteNonQuery();
    }

    /// <summary>A new database with the schema of the product.</summary>
    public SqliteDatabase Open()
    {
        var path = Path.Combine(_folder.FullName, $"case-{Interlocked.Increment(ref _count)}.db");
        File.Copy(_template, path);
        return new SqliteDatabase(path);
    }

    /// <summary>Forgets a database.</summary>
    public static void Close(SqliteDatabase database)
    {
        using (var context = database.CreateDbContext())
            SqliteConnection.ClearPool((SqliteConnection)Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.GetDbConnection(context.Database));
        foreach (var file in new[] { database.Path, $"{database.Path}-wal", $"{database.Path}-shm" })
            File.Delete(file);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}
