using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace GridWorkflow.Runtime.Store.Sqlite;

/// <summary>
/// Settings of every connection: WAL, so that readers and the writer do not wait for each other; FULL, so that a commit is on the
/// disk before it is answered; a checkpoint after 32 MB instead of 4, so that a page that many groups change is copied back once.
/// </summary>
internal sealed class SqlitePragmas(TimeSpan busyTimeout, bool isPassing) : DbConnectionInterceptor
{
    /// <param name="isPassing">The file goes when the program ends: no commit waits for the disk.</param>
    public static void Apply(DbConnection connection, TimeSpan busyTimeout, bool isPassing)
    {
        using var command = connection.CreateCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"""
            pragma busy_timeout = {(int)busyTimeout.TotalMilliseconds};
            pragma journal_mode = wal;
            pragma synchronous = {(isPassing ? "off" : "full")};
            pragma foreign_keys = on;
            pragma temp_store = memory;
            pragma cache_size = -8192;
            pragma wal_autocheckpoint = 8192;
            """);
        command.ExecuteNonQuery();
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Apply(connection, busyTimeout, isPassing);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Apply(connection, busyTimeout, isPassing);
        return Task.CompletedTask;
    }
}
