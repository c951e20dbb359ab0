using GridWorkflow.Runtime.Commit;
using Npgsql;

namespace GridWorkflow.Runtime.Store.Postgres;

/// <summary>Writes of the two-person rule: reviews asked for and decided, settings.</summary>
internal sealed class PostgresReviews(NpgsqlConnection connection, NpgsqlTransaction transaction)
{
    public WriteOutcome Ask(ReviewRow row)
    {
        Sql("""
            update reviews set state = 'Outdated', decided_by = $1, decided_at = $2
            where kind = $3 and subject_id = $4 and state = 'Asked' and content_hash <> $5
            """).Add(row.AskedBy).Add(row.AskedAt).Add(row.Kind.ToString()).Add(row.SubjectId).Add(row.ContentHash).Run();
        return Losses.Unless(
            Sql("""
                insert into reviews (id, kind, subject_id, title, version, content, content_hash, before, before_version, asked_by, asked_at,
                    edited_by, note, state)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'Asked') on conflict do nothing
                """)
                .Add(row.Id).Add(row.Kind.ToString()).Add(row.SubjectId).Add(row.Title).Add(row.Version).Add(row.Content).Add(row.ContentHash)
                .Add(row.Before).Add(row.BeforeVersion).Add(row.AskedBy).Add(row.AskedAt).Add(row.EditedBy).Add(row.Note)
                .Run(),
            Losses.Asked(row));
    }

    public WriteOutcome Decide(ReviewDecision decision)
    {
        // In the order of every act on a definition, which outdates reviews behind this lock: else the two could wait for each other.
        Sql("select pg_advisory_xact_lock($1)").Add(PostgresLocks.Acts).Run();
        return Losses.Unless(
            Sql("update reviews set state = $1, decided_by = $2, decided_at = $3, reason = $4 where id = $5 and state = 'Asked'")
                .Add(decision.State.ToString()).Add(decision.By).Add(decision.At).Add(decision.Reason).Add((Guid?)decision.Id).Run(),
            Losses.Decided(decision.Id));
    }

    public WriteOutcome Put(SettingRow row) => Losses.Unless(
        Sql("""
            insert into settings (name, revision, value, set_by, set_at) select $1, $2, $3, $4, $5
            where $2 = 1 + coalesce((select max(revision) from settings where name = $1), 0)
            on conflict do nothing
            """).Add(row.Name).Add(row.Revision).Add(row.Value).Add(row.SetBy).Add(row.SetAt).Run(),
        Losses.Set(row));

    private PostgresStatement Sql(string sql) => new(sql, connection, transaction);
}
