using SQLitePCL;

namespace GridWorkflow.Runtime.Store.Sqlite;

/// <summary>A statement that SQLite refused, with its codes.</summary>
internal sealed class SqliteFault(int extendedCode, string message) : Exception($"SQLite {extendedCode}: {message}")
{
    /// <summary>The primary result code.</summary>
    public int Code => extendedCode & 0xFF;

    /// <summary>True when the fault lies in the statement, so that the rest of the transaction stands.</summary>
    public bool IsOfTheStatement => Code is raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH or raw.SQLITE_RANGE or raw.SQLITE_ERROR;

    public StoreUnavailableException ToUnavailable() => new(TroubleOf(Code), Message, this);

    public static StoreTrouble TroubleOf(int code) => code switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => StoreTrouble.Busy,
        raw.SQLITE_FULL => StoreTrouble.Full,
        raw.SQLITE_READONLY or raw.SQLITE_PERM => StoreTrouble.ReadOnly,
        _ => StoreTrouble.Broken,
    };
}
