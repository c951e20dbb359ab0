using GridWorkflow.Runtime.Commit;
using Npgsql;

namespace GridWorkflow.Runtime.Store.Postgres;

/// <summary>Acts on reference files, all or none of them.</summary>
internal sealed class PostgresFiles(NpgsqlConnection connection, NpgsqlTransaction transaction)
{
    public WriteOutcome Make(Write.ChangeFiles change)
    {
        Sql("select pg_advisory_xact_lock($1)").Add(PostgresLocks.Acts).Run();
        if (change.AsOf is { } known && (Count("file_acts") != known.Files || Count("definition_acts") != known.Definitions))
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

        return new PostgresDefinitions(connection, transaction).Make(new Write.ChangeDefinitions(change.Definitions));
    }

    private long Count(string table) => Sql($"select count(*) from {table}").First(static row => row.GetInt64(0), 0);

    private int Order(ChangeOrderRow row) => row.Revision == 1
        ? Sql("""
            insert into change_orders (number, title, state, revision, created_by, created_at, closed_by, closed_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict do nothing
            """).Add(row.Number).Add(row.Title).Add(row.State.ToString()).Add(row.Revision).Add(row.CreatedBy).Add(row.CreatedAt).Add(row.ClosedBy).Add(row.ClosedAt).Run()
        : Sql("update change_orders set title = $1, state = $2, revision = $3, closed_by = $4, closed_at = $5 where number = $6 and revision = $7")
            .Add(row.Title).Add(row.State.ToString()).Add(row.Revision).Add(row.ClosedBy).Add(row.ClosedAt).Add(row.Number).Add(row.Revision - 1).Run();

    private int Record(FileActRow act) => Sql("""
        insert into file_acts (path, revision, act, version, change_order, at, "by", hash_before, hash_after, note)
        select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
        where $2 = 1 + coalesce((select max(revision) from file_acts where path = $1), 0)
        on conflict do nothing
        """).Add(act.Path).Add(act.Revision).Add(act.Act.ToString()).Add(act.Version).Add(act.ChangeOrder).Add(act.At).Add(act.By).Add(act.HashBefore).Add(act.HashAfter)
        .Add(act.Note).Run();

    private int Make(string path, FileStep step) => step switch
    {
        FileStep.Put(var row) => Sql("""
            insert into file_versions (path, version, state, origin, text, content_hash, change_order, created_by, created_at, updated_by, updated_at,
                published_by, published_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            on conflict (path, version) do update set state = excluded.state, origin = excluded.origin, text = excluded.text,
                content_hash = excluded.content_hash, updated_by = excluded.updated_by, updated_at = excluded.updated_at
            """)
            .Add(row.Path).Add(row.Version).Add(row.State.ToString()).Add(row.Origin.ToString()).Add(row.Text).Add(row.ContentHash).Add(row.ChangeOrder)
            .Add(row.CreatedBy).Add(row.CreatedAt).Add(row.UpdatedBy).Add(row.UpdatedAt).Add(row.PublishedBy).Add(row.PublishedAt).Run(),
        FileStep.Turn(var version, var state) =>
            Sql("update file_versions set state = $1 where path = $2 and version = $3").Add(state.ToString()).Add(path).Add(version).Run(),
        FileStep.PutInForce(var version, var by, var at) =>
            Sql("update file_versions set state = 'Published', published_by = $1, published_at = $2 where path = $3 and version = $4")
                .Add(by).Add(at).Add(path).Add(version).Run(),
        _ => throw new InvalidOperationException($"Expected a step that PostgreSQL knows, but got {step.GetType().Name}."),
    };

    private PostgresStatement Sql(string sql) => new(sql, connection, transaction);
}
