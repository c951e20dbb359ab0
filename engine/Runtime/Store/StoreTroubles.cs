using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GridWorkflow.Runtime.Store;

/// <summary>Tells trouble of the database from a fault of the code, also in what ordinary queries throw.</summary>
public static class StoreTroubles
{
    /// <summary>Whether the database could not be used, now: the same may succeed later.</summary>
    public static bool IsBehind(Exception? thrown)
    {
        for (; thrown is not null; thrown = thrown.InnerException)
        {
            if (thrown is StoreUnavailableException or DbException { IsTransient: true } || thrown is SqliteException sqlite && IsTrouble(sqlite.SqliteErrorCode))
                return true;
        }

        return false;
    }

    private static bool IsTrouble(int code) =>
        code is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_READONLY or raw.SQLITE_IOERR or raw.SQLITE_FULL or raw.SQLITE_CANTOPEN;
}
