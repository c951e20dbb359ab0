using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace GridWorkflow.Host.Webhooks;

/// <summary>Secret of one source in the form of Standard Webhooks: <c>whsec_</c> and the key in base64.</summary>
public static class WebhookSecret
{
    public const string Prefix = "whsec_";

    /// <summary>Bytes of a new key. Standard Webhooks asks for 24 to 64.</summary>
    public const int Length = 32;

    public static string Create() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Length));

    /// <summary>The key within the secret; 24 to 64 bytes.</summary>
    public static bool TryRead(string? secret, [NotNullWhen(true)] out byte[]? key)
    {
        key = null;
        if (secret is null || !secret.StartsWith(Prefix, StringComparison.Ordinal) || secret.Length > 200)
            return false;
        var buffer = new byte[64];
        if (!Convert.TryFromBase64String(secret[Prefix.Length..], buffer, out var length) || length < 24)
            return false;
        key = buffer[..length];
        return true;
    }
}
