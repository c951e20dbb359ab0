using System.Globalization;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Workflow.Definitions;
using Microsoft.VisualBasic.FileIO;
using NodaTime;

namespace GridWorkflow.Conformance.Clocks;

/// <summary>One row of a vector file, by the names of its columns.</summary>
internal sealed class VectorRow(IReadOnlyDictionary<string, string> cells)
{
    private const string Horizon = "horizon";

    private static readonly string[] LocalForms =
        ["yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss.fff"];

    private static readonly string[] OffsetForms =
        ["yyyy-MM-dd HH:mmzzz", "yyyy-MM-dd HH:mm:sszzz", "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd HH:mm zzz", "yyyy-MM-dd'T'HH:mm:ssK"];

    public string Id => Cell("id");

    public string Note => Cell("note");

    /// <exception cref="InvalidDataException">The columns are neither those of due.csv nor of elapsed.csv.</exception>
    public static List<VectorRow> ReadAll(string file)
    {
        var lines = File.ReadAllLines(file);
        var columns = lines.Length == 0 ? [] : Fields(lines[0]) ?? [];
        string[] due = ["start_local", "unit", "value", "due_local"];
        string[] elapsed = ["start_local", "end_local", "clock", "minutes"];
        for (var index = 0; index < columns.Length; index++)
            columns[index] = columns[index].Trim().TrimStart('\uFEFF');
        if (due.Except(columns).Any() && elapsed.Except(columns).Any())
            throw new InvalidDataException($"Expected the columns {string.Join(", ", due)} or {string.Join(", ", elapsed)} but found {string.Join(", ", columns)}.");
        var rows = new List<VectorRow>(lines.Length);
        for (var line = 1; line < lines.Length; line++)
        {
            if (string.IsNullOrWhiteSpace(lines[line]))
                continue;
            // A row is a line. One that cannot be read fails by itself; the others are still held.
            rows.Add(new VectorRow(Fields(lines[line]) is { } fields
                ? columns.Zip(fields).DistinctBy(pair => pair.First).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal)
                : new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["id"] = $"line {(line + 1).ToString(CultureInfo.InvariantCulture)}", ["note"] = "quotes do not match",
                }));
        }

        return rows;
    }

    private static string[]? Fields(string line)
    {
        using var parser = new TextFieldParser(new StringReader(line)) { Delimiters = [","], HasFieldsEnclosedInQuotes = true };
        try
        {
            return parser.ReadFields();
        }
        catch (MalformedLineException)
        {
            return null;
        }
    }

    /// <summary>What the row expects and what the clock says, in the same form.</summary>
    public (string Expected, string Actual) Hold(BusinessCalendar calendar)
    {
        // A file may mix both forms; the unit tells a row of due.csv.
        var isDue = Cell("unit").Length > 0 || !cells.ContainsKey("minutes");
        try
        {
            if (Cell("zone") is { Length: > 0 } zone && zone != calendar.Definition.Zone)
                calendar = new BusinessCalendar(calendar.Definition with { Zone = zone });
            return isDue ? HoldDue(calendar) : HoldElapsed(calendar);
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException or ArithmeticException or InvalidOperationException or RefusedException)
        {
            return (Cell(isDue ? "due_local" : "minutes"), $"cannot be read: {fault.Message}");
        }
    }

    private (string Expected, string Actual) HoldDue(BusinessCalendar calendar)
    {
        var expected = Cell("due_local");

        // A gated row writes gate and budget into its value: "2026-03-15 15 workDayRolling".
        var text = Cell("unit") == "gate" && Cell("value").Split(' ', 2) is [var gate, var gated] ? $"{gated} from {gate}" : $"{Cell("value")} {Cell("unit")}";
        if (Budget.Parse(text) is not Parsed<Budget>.Value { Result: var budget })
            return (expected, "refused");
        var due = calendar.DueAt(At(calendar, Cell("start_local")), budget, Pauses(calendar));
        if (!due.TryGet(out var at))
            return (expected, Horizon);
        if (expected == Horizon)
            return (expected, Show(calendar, at));

        // With an offset the instants are compared, without one the local times, so that a repeated hour is what the file says.
        return HasOffset(expected)
            ? (At(calendar, expected).ToString("O", CultureInfo.InvariantCulture), at.ToString("O", CultureInfo.InvariantCulture))
            : (Canonical(expected), Show(calendar, at));
    }

    private (string Expected, string Actual) HoldElapsed(BusinessCalendar calendar)
    {
        var measure = Cell("clock") switch
        {
            "work" => TimeMeasure.Open,
            "24x7" => TimeMeasure.Wall,
            var other => throw new FormatException($"Expected the clock work or 24x7 but found '{other}'."),
        };
        var elapsed = calendar.Elapsed(measure, At(calendar, Cell("start_local")), At(calendar, Cell("end_local")), Pauses(calendar));
        var expected = Cell("minutes");
        if (!elapsed.IsExact)
            return (expected, Horizon);
        return decimal.TryParse(expected, NumberStyles.Number, CultureInfo.InvariantCulture, out var minutes)
            ? (Minutes(minutes), Minutes((decimal)elapsed.Known.Ticks / TimeSpan.TicksPerMinute))
            : (expected, Minutes((decimal)elapsed.Known.Ticks / TimeSpan.TicksPerMinute));
    }

    private Pause[] Pauses(BusinessCalendar calendar) =>
    [
        .. Cell("pauses").Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(pause => pause.Split('~') is [var from, var to]
            ? new Pause(At(calendar, from), At(calendar, to))
            : throw new FormatException($"Expected a pause 'from~to' but found '{pause}'.")),
    ];

    private string Cell(string column) => cells.TryGetValue(column, out var text) ? text.Trim() : "";

    private static string Minutes(decimal minutes) => minutes.ToString("0.####", CultureInfo.InvariantCulture);

    private static bool HasOffset(string text) => text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > "yyyy-MM-dd".Length;

    private static DateTimeOffset At(BusinessCalendar calendar, string text) => HasOffset(text)
        ? DateTimeOffset.ParseExact(text.Trim(), OffsetForms, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces)
        : calendar.Local(DateTime.ParseExact(text.Trim(), LocalForms, CultureInfo.InvariantCulture));

    private static string Canonical(string text) =>
        DateTime.ParseExact(text, LocalForms, CultureInfo.InvariantCulture).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static string Show(BusinessCalendar calendar, DateTimeOffset at) =>
        Instant.FromDateTimeOffset(at).InZone(DateTimeZoneProviders.Tzdb[calendar.Definition.Zone]).ToString("uuuu-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
