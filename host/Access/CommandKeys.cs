using System.Security.Cryptography;

namespace GridWorkflow.Host.Access;

/// <summary>Idempotency keys: the same key of the same person is the same command, sent once more.</summary>
internal static class CommandKeys
{
    public const string Header = "Idempotency-Key";

    private const int Longest = 100;

    /// <summary>The key of one form.</summary>
    public static string Create() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>The key as given, or null when there is none that could be one.</summary>
    public static string? Valid(string? key) =>
        key is { Length: > 0 and <= Longest } && key.All(character => character is > ' ' and <= '~') ? key : null;
}
