using GridWorkflow.Runtime.Commit;
using SQLitePCL;

namespace GridWorkflow.Runtime.Store.Sqlite;

/// <summary>Writes of the two-person rule: reviews asked for and decided, settings.</summary>
internal sealed class SqliteReviews : IDisposable
{
    private readonly Statement _outdate;
    private readonly Statement _ask;
    private readonly Statement _decide;
    private readonly Statement _put;

    public SqliteReviews(sqlite3 database)
    {
        _outdate = new Statement(database, """
            update reviews set state = 'Outdated', decided_by = ?, decided_at = ?
            where kind = ? and subject_id = ? and state = 'Asked' and content_hash <> ?
            """);
        _ask = new Statement(database, """
            insert into reviews (id, kind, subject_id, title, version, content, content_hash, before, before_version, asked_by, asked_at,
                edited_by, note, state)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'Asked') on conflict do nothing
            """);
        _decide = new Statement(database, "update reviews set state = ?, decided_by = ?, decided_at = ?, reason = ? where id = ? and state = 'Asked'");
        _put = new Statement(database, """
            insert into settings (name, revision, value, set_by, set_at) select ?1, ?2, ?3, ?4, ?5
            where ?2 = 1 + coalesce((select max(revision) from settings where name = ?1), 0)
            """);
    }

    public WriteOutcome Ask(ReviewRow row)
    {
        _outdate.Add(row.AskedBy).Add(row.AskedAt).Add(row.Kind.ToString()).Add(row.SubjectId).Add(row.ContentHash).Run();
        return Losses.Unless(
            _ask.Add(row.Id).Add(row.Kind.ToString()).Add(row.SubjectId).Add(row.Title).Add(row.Version).Add(row.Content).Add(row.ContentHash)
                .Add(row.Before).Add(row.BeforeVersion).Add(row.AskedBy).Add(row.AskedAt).Add(row.EditedBy).Add(row.Note).Run(),
            Losses.Asked(row));
    }

    public WriteOutcome Decide(ReviewDecision decision) => Losses.Unless(
        _decide.Add(decision.State.ToString()).Add(decision.By).Add(decision.At).Add(decision.Reason).Add(decision.Id).Run(), Losses.Decided(decision.Id));

    public WriteOutcome Put(SettingRow row) =>
        Losses.Unless(_put.Add(row.Name).Add(row.Revision).Add(row.Value).Add(row.SetBy).Add(row.SetAt).Run(), Losses.Set(row));

    public void Dispose()
    {
        foreach (var statement in (Statement[])[_outdate, _ask, _decide, _put])
            statement.Dispose();
    }
}
