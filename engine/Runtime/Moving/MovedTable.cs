using System.Globalization;
using GridWorkflow.Runtime.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace GridWorkflow.Runtime.Moving;

/// <summary>How a value is written: each database has its own form of these, and both give back the same.</summary>
internal enum ValueKind
{
    /// <summary>A string; names of enums as well.</summary>
    Text,

    /// <summary>A <see cref="long"/>.</summary>
    Number,

    Truth,

    /// <summary>A <see cref="Guid"/>.</summary>
    Id,

    /// <summary>A <see cref="long"/>: Unix milliseconds.</summary>
    Instant,

    Bytes,
}

/// <param name="Name">The column.</param>
/// <param name="Kind">How its values are written.</param>
/// <param name="IsWide">A number of 64 bits, not of 32.</param>
/// <param name="IsNumbered">The database numbers new rows by it.</param>
internal sealed record MovedColumn(string Name, ValueKind Kind, bool IsWide, bool IsNumbered);

/// <summary>A table as the model has it, the same on both databases: columns in the order of their names, and the key that puts its rows in order.</summary>
internal sealed record MovedTable(string Name, IReadOnlyList<MovedColumn> Columns, IReadOnlyList<int> Key)
{
    /// <summary>For people: which row is meant.</summary>
    public string RowName(object?[] row) => $"{Name} {string.Join(", ", Key.Select(index => $"{Columns[index].Name} {Show(row[index])}"))}";

    /// <summary>All tables that both databases have, those that others refer to first.</summary>
    public static IReadOnlyList<MovedTable> Of(GridDbContext context)
    {
        var left = context.Model.GetEntityTypes().Where(entity => entity.GetTableName() != KeptKeys.Table).OrderBy(entity => entity.GetTableName(), StringComparer.Ordinal).ToList();
        var ordered = new List<IEntityType>();
        while (left.Count > 0)
        {
            var next = left.Find(entity => entity.GetForeignKeys().All(key => key.PrincipalEntityType == entity || ordered.Contains(key.PrincipalEntityType)))
                ?? throw new InvalidOperationException($"Expected tables that refer to each other one way, but these do so in a ring: {string.Join(", ", left.Select(entity => entity.GetTableName()))}.");
            left.Remove(next);
            ordered.Add(next);
        }

        return [.. ordered.Select(Of)];
    }

    internal static string Show(object? value) => value switch
    {
        null => "null",
        byte[] bytes => $"{bytes.Length} bytes",
        string { Length: > 60 } text => $"'{text[..60]}…'",
        string text => $"'{text}'",
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };

    private static MovedTable Of(IEntityType entity)
    {
        var properties = entity.GetProperties().OrderBy(property => property.GetColumnName(), StringComparer.Ordinal).ToList();
        var key = entity.FindPrimaryKey()!.Properties;
        return new MovedTable(
            entity.GetTableName()!,
            [.. properties.Select(property => Column(property, key.Count == 1 && key[0] == property))],
            [.. key.Select(property => properties.IndexOf(property))]);
    }

    private static MovedColumn Column(IProperty property, bool isWholeKey)
    {
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        var kind = type switch
        {
            _ when type == typeof(string) || type.IsEnum => ValueKind.Text,
            _ when type == typeof(int) || type == typeof(long) => ValueKind.Number,
            _ when type == typeof(bool) => ValueKind.Truth,
            _ when type == typeof(Guid) => ValueKind.Id,
            _ when type == typeof(DateTimeOffset) => ValueKind.Instant,
            _ when type == typeof(byte[]) => ValueKind.Bytes,
            _ => throw new NotSupportedException($"Expected a type that moving knows, but column {property.GetColumnName()} is a {type.Name}. Add it to {nameof(ValueKind)}."),
        };
        return new MovedColumn(
            property.GetColumnName(), kind, type == typeof(long), isWholeKey && kind == ValueKind.Number && property.ValueGenerated == ValueGenerated.OnAdd);
    }
}
