using System.Net.Sockets;
using Npgsql;

namespace GridWorkflow.Runtime.Store.Postgres;

/// <summary>What a refusal of the server means to the store.</summary>
internal static class PostgresFaults
{
    /// <summary>The fault lies in the statement: tried again it fails again, and others of the group are not touched.</summary>
    public static bool IsOfTheStatement(this PostgresException fault) => fault.SqlState[..2] is "22" or "23" or "42" or "54";

    /// <summary>Two transactions were in each other's way: tried again it may go.</summary>
    public static bool IsOfTheMoment(this PostgresException fault) => fault.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.LockNotAvailable;

    /// <summary>The database, not the statement, is in trouble: the server is gone, full, or takes no more.</summary>
    public static bool IsTrouble(Exception fault) => fault is NpgsqlException or IOException or SocketException or TimeoutException or ObjectDisposedException;

    public static StoreUnavailableException Unavailable(Exception fault) => new(TroubleOf(fault), $"PostgreSQL: {fault.Message}{Remedy(fault)}", fault);

    private static string Remedy(Exception fault) => (fault as PostgresException)?.SqlState switch
    {
        PostgresErrorCodes.InvalidCatalogName => ". Make the database, or give another one.",
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => ". Give the user name and password of an account that may use the database.",
        PostgresErrorCodes.TooManyConnections => ". Raise max_connections of the server, or give a smaller Maximum Pool Size.",
        _ => string.Empty,
    };

    private static StoreTrouble TroubleOf(Exception fault) => (fault as PostgresException)?.SqlState switch
    {
        PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory => StoreTrouble.Full,
        PostgresErrorCodes.ReadOnlySqlTransaction => StoreTrouble.ReadOnly,
        PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.QueryCanceled => StoreTrouble.Busy,
        _ => StoreTrouble.Broken,
    };
}
