using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Runtime.Journal;

/// <summary>What an examination of a case's journal found.</summary>
public abstract record ChainVerdict
{
    private ChainVerdict()
    {
    }

    /// <summary>Complete and unchanged.</summary>
    public sealed record Sound(long Rows) : ChainVerdict;

    /// <summary>Changed or incomplete from this row on.</summary>
    public sealed record Broken(long Seq, string Reason) : ChainVerdict;
}

/// <summary>
/// The hash chain of a case's journal: each row's hash covers the row and the hash of the row before, so that no row can be changed,
/// taken out or put in without being found. Pure.
/// </summary>
public static class JournalChain
{
    /// <summary>Length of a hash in bytes.</summary>
    public const int HashLength = SHA256.HashSizeInBytes;

    /// <summary>Head of an empty journal.</summary>
    public static byte[] Origin() => new byte[HashLength];

    /// <summary>The row with its hash.</summary>
    public static JournalRow Seal(JournalRow row) => row with { Hash = HashOf(row) };

    /// <summary>Examines the rows of one case, in order, against the head that its instance keeps.</summary>
    /// <param name="rows">From the first one on.</param>
    /// <param name="length">How many the instance says there are.</param>
    /// <param name="head">Hash of the last one, as the instance says.</param>
    public static ChainVerdict Verify(IEnumerable<JournalRow> rows, long length, ReadOnlySpan<byte> head)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var last = Origin();
        var seq = 0L;
        foreach (var row in rows)
        {
            seq++;
            if (row.Seq != seq)
                return new ChainVerdict.Broken(seq, $"Expected row {seq}, but found {row.Seq}: a row is missing or stands twice.");
            if (!row.PrevHash.AsSpan().SequenceEqual(last))
                return new ChainVerdict.Broken(seq, $"Expected row {seq} to follow the hash of row {seq - 1}, but it follows another.");
            if (!row.Hash.AsSpan().SequenceEqual(HashOf(row)))
                return new ChainVerdict.Broken(seq, $"Expected the hash of row {seq} to cover what it says, but the row was changed.");
            last = row.Hash;
        }

        if (seq != length)
            return new ChainVerdict.Broken(Math.Min(seq, length) + 1, $"Expected {length} rows, but found {seq}.");
        return head.SequenceEqual(last)
            ? new ChainVerdict.Sound(seq)
            : new ChainVerdict.Broken(seq, "Expected the instance to keep the hash of the last row, but it keeps another.");
    }

    // Fields are written with their lengths, so that no two rows have the same bytes.
    private static byte[] HashOf(JournalRow row)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> fixedPart = stackalloc byte[HashLength + 16 + 8 + 8];
        row.PrevHash.CopyTo(fixedPart);
        row.CaseId.TryWriteBytes(fixedPart[HashLength..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(fixedPart[(HashLength + 16)..], row.Seq);
        BinaryPrimitives.WriteInt64BigEndian(fixedPart[(HashLength + 24)..], row.At.ToUnixTimeMilliseconds());
        hash.AppendData(fixedPart);
        foreach (var text in (ReadOnlySpan<string?>)[row.Actor, row.Role, row.Command, row.Entries, row.ProgramHash])
            Append(hash, text);
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, string? text)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, text is null ? -1 : Encoding.UTF8.GetByteCount(text));
        hash.AppendData(length);
        if (text is { Length: > 0 })
            hash.AppendData(Encoding.UTF8.GetBytes(text));
    }
}
