using System.Collections.Concurrent;
using Npgsql;

namespace GridWorkflow.Runtime.Store.Postgres;

/// <summary>
/// Instances that many callers want at once are read by one statement: while one is on its way the next callers gather by themselves, and
/// a lone caller is not held up. A row is read after it was asked for, so whoever saw a commit sees what it wrote.
/// </summary>
internal sealed class GatheredLoads(NpgsqlDataSource source)
{
    private const int Most = 128;

    // The next statement gathers while this one is on its way; measured, with more of them each carries less.
    private const int Lanes = 1;

    private readonly ConcurrentQueue<Ask> _waiting = new();
    private int _busy;

    public async ValueTask<InstanceRow?> Load(Guid id, CancellationToken cancellation)
    {
        var ask = new Ask(id);
        _waiting.Enqueue(ask);
        if (Enter())
            _ = ReadWaiting();
        return await ask.Answer.Task.WaitAsync(cancellation);
    }

    private bool Enter()
    {
        if (Interlocked.Increment(ref _busy) <= Lanes)
            return true;
        Interlocked.Decrement(ref _busy);
        return false;
    }

    private async Task ReadWaiting()
    {
        var group = new List<Ask>();
        do
        {
            while (Gather(group))
                await Read(group);
            Interlocked.Decrement(ref _busy);
        }
        // Who asked just before this lane was free again found none free.
        while (!_waiting.IsEmpty && Enter());
    }

    private bool Gather(List<Ask> group)
    {
        group.Clear();
        while (group.Count < Most && _waiting.TryDequeue(out var ask))
            group.Add(ask);
        return group.Count > 0;
    }

    private async Task Read(List<Ask> group)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(CancellationToken.None);
            if (group.Count == 1)
            {
                var row = await new PostgresStatement(PostgresReads.Load, connection).Add(group[0].Id).First<InstanceRow?>(PostgresReads.Instance, null, CancellationToken.None);
                group[0].Answer.SetResult(row);
                return;
            }

            var rows = await new PostgresStatement(PostgresReads.LoadAll, connection).Add(group.Select(ask => ask.Id).Distinct()).All(PostgresReads.Instance, CancellationToken.None);
            var found = rows.ToDictionary(row => row.Id);
            foreach (var ask in group)
                ask.Answer.SetResult(found.GetValueOrDefault(ask.Id));
        }
#pragma warning disable CA1031 // Whatever it was, each who asked gets it as if he had read alone.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            foreach (var ask in group)
                ask.Answer.TrySetException(PostgresFaults.IsTrouble(fault) ? PostgresFaults.Unavailable(fault) : fault);
        }
    }

    private sealed class Ask(Guid id)
    {
        public Guid Id { get; } = id;

        public TaskCompletionSource<InstanceRow?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
