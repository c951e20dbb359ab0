using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using GridWorkflow.Casework.Clocks;

namespace GridWorkflow.Casework.Cases;

/// <summary>The words of the format, as they are written.</summary>
internal static class CaseFileWords
{
    public static void Id(this Utf8JsonWriter json, string name, Guid id) => json.WriteString(name, id.ToString("N"));

    public static void Text(this Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }

    public static void Code(this Utf8JsonWriter json, string name, int code)
    {
        if (code != 0)
            json.WriteNumber(name, code);
    }

    public static void Instant(this Utf8JsonWriter json, string name, DateTimeOffset? at)
    {
        if (at is not { } instant)
            return;
        if (instant.Ticks % TimeSpan.TicksPerMillisecond == 0)
            json.WriteNumber(name, instant.ToUnixTimeMilliseconds());
        else
            json.WriteString(name, instant.UtcTicks.ToString(CultureInfo.InvariantCulture));
    }

    public static void Texts(this Utf8JsonWriter json, string name, ImmutableArray<string> texts)
    {
        if (texts.IsDefaultOrEmpty)
            return;
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    public static void List<T>(this Utf8JsonWriter json, string name, ImmutableArray<T> items, Action<Utf8JsonWriter, T> write)
    {
        if (items.IsDefaultOrEmpty)
            return;
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void End(this Utf8JsonWriter json, ClockEnd? end)
    {
        if (end is null)
            return;
        json.WriteString("calv", end.CalendarVersion);
        json.Instant("due", end.Due);
        if (end.Used is { } used)
            json.WriteNumber("used", used.Ticks);
        if (end.Left is { } left)
            json.WriteNumber("left", left.Ticks);
    }

    public static void Entry(this Utf8JsonWriter json, string type, LedgerEntry entry, Budget? budget = null)
    {
        json.WriteString("t", type);
        json.Instant("at", entry.At);
        json.WriteString("by", entry.By);
        json.WriteString("why", entry.Reason);
        if (budget is { } amount)
            json.WriteString("b", amount.ToString());
    }
}
