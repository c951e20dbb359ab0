using System.Security.Cryptography;

namespace GridWorkflow.Host.Access;

/// <summary>Random passwords that people can type: no characters that look alike.</summary>
internal static class Passwords
{
    private const string Letters = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /// <summary>Four groups of five: about 115 bits.</summary>
    public static string Create() =>
        string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(Letters, 5)));
}
