using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using GridWorkflow.Runtime.Commit;

namespace GridWorkflow.Runtime.Store.Postgres;

/// <summary>
/// Advisory locks: what SQLite's one writer gives for nothing. Whoever looks whether something is there and writes because it is not
/// takes the name alone; whoever writes what the other looks for takes it together with its like. They last until the transaction ends.
/// </summary>
internal static class PostgresLocks
{
    /// <summary>First key of the locks by which sweeps of several nodes share due timers.</summary>
    public const string Timers = "17231";

    /// <summary>Key of the lock of a node that starts: schema, files and first accounts are brought in by one at a time.</summary>
    public const string Starting = "17232";

    /// <summary>Takes locks in the order of their keys, so that no two transactions wait for each other here.</summary>
    public const string TakeSql = $"select grid_lock(u.key, u.alone) from {Rows.Table} as u(key, alone)";

    /// <summary>The acts on definitions: made alone, or looked at together.</summary>
    public static long Acts { get; } = Key("acts", string.Empty);

    /// <summary>The name of an event: kept by one that finds nobody waiting, or waited for.</summary>
    public static long Event(string name) => Key("event", name);

    /// <summary>What must be looked at alone, or may be changed together, before a transition is written.</summary>
    /// <returns>Keys; true: alone.</returns>
    public static IEnumerable<KeyValuePair<long, bool>> Of(Write.Transition transition)
    {
        var row = transition.Instance;
        if (transition.Exclusion is { } exclusion)
        {
            // Asked for a definition, or for a correlation id alone: see the question in PostgresBatch.
            if (exclusion.DefinitionId is { } definition)
                yield return new(Key("definition", definition), true);
            else if (exclusion.CorrelationId is { } correlation)
                yield return new(Key("correlation", correlation), true);
        }

        if (transition.ExpectedVersion == 0)
        {
            if (!row.IsCase)
                yield return new(Key("definition", row.DefinitionId), false);
            if (row.CorrelationId is { } correlation)
                yield return new(Key("correlation", correlation), false);
        }

        foreach (var change in transition.Changes)
        {
            if (change is RowChange.AddBookmark { Recall: { } waits })
                yield return new(Event(waits.Name), false);
            else if (change is RowChange.RecallEvent(var recall))
                yield return new(Event(recall.Name), false);
        }
    }

    // Two names that share a key only wait for each other.
    private static long Key(string kind, string name) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}:{name}")));
}
