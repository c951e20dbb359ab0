using GridWorkflow.Runtime.Commit;
using SQLitePCL;

namespace GridWorkflow.Runtime.Store.Sqlite;

/// <summary>Writes of the reference files: versions, acts, changes.</summary>
internal sealed class SqliteFiles : IDisposable
{
    private readonly Statement _acts;
    private readonly Statement _definitionActs;
    private readonly Statement _open;
    private readonly Statement _move;
    private readonly Statement _act;
    private readonly Statement _put;
    private readonly Statement _turn;
    private readonly Statement _putInForce;

    public SqliteFiles(sqlite3 database)
    {
        _acts = new Statement(database, "select count(*) from file_acts");
        _definitionActs = new Statement(database, "select count(*) from definition_acts");
        _open = new Statement(database, """
            insert into change_orders (number, title, state, revision, created_by, created_at, closed_by, closed_at) values (?, ?, ?, ?, ?, ?, ?, ?)
            on conflict do nothing
            """);
        _move = new Statement(database, "update change_orders set title = ?, state = ?, revision = ?, closed_by = ?, closed_at = ? where number = ? and revision = ?");
        _act = new Statement(database, """
            insert into file_acts (path, revision, act, version, change_order, at, "by", hash_before, hash_after, note)
            select ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10
            where ?2 = 1 + coalesce((select max(revision) from file_acts where path = ?1), 0)
            """);
        _put = new Statement(database, """
            insert into file_versions (path, version, state, origin, text, content_hash, change_order, created_by, created_at, updated_by, updated_at,
                published_by, published_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (path, version) do update set state = excluded.state, origin = excluded.origin, text = excluded.text,
                content_hash = excluded.content_hash, updated_by = excluded.updated_by, updated_at = excluded.updated_at
            """);
        _turn = new Statement(database, "update file_versions set state = ? where path = ? and version = ?");
        _putInForce = new Statement(database, "update file_versions set state = 'Published', published_by = ?, published_at = ? where path = ? and version = ?");
    }

    public WriteOutcome Make(Write.ChangeFiles change, SqliteDefinitions definitions)
    {
        if (change.AsOf is { } known && (Count(_acts) != known.Files || Count(_definitionActs) != known.Definitions))
            return Losses.FilesActed();
        if (change.Order is { } order && Order(order) == 0)
            return Losses.Order(order);
        foreach (var (act, steps) in change.Deeds)
        {
            if (Record(act) == 0)
                return Losses.Revision(act);
            foreach (var step in steps)
            {
                if (Make(act.Path, step) == 0)
                    return Losses.Version(act, step);
            }
        }

        return definitions.Make(new Write.ChangeDefinitions(change.Definitions));
    }

    public void Dispose()
    {
        foreach (var statement in (Statement[])[_acts, _definitionActs, _open, _move, _act, _put, _turn, _putInForce])
            statement.Dispose();
    }

    private static long Count(Statement count) => count.First(static row => row.Long(0), 0);

    private int Order(ChangeOrderRow row) => row.Revision == 1
        ? _open.Add(row.Number).Add(row.Title).Add(row.State.ToString()).Add(row.Revision).Add(row.CreatedBy).Add(row.CreatedAt).Add(row.ClosedBy).Add(row.ClosedAt).Run()
        : _move.Add(row.Title).Add(row.State.ToString()).Add(row.Revision).Add(row.ClosedBy).Add(row.ClosedAt).Add(row.Number).Add(row.Revision - 1).Run();

    private int Record(FileActRow act) => _act
        .Add(act.Path).Add(act.Revision).Add(act.Act.ToString()).Add(act.Version).Add(act.ChangeOrder).Add(act.At).Add(act.By).Add(act.HashBefore).Add(act.HashAfter).Add(act.Note).Run();

    private int Make(string path, FileStep step) => step switch
    {
        FileStep.Put(var row) => _put
            .Add(row.Path).Add(row.Version).Add(row.State.ToString()).Add(row.Origin.ToString()).Add(row.Text).Add(row.ContentHash).Add(row.ChangeOrder)
            .Add(row.CreatedBy).Add(row.CreatedAt).Add(row.UpdatedBy).Add(row.UpdatedAt).Add(row.PublishedBy).Add(row.PublishedAt).Run(),
        FileStep.Turn(var version, var state) => _turn.Add(state.ToString()).Add(path).Add(version).Run(),
        FileStep.PutInForce(var version, var by, var at) => _putInForce.Add(by).Add(at).Add(path).Add(version).Run(),
        _ => throw new InvalidOperationException($"Expected a step that SQLite knows, but got {step.GetType().Name}."),
    };
}
