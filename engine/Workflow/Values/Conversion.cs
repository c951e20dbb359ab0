using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace GridWorkflow.Workflow.Values;

/// <summary>
/// Converts values to declared types, always in the invariant culture. Where Elsa turns what it cannot read into 0 or false in
/// silence, this refuses with the reason; the caller makes it an incident.
/// </summary>
internal static class Conversion
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static bool TryConvert(DataType type, object? value, out object? result, [NotNullWhen(false)] out string? reason)
    {
        reason = null;
        result = value;
        if (value is null)
            return true;
        if (type.IsArray)
            return TryList(type, value, out result, out reason);
        switch (type.Kind)
        {
            case DataKind.Object:
                return true;
            case DataKind.String:
                result = Text.Of(value);
                return true;
            case DataKind.Boolean when value is "":
                result = null;
                return true;
            case DataKind.Boolean:
                return Settle(ToBoolean(value), out result) || Refuse(type, value, out reason);
            case DataKind.Int32:
                return ToWhole(value, int.MinValue, int.MaxValue, number => (int)number, out result) || Refuse(type, value, out reason);
            case DataKind.Int64:
                return ToWhole(value, long.MinValue, long.MaxValue, number => (long)number, out result) || Refuse(type, value, out reason);
            case DataKind.Single:
                return ToDouble(value, out result) is not false && (result is not double wide || Settle((float)wide, out result)) || Refuse(type, value, out reason);
            case DataKind.Double:
                return ToDouble(value, out result) || Refuse(type, value, out reason);
            case DataKind.Decimal:
                return ToDecimal(value, out result) || Refuse(type, value, out reason);
            case DataKind.Guid:
                return ToGuid(value, out result) || Refuse(type, value, out reason);
            case DataKind.DateTime or DataKind.DateTimeOffset or DataKind.DateOnly or DataKind.TimeOnly:
                return Times.TryConvert(type.Kind, value, out result) || Refuse(type, value, out reason);
            case DataKind.TimeSpan:
                return Times.TryTimeSpan(value, out result) || Refuse(type, value, out reason);
            case DataKind.Bytes:
                return ToBytes(value, out result) || Refuse(type, value, out reason);
            case DataKind.Dictionary or DataKind.StringDictionary:
                return ToDictionary(type.Kind, value, out result) || Refuse(type, value, out reason);
            default:
                return ToJson(value, out result) || Refuse(type, value, out reason);
        }
    }

    private static bool Settle(object? converted, out object? result)
    {
        result = converted;
        return converted is not null;
    }

    private static bool Refuse(DataType type, object value, out string reason)
    {
        var shown = Text.Of(value) ?? "";
        reason = $"Expected a value of type {type.Alias}, but found {(value is string ? $"'{Clip(shown)}'" : Clip(shown))}.";
        return false;

        static string Clip(string text) => text.Length <= 60 ? text : $"{text[..57]}...";
    }

    private static object? ToBoolean(object value) => value switch
    {
        bool flag => flag,
        string text => bool.TryParse(text, out var flag) ? flag : null,
        int or long or double or decimal or float => Convert.ToDouble(value, Invariant) != 0,
        _ => null,
    };

    private static bool ToWhole(object value, decimal least, decimal most, Func<decimal, object> box, out object? result)
    {
        result = null;
        decimal number;
        switch (value)
        {
            case int small:
                number = small;
                break;
            case long large:
                number = large;
                break;
            case bool flag:
                number = flag ? 1 : 0;
                break;
            case double wide when Math.Abs(wide) < 1e19:
                number = (decimal)Math.Round(wide, MidpointRounding.ToEven);
                break;
            case float wide when Math.Abs(wide) < 1e19f:
                number = (decimal)Math.Round((double)wide, MidpointRounding.ToEven);
                break;
            case decimal exact:
                number = Math.Round(exact, MidpointRounding.ToEven);
                break;
            case string text when string.IsNullOrEmpty(text):
                return true;
            case string text when long.TryParse(text, NumberStyles.Integer, Invariant, out var parsed):
                number = parsed;
                break;
            default:
                return false;
        }

        if (number < least || number > most)
            return false;
        result = box(number);
        return true;
    }

    private static bool ToDouble(object value, out object? result)
    {
        result = value switch
        {
            double => value,
            int or long or decimal or float => Convert.ToDouble(value, Invariant),
            bool flag => flag ? 1d : 0d,
            string text when double.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, Invariant, out var parsed) => parsed,
            _ => null,
        };
        return result is not null || value is "";
    }

    private static bool ToDecimal(object value, out object? result)
    {
        result = value switch
        {
            decimal => value,
            int small => (decimal)small,
            long large => (decimal)large,
            bool flag => flag ? 1m : 0m,
            double wide when Math.Abs(wide) < 7.9e28 => (decimal)wide,
            float wide when Math.Abs(wide) < 7.9e28f => (decimal)wide,
            string text when decimal.TryParse(text, NumberStyles.Number, Invariant, out var parsed) => parsed,
            _ => null,
        };
        return result is not null || value is "";
    }

    private static bool ToGuid(object value, out object? result)
    {
        result = value switch
        {
            Guid => value,
            string text when Guid.TryParse(text, out var id) => id,
            _ => null,
        };
        return result is not null || value is "";
    }

    private static bool ToBytes(object value, out object? result)
    {
        result = value as byte[];
        if (result is not null || value is not string text)
            return result is not null;
        var buffer = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, buffer, out var written))
            return false;
        result = buffer[..written];
        return true;
    }

    private static bool ToDictionary(DataKind kind, object value, out object? result)
    {
        result = null;
        if (value is string text)
        {
            if (string.IsNullOrWhiteSpace(text))
                return true;
            if (!StoredValue.TryParseJson(text, out var parsed) || parsed is not IDictionary<string, object?>)
                return false;
            value = parsed;
        }

        if (value is not IDictionary<string, object?> entries)
            return false;
        result = kind == DataKind.Dictionary ? value : entries.ToDictionary(entry => entry.Key, entry => (object?)Text.Of(entry.Value), StringComparer.Ordinal);
        return true;
    }

    private static bool ToJson(object value, out object? result)
    {
        result = value;
        if (value is not string text)
            return true;
        result = null;
        return string.IsNullOrWhiteSpace(text) || StoredValue.TryParseJson(text, out result);
    }

    private static bool TryList(DataType type, object value, out object? result, [NotNullWhen(false)] out string? reason)
    {
        reason = null;
        result = null;
        if (value is string text)
        {
            if (string.IsNullOrWhiteSpace(text))
                return true;
            if (!StoredValue.TryParseJson(text, out var parsed) || parsed is not IList)
                return Refuse(type, value, out reason);
            value = parsed;
        }

        if (value is not IList list || value is byte[])
            return Refuse(type, value, out reason);
        var element = DataType.Find(type.Alias.EndsWith("[]", StringComparison.Ordinal) ? type.Alias[..^2] : type.Alias[5..^1])!;
        var items = new List<object?>(list.Count);
        foreach (var item in list)
        {
            if (!TryConvert(element, item, out var converted, out reason))
                return false;
            items.Add(converted);
        }

        result = items;
        return true;
    }
}
