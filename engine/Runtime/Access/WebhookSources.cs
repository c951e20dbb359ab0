using System.Collections.Frozen;
using System.Collections.Immutable;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Access;

/// <summary>
/// The systems that may send webhooks. Secrets come and go encrypted; who holds the key decrypts them. A change on this node counts
/// at once, on another within two seconds.
/// </summary>
public sealed class WebhookSources(CommitPipeline pipeline, IDbContextFactory<GridDbContext> contexts, TimeProvider time)
{
    private readonly Recent<FrozenDictionary<string, WebhookSourceRow>> _recent = new(time, async cancellation =>
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var rows = await context.WebhookSources.AsNoTracking().ToListAsync(cancellation);
        return rows.ToFrozenDictionary(row => row.Name, StringComparer.Ordinal);
    });

    /// <summary>Adds a source, or gives it a new secret and enables it.</summary>
    /// <exception cref="StoreUnavailableException">It could not be written.</exception>
    public Task Put(string name, string protectedSecret) =>
        Write(new WebhookSourceRow { Name = name, ProtectedSecret = protectedSecret, CreatedAt = time.Now() });

    /// <summary>Takes no more from a source. False when there is none.</summary>
    /// <exception cref="StoreUnavailableException">It could not be written.</exception>
    public async Task<bool> Disable(string name, CancellationToken cancellation)
    {
        _recent.Forget();
        if (!(await _recent.Get(cancellation)).TryGetValue(name, out var row))
            return false;
        await Write(row with { DisabledAt = row.DisabledAt ?? time.Now() });
        return true;
    }

    /// <summary>The source of this name, also a disabled one; null when there is none.</summary>
    public async ValueTask<WebhookSourceRow?> Find(string name, CancellationToken cancellation) =>
        (await _recent.Get(cancellation)).GetValueOrDefault(name);

    /// <summary>All sources by name.</summary>
    public async ValueTask<ImmutableArray<WebhookSourceRow>> All(CancellationToken cancellation) =>
        [.. (await _recent.Get(cancellation)).Values.OrderBy(row => row.Name, StringComparer.Ordinal)];

    /// <summary>Another process may have changed them: they are read again when somebody asks.</summary>
    internal void Forget() => _recent.Forget();

    private async Task Write(WebhookSourceRow row)
    {
        (await pipeline.Commit(new Write.PutWebhookSource(row))).ThrowUnlessCommitted($"Webhook source '{row.Name}'");
        _recent.Forget();
    }
}
