using System.Buffers.Binary;

namespace GridWorkflow.Workflow.Interpreter;

/// <summary>
/// Deterministic ids and randomness: the same seed gives the same sequence. The seed is drawn once at the edge, when a command
/// comes in, and is kept with the command, so that a replay draws the same ids.
/// </summary>
public sealed class IdSource
{
    private readonly long _unixMilliseconds;
    private ulong _state;

    /// <param name="seed">Any 64 random bits.</param>
    /// <param name="at">Leading part of the ids, so that they sort by time (UUID version 7 layout).</param>
    public IdSource(ulong seed, DateTimeOffset at)
    {
        _state = seed;
        _unixMilliseconds = at.ToUnixTimeMilliseconds();
    }

    /// <summary>The next id: UUID version 7, its random part from the seeded sequence.</summary>
    public Guid NextId()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, _unixMilliseconds << 16);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000 | (NextBits() & 0x0FFF)));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], 0x8000_0000_0000_0000UL | (NextBits() & 0x3FFF_FFFF_FFFF_FFFFUL));
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>The next number in [0, 1), for scripts.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>The next 64 bits (SplitMix64).</summary>
    public ulong NextBits()
    {
        var z = _state += 0x9E37_79B9_7F4A_7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EBUL;
        return z ^ (z >> 31);
    }
}
