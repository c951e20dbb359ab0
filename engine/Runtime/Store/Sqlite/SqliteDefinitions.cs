using GridWorkflow.Runtime.Commit;
using SQLitePCL;

namespace GridWorkflow.Runtime.Store.Sqlite;

/// <summary>Writes of the definition catalogue: programs that cases are pinned to, versions, acts.</summary>
internal sealed class SqliteDefinitions : IDisposable
{
    private readonly Statement _keep;
    private readonly Statement _act;
    private readonly Statement _put;
    private readonly Statement _turn;
    private readonly Statement _putInForce;
    private readonly Statement _remove;
    private readonly Statement _outdate;

    public SqliteDefinitions(sqlite3 database)
    {
        _keep = new Statement(database, """
            insert into definitions (content_hash, definition_id, version, json, parts, loaded_at) values (?, ?, ?, ?, ?, ?) on conflict do nothing
            """);
        _act = new Statement(database, """
            insert into definition_acts (definition_id, revision, act, version, at, "by", hash_before, hash_after, note)
            select ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9
            where ?2 = 1 + coalesce((select max(revision) from definition_acts where definition_id = ?1), 0)
            """);
        _put = new Statement(database, """
            insert into definition_versions (definition_id, version, id, name, state, origin, json, content_hash, created_by, created_at,
                updated_by, updated_at, published_by, published_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (definition_id, version) do update set name = excluded.name, state = excluded.state, origin = excluded.origin,
                json = excluded.json, content_hash = excluded.content_hash, updated_by = excluded.updated_by, updated_at = excluded.updated_at
            """);
        _turn = new Statement(database, "update definition_versions set state = ? where definition_id = ? and version = ?");
        _putInForce = new Statement(database, """
            update definition_versions set state = 'Published', content_hash = ?, published_by = ?, published_at = ?
            where definition_id = ? and version = ?
            """);
        _remove = new Statement(database, "delete from definition_versions where definition_id = ? and version = ?");
        _outdate = new Statement(database, """
            update reviews set state = 'Outdated', decided_by = ?1, decided_at = ?2
            where kind = 'Definition' and subject_id = ?3 and state = 'Asked' and (?4 is null or version = ?4)
            """);
    }

    public void Keep(DefinitionRow row) =>
        _keep.Add(row.ContentHash).Add(row.DefinitionId).Add(row.Version).Add(row.Json).Add(row.Parts).Add(row.LoadedAt).Run();

    public WriteOutcome Make(Write.ChangeDefinitions changes)
    {
        foreach (var change in changes.Changes)
        {
            var (act, steps) = change;
            if (Record(act) == 0)
                return Losses.Revision(act);
            foreach (var step in steps)
            {
                if (Make(act.DefinitionId, step) == 0)
                    return Losses.Version(act, step);
            }

            foreach (var version in change.Outdated)
                _outdate.Add(act.By).Add(act.At).Add(act.DefinitionId).Add(version).Run();
        }

        return WriteOutcome.Committed.Instance;
    }

    public void Dispose()
    {
        foreach (var statement in (Statement[])[_keep, _act, _put, _turn, _putInForce, _remove, _outdate])
            statement.Dispose();
    }

    private int Record(DefinitionActRow act) => _act
        .Add(act.DefinitionId).Add(act.Revision).Add(act.Act.ToString()).Add(act.Version).Add(act.At).Add(act.By).Add(act.HashBefore).Add(act.HashAfter).Add(act.Note)
        .Run();

    private int Make(string definitionId, VersionStep step) => step switch
    {
        VersionStep.Put(var row) => _put
            .Add(row.DefinitionId).Add(row.Version).Add(row.Id).Add(row.Name).Add(row.State.ToString()).Add(row.Origin.ToString()).Add(row.Json)
            .Add(row.ContentHash).Add(row.CreatedBy).Add(row.CreatedAt).Add(row.UpdatedBy).Add(row.UpdatedAt).Add(row.PublishedBy).Add(row.PublishedAt)
            .Run(),
        VersionStep.Turn(var version, var state) => _turn.Add(state.ToString()).Add(definitionId).Add(version).Run(),
        VersionStep.PutInForce(var version, var hash, var by, var at) => _putInForce.Add(hash).Add(by).Add(at).Add(definitionId).Add(version).Run(),
        VersionStep.Remove(var version) => _remove.Add(definitionId).Add(version).Run(),
        _ => throw new InvalidOperationException($"Expected a step that SQLite knows, but got {step.GetType().Name}."),
    };
}
