using System.Buffers;
using System.Text.Json;
using CsCheck;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Tests.Values;

public sealed class StoredValueTests
{
    private static readonly Gen<object?> Values = Gen.Recursive<object?>((depth, inner) => depth > 2 ? Leaves() : Gen.OneOf(
        Leaves(),
        inner.List[0, 3].Select(list => (object?)list),
        Gen.Dictionary(Gen.String[Gen.Char["$ab"], 0, 3], inner)[0, 3].Select(entries => (object?)entries)));

    [Fact]
    public void Types_survive_the_stored_form() =>
        Values.Sample(value => Print(Copy(value)).ShouldBe(Print(value)), iter: 2_000);

    private static Gen<object?> Leaves() => Gen.OneOf(
        Gen.Const((object?)null),
        Gen.Bool.Select(value => (object?)value),
        Gen.Int.Select(value => (object?)value),
        Gen.Long.Select(value => (object?)value),
        Gen.Double.Where(double.IsFinite).Select(value => (object?)value),
        Gen.Decimal.Select(value => (object?)value),
        Gen.String.Where(text => text.All(character => !char.IsSurrogate(character))).Select(value => (object?)value),
        Gen.DateTimeOffset.Select(value => (object?)value),
        Gen.TimeSpan.Select(value => (object?)value),
        Gen.Guid.Select(value => (object?)value),
        Gen.Byte.Array[0, 5].Select(value => (object?)value));

    private static string Print(object? value) => value switch
    {
        null => "null",
        byte[] bytes => $"bytes {Convert.ToBase64String(bytes)}",
        IDictionary<string, object?> entries => $"{{{string.Join(',', entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}:{Print(entry.Value)}"))}}}",
        System.Collections.IList list => $"[{string.Join(',', list.Cast<object?>().Select(Print))}]",
        double number => $"double {BitConverter.DoubleToInt64Bits(number)}",
        _ => $"{value.GetType().Name} {(value as IFormattable)?.ToString(value is DateTimeOffset ? "O" : null, System.Globalization.CultureInfo.InvariantCulture) ?? value}",
    };

    private static object? Copy(object? value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            StoredValue.Write(writer, value);
        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return StoredValue.Read(document.RootElement);
    }
}
