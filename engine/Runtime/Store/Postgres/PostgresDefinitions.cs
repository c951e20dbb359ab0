using GridWorkflow.Runtime.Commit;
using Npgsql;

namespace GridWorkflow.Runtime.Store.Postgres;

/// <summary>Acts on definitions, all or none of them.</summary>
internal sealed class PostgresDefinitions(NpgsqlConnection connection, NpgsqlTransaction transaction)
{
    public WriteOutcome Make(Write.ChangeDefinitions changes)
    {
        Sql("select pg_advisory_xact_lock($1)").Add(PostgresLocks.Acts).Run();
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
            {
                Sql("""
                    update reviews set state = 'Outdated', decided_by = $1, decided_at = $2
                    where kind = 'Definition' and subject_id = $3 and state = 'Asked' and ($4 is null or version = $4)
                    """).Add(act.By).Add(act.At).Add(act.DefinitionId).Add(version).Run();
            }
        }

        return WriteOutcome.Committed.Instance;
    }

    private int Record(DefinitionActRow act) => Sql("""
        insert into definition_acts (definition_id, revision, act, version, at, "by", hash_before, hash_after, note)
        select $1, $2, $3, $4, $5, $6, $7, $8, $9
        where $2 = 1 + coalesce((select max(revision) from definition_acts where definition_id = $1), 0)
        on conflict do nothing
        """).Add(act.DefinitionId).Add(act.Revision).Add(act.Act.ToString()).Add(act.Version).Add(act.At).Add(act.By).Add(act.HashBefore).Add(act.HashAfter).Add(act.Note)
        .Run();

    private int Make(string definitionId, VersionStep step) => step switch
    {
        VersionStep.Put(var row) => Sql("""
            insert into definition_versions (definition_id, version, id, name, state, origin, json, content_hash, created_by, created_at,
                updated_by, updated_at, published_by, published_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            on conflict (definition_id, version) do update set name = excluded.name, state = excluded.state, origin = excluded.origin,
                json = excluded.json, content_hash = excluded.content_hash, updated_by = excluded.updated_by, updated_at = excluded.updated_at
            """)
            .Add(row.DefinitionId).Add(row.Version).Add(row.Id).Add(row.Name).Add(row.State.ToString()).Add(row.Origin.ToString()).Add(row.Json)
            .Add(row.ContentHash).Add(row.CreatedBy).Add(row.CreatedAt).Add(row.UpdatedBy).Add(row.UpdatedAt).Add(row.PublishedBy).Add(row.PublishedAt)
            .Run(),
        VersionStep.Turn(var version, var state) =>
            Sql("update definition_versions set state = $1 where definition_id = $2 and version = $3").Add(state.ToString()).Add(definitionId).Add(version).Run(),
        VersionStep.PutInForce(var version, var hash, var by, var at) => Sql("""
            update definition_versions set state = 'Published', content_hash = $1, published_by = $2, published_at = $3
            where definition_id = $4 and version = $5
            """).Add(hash).Add(by).Add(at).Add(definitionId).Add(version).Run(),
        VersionStep.Remove(var version) => Sql("delete from definition_versions where definition_id = $1 and version = $2").Add(definitionId).Add(version).Run(),
        _ => throw new InvalidOperationException($"Expected a step that PostgreSQL knows, but got {step.GetType().Name}."),
    };

    private PostgresStatement Sql(string sql) => new(sql, connection, transaction);
}
