using System.Buffers.Binary;
using System.Security.Cryptography;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime;

/// <summary>Draws what must be random, once, where a command comes in; everything behind it is deterministic.</summary>
/// <param name="generator">Cryptographic in the product, seeded in a simulation.</param>
internal sealed class EdgeRandom(RandomNumberGenerator generator)
{
    // Without letters and digits that people mix up on the phone.
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>A seed for one burst.</summary>
    public ulong Seed()
    {
        Span<byte> bytes = stackalloc byte[8];
        generator.GetBytes(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    public Guid NextId(DateTimeOffset at) => new IdSource(Seed(), at).NextId();

    /// <summary>130 random bits in 26 letters and digits: nobody guesses the tracking link of another.</summary>
    public string TrackingToken()
    {
        Span<byte> bytes = stackalloc byte[26];
        generator.GetBytes(bytes);
        Span<char> token = stackalloc char[26];
        for (var index = 0; index < token.Length; index++)
            token[index] = Alphabet[bytes[index] & 31];
        return new string(token);
    }
}
