using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace GridWorkflow.Host.Webhooks;

/// <summary>
/// The scheme of Standard Webhooks: HMAC-SHA256 over <c>id.timestamp.body</c> with the raw bytes of the body, sent as
/// <c>v1,BASE64</c>. The header may list several signatures while a sender changes its secret.
/// </summary>
public static class WebhookSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    /// <summary>How far the sender's clock may be from ours, either way.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Signatures that are looked at in one header; more are not a rotation but an attempt.</summary>
    private const int MaxSignatures = 8;

    public static string Sign(byte[] key, string id, long timestamp, ReadOnlySpan<byte> body) =>
        "v1," + Convert.ToBase64String(Compute(key, id, timestamp.ToString(CultureInfo.InvariantCulture), body));

    /// <summary>Whether one of the signatures is right and the timestamp is near enough. Compares in fixed time.</summary>
    public static bool IsGenuine(byte[] key, string id, string timestamp, string signatures, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var expected = Compute(key, id, timestamp, body);
        var matched = false;
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes + 4];
        var looked = 0;
        foreach (var part in signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (++looked > MaxSignatures)
                break;
            if (!part.StartsWith("v1,", StringComparison.Ordinal) || part.Length != 3 + 44)
                continue;
            if (Convert.TryFromBase64String(part[3..], given, out var length))
                matched |= CryptographicOperations.FixedTimeEquals(given[..length], expected);
        }

        return matched & IsTimely(timestamp, now);
    }

    private static bool IsTimely(string timestamp, DateTimeOffset now) =>
        timestamp.Length <= 12
        && long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && Math.Abs(now.ToUnixTimeMilliseconds() - (seconds * 1000)) <= (long)Tolerance.TotalMilliseconds;

    private static byte[] Compute(byte[] key, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }
}
