using GridWorkflow.Runtime.Access;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>
/// Sees what other processes on the same database change: published and retracted definitions, API keys, webhook sources. Looks each
/// <see cref="Poll"/>, and at once when somebody rings, so that every process follows within two seconds.
/// </summary>
public sealed class CatalogWatch(DefinitionLibrary library, ApiKeys keys, WebhookSources sources, TimeProvider time)
{
    /// <summary>Longest time between two looks.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private readonly Alarm _rung = new(time);

    /// <summary>Whoever hears from the database that another process has changed something rings; from any thread.</summary>
    public void Ring()
    {
        keys.Forget();
        sources.Forget();
        _rung.Ring(DateTimeOffset.MinValue);
    }

    /// <summary>Puts in force what has changed.</summary>
    /// <returns>True when other definitions are in force now.</returns>
    /// <exception cref="Store.StoreUnavailableException">Nothing was changed; the next look tries again.</exception>
    public Task<bool> RunOnce(CancellationToken cancellation) => library.Refresh(cancellation);

    /// <summary>Sleeps until the next look.</summary>
    public Task WaitForChange(CancellationToken cancellation) =>
        _rung.Sleep(Poll, async token => await library.IsStale(token) ? DateTimeOffset.MinValue : null, cancellation);
}
