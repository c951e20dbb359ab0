using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using GridWorkflow.Runtime.Access;
using Microsoft.AspNetCore.DataProtection;

namespace GridWorkflow.Host.Webhooks;

public abstract record SourceCreation
{
    private SourceCreation()
    {
    }

    /// <param name="Secret">Known only here and to the sender from now on; the store holds it encrypted.</param>
    public sealed record Created(string Name, string Secret) : SourceCreation;

    public sealed record BadName : SourceCreation;

    public sealed record Taken : SourceCreation;
}

/// <summary>The signing keys of the sources, encrypted at rest with the keys beside the database.</summary>
public sealed partial class WebhookKeys(WebhookSources sources, IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("webhook-secret");

    // The key of a source by its encrypted secret: decrypting takes longer than the HMAC itself.
    private readonly ConcurrentDictionary<string, byte[]> _keys = new(StringComparer.Ordinal);

    /// <summary>Whether text may be the name of a source.</summary>
    public static bool IsName(string? name) => name is not null && Name().IsMatch(name);

    public async Task<SourceCreation> Create(string name, CancellationToken cancellation)
    {
        if (!IsName(name))
            return new SourceCreation.BadName();
        if (await sources.Find(name, cancellation) is { DisabledAt: null })
            return new SourceCreation.Taken();
        var secret = WebhookSecret.Create();
        await sources.Put(name, _protector.Protect(secret));
        return new SourceCreation.Created(name, secret);
    }

    /// <summary>The signing key of a source that may send now; null for an unknown or disabled one.</summary>
    public async ValueTask<byte[]?> Of(string name, CancellationToken cancellation)
    {
        if (!IsName(name) || await sources.Find(name, cancellation) is not { DisabledAt: null } source)
            return null;
        if (_keys.TryGetValue(source.ProtectedSecret, out var known))
            return known;
        try
        {
            return WebhookSecret.TryRead(_protector.Unprotect(source.ProtectedSecret), out var key) ? _keys.GetOrAdd(source.ProtectedSecret, key) : null;
        }
        catch (CryptographicException)
        {
            // The protection keys beside the database are gone: the source must be created again.
            return null;
        }
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,39}$")]
    private static partial Regex Name();
}
