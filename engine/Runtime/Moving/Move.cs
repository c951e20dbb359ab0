using System.Data.Common;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Store.Postgres;
using GridWorkflow.Runtime.Store.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GridWorkflow.Runtime.Moving;

/// <summary>
/// Moves a stopped system from one database into an empty other one, of the same kind or not: every row with its ids and numbers, and
/// the keys that protect its secrets. Both are held until the end, so that neither changes meanwhile. Each row is read again from both
/// sides and compared before the target is committed; the source is only read.
/// </summary>
public static class Move
{
    /// <summary>Works through all rows on the caller's thread.</summary>
    /// <exception cref="OperationCanceledException">Nothing was moved.</exception>
    public static MoveOutcome Run(MoveEnd from, MoveEnd to, IProgress<MoveProgress> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(progress);
        try
        {
            RefuseSame(from.Database, to.Database);
            using var source = OpenSource(from);
            using var target = OpenTarget(to);
            return Run(source, target, Tables(from.Database), progress, cancellation);
        }
        catch (RefusedMoveException refused)
        {
            return new MoveOutcome.Refused(refused.Message);
        }
        catch (Exception trouble) when (trouble is DbException or StoreUnavailableException)
        {
            return new MoveOutcome.Refused($"The database refused: {trouble.Message} Nothing was moved.");
        }
    }

    private static MoveOutcome Run(HeldDatabase source, HeldDatabase target, IReadOnlyList<MovedTable> tables, IProgress<MoveProgress> progress, CancellationToken cancellation)
    {
        source.Hold(tables);
        target.Hold(tables);
        RequireEmpty(target, tables);
        var counts = tables.Select(source.Count).ToArray();
        var keys = source.Keys();
        var committed = false;
        try
        {
            var copying = new Steps(MoveStep.Copying, counts.Sum(), progress, cancellation);
            foreach (var table in tables)
                target.Add(table, copying.Counted(source.Rows(table)));
            target.AddKeys(keys);

            var comparing = new Steps(MoveStep.Comparing, counts.Sum(), progress, cancellation);
            var compared = tables.Select(table => MoveComparison.Of(table, comparing.Counted(source.Rows(table)), target.Rows(table))).ToList();
            var faults = MoveComparison.MissingKeys(keys, target.Keys());
            var (journals, broken) = target.VerifyJournals(cancellation);
            faults.AddRange(broken);
            if (faults.Count > 0 || compared.Exists(table => table.Difference is not null))
                return new MoveOutcome.Different(compared, faults);

            foreach (var table in tables)
            {
                foreach (var column in table.Columns.Where(column => column.IsNumbered))
                    target.GoOnBehind(table, column, source.LastNumber(table, column));
            }

            target.Commit();
            committed = true;
            return new MoveOutcome.Moved(compared, keys.Count, journals);
        }
        finally
        {
            if (!committed)
                target.Abandon();
        }
    }

    private static IReadOnlyList<MovedTable> Tables(GridDatabase database)
    {
        using var context = database.CreateDbContext();
        return MovedTable.Of(context);
    }

    private static void RefuseSame(GridDatabase from, GridDatabase to)
    {
        var same = (from, to) switch
        {
            (SqliteDatabase one, SqliteDatabase other) => RealPath(one.Path) == RealPath(other.Path),
            _ => from.Name == to.Name,
        };
        if (same)
            throw new RefusedMoveException($"Expected two databases, but both are {from.Name}. Give another one with --to.");
    }

    private static string RealPath(string path) => File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;

    // The source is never changed, not even its schema: what is there is what is moved.
    private static HeldDatabase OpenSource(MoveEnd end)
    {
        if (end.Database is SqliteDatabase { Path: var path } && !File.Exists(path))
            throw new RefusedMoveException($"Expected a database at {path}, but there is none. Give the path of the system to move with --from.");
        HeldDatabase source;
        try
        {
            source = Open(end, isTarget: false);
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            throw new RefusedMoveException($"Expected a database {end.Database.Name}, but there is none. Give the one of the system to move with --from.");
        }

        try
        {
            if (source.Migrations().Count == 0)
                throw new RefusedMoveException($"Expected a system of GridWorkflow in {source.Name}, but it holds none. Give the database to move with --from.");
            RequireUpToDate(end.Database, source);
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private static HeldDatabase OpenTarget(MoveEnd end)
    {
        if (Existing(end) is { } existing)
        {
            try
            {
                if (existing.Migrations().Count > 0)
                {
                    RequireUpToDate(end.Database, existing);
                    return existing;
                }
            }
            catch
            {
                existing.Dispose();
                throw;
            }

            existing.Dispose();
        }

        // Through a database of its own, whose connections end with it and are no host's.
        using (var fresh = end.Database is PostgresDatabase server ? new PostgresDatabase(HeldPostgres.Alone(server.ConnectionString)) : GridDatabase.Open(end.Database.Name))
        {
            if (fresh is SqliteDatabase file)
                Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!);
            fresh.Migrate();
        }

        return Open(end, isTarget: true);
    }

    private static HeldDatabase? Existing(MoveEnd end)
    {
        if (end.Database is SqliteDatabase { Path: var path })
            return File.Exists(path) ? Open(end, isTarget: true) : null;
        try
        {
            return Open(end, isTarget: true);
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            return null;
        }
    }

    private static HeldDatabase Open(MoveEnd end, bool isTarget) => end.Database switch
    {
        PostgresDatabase server => new HeldPostgres(server, isTarget),
        SqliteDatabase file => new HeldSqlite(file, new KeptKeys(end.KeyFolder, end.MakeKeyFolder)),
        var other => throw new NotSupportedException($"Expected SQLite or PostgreSQL, but found {other.GetType().Name}."),
    };

    private static void RequireUpToDate(GridDatabase database, HeldDatabase held)
    {
        using var context = database.CreateDbContext();
        var known = context.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var seen = held.Migrations();
        if (seen.FirstOrDefault(migration => !known.Contains(migration)) is { } newer)
            throw new RefusedMoveException($"Expected a schema that this version knows in {held.Name}, but it has seen {newer}. Move with the version of GridWorkflow that last ran on it.");
        if (known.Except(seen).FirstOrDefault() is { } missing)
            throw new RefusedMoveException($"Expected the schema in {held.Name} to be up to date, but it has not seen {missing}. Start this version of the host on it once, stop it, and move then.");
    }

    private static void RequireEmpty(HeldDatabase target, IReadOnlyList<MovedTable> tables)
    {
        foreach (var table in tables)
        {
            if (target.Count(table) is > 0 and var rows)
                throw new RefusedMoveException($"Expected {target.Name} to be empty, but table {table.Name} has {rows} rows. Give a new database with --to.");
        }

        // A folder may be shared with other files; a table is not.
        if (target is HeldPostgres && target.Keys() is { Count: > 0 } keys)
            throw new RefusedMoveException($"Expected {target.Name} to be empty, but table {KeptKeys.Table} has {keys.Count} rows. Give a new database with --to.");
    }

    /// <summary>Counts rows as they pass, and tells now and then.</summary>
    private sealed class Steps(MoveStep step, long all, IProgress<MoveProgress> progress, CancellationToken cancellation)
    {
        private long _done;

        public IEnumerable<object?[]> Counted(IEnumerable<object?[]> rows)
        {
            foreach (var row in rows)
            {
                if (++_done % 1000 == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                    progress.Report(new MoveProgress(step, _done, all));
                }

                yield return row;
            }

            cancellation.ThrowIfCancellationRequested();
            progress.Report(new MoveProgress(step, _done, all));
        }
    }
}
