using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace GridWorkflow.Runtime.Store;

/// <summary>Ids as 16 big-endian bytes: half of the text form, and version 7 ids sort by time.</summary>
internal sealed class GuidBytes() : ValueConverter<Guid, byte[]>(
    id => id.ToByteArray(true),
    bytes => new Guid(bytes, true));

/// <summary>Instants as whole Unix milliseconds, UTC.</summary>
internal sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
    instant => instant.ToUnixTimeMilliseconds(),
    milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));

/// <summary>Instants as PostgreSQL keeps them, UTC, cut to the milliseconds that SQLite keeps: both stores give back the same.</summary>
internal sealed class WholeMilliseconds() : ValueConverter<DateTimeOffset, DateTimeOffset>(
    instant => DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds()),
    instant => instant);
