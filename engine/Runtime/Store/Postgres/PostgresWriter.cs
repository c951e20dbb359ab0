using GridWorkflow.Runtime.Commit;
using Npgsql;

namespace GridWorkflow.Runtime.Store.Postgres;

/// <summary>
/// Writes a group on one connection. The transitions of different instances go as one batch, committed with its last statement: one
/// round trip. When one of them loses, the server says which; the rest go again without it, and it is tried by itself, so that its
/// outcome is told as if it had come alone. Other writes, and those by themselves, share a transaction, each behind a savepoint.
/// </summary>
internal sealed class PostgresWriter(NpgsqlDataSource source)
{
    // Losers of losers: after so many tries without those that lost, whatever is left goes one by one.
    private const int MostTries = 4;

    private readonly PostgresBatch _batch = new();

    /// <exception cref="StoreUnavailableException">Nothing of the group was answered.</exception>
    public IReadOnlyList<WriteOutcome> Commit(IReadOnlyList<Write> group)
    {
        var outcomes = new WriteOutcome?[group.Count];
        try
        {
            using var connection = source.OpenConnection();
            var alone = new List<int>();
            Together(connection, group, Groupable(group, alone), outcomes, alone);
            alone.Sort();
            Singly(connection, group, alone, outcomes);
        }
        catch (Exception fault) when (PostgresFaults.IsTrouble(fault))
        {
            var unavailable = PostgresFaults.Unavailable(fault);
            // What was committed before the trouble came stays true.
            if (Array.TrueForAll(outcomes, outcome => outcome is null))
                throw unavailable;
            for (var index = 0; index < outcomes.Length; index++)
                outcomes[index] ??= new WriteOutcome.Unavailable(unavailable.Trouble, unavailable.Message);
        }

        return outcomes!;
    }

    /// <summary>
    /// Transitions that can go in one batch: each instance, message and timer once. A start that asks who runs goes alone, for it must
    /// see the starts before it.
    /// </summary>
    internal static List<int> Groupable(IReadOnlyList<Write> group, List<int> alone)
    {
        var together = new List<int>(group.Count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < group.Count; index++)
        {
            if (group[index] is Write.Transition { Exclusion: null } transition && Array.TrueForAll(Enum.GetValues<Guard>(), guard => IsFirst(guard, transition)))
                together.Add(index);
            else
                alone.Add(index);
        }

        return together;

        bool IsFirst(Guard guard, Write.Transition transition) => PostgresBatch.KeysOf(guard, transition).All(key => seen.Add($"{guard}:{key}"));
    }

    private void Together(NpgsqlConnection connection, IReadOnlyList<Write> group, List<int> together, WriteOutcome?[] outcomes, List<int> alone)
    {
        for (var tries = 1; together.Count > 0; tries++)
        {
            foreach (var index in together)
                _batch.Add((Write.Transition)group[index]);
            try
            {
                _batch.Run(connection, transaction: null);
                foreach (var index in together)
                    outcomes[index] = WriteOutcome.Committed.Instance;
                return;
            }
            catch (PostgresException lost) when (lost.SqlState == PostgresBatch.LostCode && tries < MostTries)
            {
                var guard = Enum.Parse<Guard>(lost.MessageText);
                var keys = (lost.Hint ?? string.Empty).Split('\n').ToHashSet(StringComparer.Ordinal);
                var losers = together.Where(index => PostgresBatch.KeysOf(guard, (Write.Transition)group[index]).Any(keys.Contains)).ToHashSet();
                alone.AddRange(losers);
                together = losers.Count == 0 ? [] : [.. together.Where(index => !losers.Contains(index))];
                if (losers.Count == 0)
                    throw new InvalidOperationException($"Expected the losers of {guard} among the group, but got '{lost.Hint}'.");
            }
            catch (PostgresException fault) when (fault.SqlState == PostgresBatch.LostCode || fault.IsOfTheMoment() || fault.IsOfTheStatement())
            {
                // Who it was is not known, or it was nobody's fault: one by one it shows.
                alone.AddRange(together);
                return;
            }
        }
    }

    private void Singly(NpgsqlConnection connection, IReadOnlyList<Write> group, List<int> alone, WriteOutcome?[] outcomes)
    {
        if (alone.Count == 0)
            return;
        using var transaction = connection.BeginTransaction();
        var made = new List<(int Index, WriteOutcome Outcome)>(alone.Count);
        foreach (var index in alone)
        {
            transaction.Save("write");
            var outcome = Make(connection, transaction, group[index]);
            if (outcome is not (WriteOutcome.Committed or WriteOutcome.Leased or WriteOutcome.Numbers or WriteOutcome.Purged))
                transaction.Rollback("write");
            transaction.Release("write");
            made.Add((index, outcome));
        }

        transaction.Commit();
        foreach (var (index, outcome) in made)
            outcomes[index] = outcome;
    }

    private WriteOutcome Make(NpgsqlConnection connection, NpgsqlTransaction transaction, Write write)
    {
        try
        {
            if (write is not Write.Transition transition)
                return new PostgresOrders(connection, transaction).Make(write);
            _batch.Add(transition);
            _batch.Run(connection, transaction);
            return WriteOutcome.Committed.Instance;
        }
        catch (PostgresException lost) when (lost.SqlState == PostgresBatch.LostCode)
        {
            return Lost(connection, transaction, Enum.Parse<Guard>(lost.MessageText), (Write.Transition)write, lost.Hint);
        }
        catch (PostgresException fault) when (fault.IsOfTheStatement())
        {
            return new WriteOutcome.Impossible(fault.Message);
        }
    }

    private static WriteOutcome Lost(NpgsqlConnection connection, NpgsqlTransaction transaction, Guard guard, Write.Transition transition, string? key)
    {
        switch (guard)
        {
            case Guard.Message:
                transaction.Rollback("write");
                var message = transition.Message!;
                var answered = new PostgresStatement(PostgresReads.FindMessage, connection, transaction).Add(message.Source).Add(message.MessageId)
                    .First<InboxRow?>(PostgresReads.Message, null);
                return answered is null ? Losses.Fence(transition) : new WriteOutcome.Duplicate(answered);
            case Guard.Exclusion:
                return Losses.Excluded(transition.Exclusion!, other: null);
            case Guard.Delivered:
                return Losses.Delivered(transition.Delivered!);
            case Guard.Trigger:
                return Losses.Trigger(transition.Trigger!);
            case Guard.Fence:
                return Losses.Fence(transition);
            case Guard.Claim:
                return Losses.Claim(transition.Claim!);
            case Guard.Found:
                return Losses.Promised(transition.Instance.Id, transition.Found!.Value);
            // Of two in one transition that are the same, neither is missing: no key is named.
            case Guard.Rung:
                var fired = transition.Changes.OfType<RowChange.FireRung>().Select(change => change.Row);
                return Losses.Rung(fired.First(row => string.IsNullOrEmpty(key) || key.Contains(PostgresRowChanges.Key(row), StringComparison.Ordinal)));
            case Guard.Signature:
                return Losses.Signed(transition.Changes.OfType<RowChange.SignNotice>().First(change => string.IsNullOrEmpty(key) || key.Contains($"{change.NoticeId:D}", StringComparison.Ordinal)).NoticeId);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
