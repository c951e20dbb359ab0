using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Runtime.Moving;

/// <summary>A move that is not made; the message says why, and what to do.</summary>
internal sealed class RefusedMoveException(string message) : Exception(message);

/// <summary>
/// A database that a move has for itself: one connection, one transaction, nobody else writes until it is disposed of. Rows are
/// arrays of values in the order of the table's columns, in the forms of <see cref="ValueKind"/>.
/// </summary>
internal abstract class HeldDatabase : IDisposable
{
    /// <summary>Instances with the rows of their journals, in order; one without a row once.</summary>
    protected const string JournalsSql = """
        select i.id, i.journal_seq, i.journal_head, j.seq, j.at, j.actor, j.role, j.command, j.entries, j.program_hash, j.prev_hash, j.hash
        from instances i left join journal j on j.case_id = i.id order by i.id, j.seq
        """;

    /// <summary>What people call it.</summary>
    public abstract string Name { get; }

    /// <summary>Migrations that its schema has seen.</summary>
    public abstract IReadOnlyList<string> Migrations();

    /// <summary>Keeps all others from writing. Must come before the first row is read.</summary>
    /// <exception cref="RefusedMoveException">Somebody uses it.</exception>
    public abstract void Hold(IReadOnlyList<MovedTable> tables);

    public abstract long Count(MovedTable table);

    /// <summary>All rows in the order of the key, streamed: one table at a time.</summary>
    public abstract IEnumerable<object?[]> Rows(MovedTable table);

    /// <summary>Adds rows, in the move's transaction.</summary>
    /// <exception cref="RefusedMoveException">A value cannot be kept here.</exception>
    public abstract void Add(MovedTable table, IEnumerable<object?[]> rows);

    /// <summary>The highest number that is known to have been given to a row of the table; 0 when none was.</summary>
    public abstract long LastNumber(MovedTable table, MovedColumn column);

    /// <summary>Numbers of new rows go on behind this one.</summary>
    public abstract void GoOnBehind(MovedTable table, MovedColumn column, long number);

    /// <summary>Keys that protect cookies and webhook secrets.</summary>
    public abstract IReadOnlyList<KeptKey> Keys();

    /// <summary>Adds keys; what is written outside the transaction is taken back by <see cref="Abandon"/>.</summary>
    public abstract void AddKeys(IReadOnlyList<KeptKey> keys);

    public abstract void Commit();

    /// <summary>Takes everything back.</summary>
    public abstract void Abandon();

    public abstract void Dispose();

    /// <summary>Examines the journal of every instance.</summary>
    /// <returns>How many there are, and what is wrong with those that are broken.</returns>
    public (long Journals, List<string> Broken) VerifyJournals(CancellationToken cancellation)
    {
        var (count, broken) = (0L, new List<string>());
        var rows = new List<JournalRow>();
        JournalHead? current = null;
        foreach (var (head, row) in Journals())
        {
            if (current?.Id != head.Id)
            {
                cancellation.ThrowIfCancellationRequested();
                Examine();
                current = head;
            }

            if (row is not null)
                rows.Add(row);
        }

        Examine();
        return (count, broken);

        void Examine()
        {
            if (current is null)
                return;
            count++;
            if (JournalChain.Verify(rows, current.Length, current.Hash) is ChainVerdict.Broken verdict)
                broken.Add($"The journal of instance {current.Id} is broken at row {verdict.Seq}: {verdict.Reason}");
            rows.Clear();
        }
    }

    /// <summary>What <see cref="JournalsSql"/> gives.</summary>
    protected abstract IEnumerable<(JournalHead Head, JournalRow? Row)> Journals();

    protected static string Names(IEnumerable<MovedColumn> columns) => string.Join(", ", columns.Select(column => Quoted(column.Name)));

    protected static string Quoted(string name) => $"\"{name}\"";

    /// <summary>What an instance says about its journal.</summary>
    protected sealed record JournalHead(Guid Id, long Length, byte[] Hash);
}
