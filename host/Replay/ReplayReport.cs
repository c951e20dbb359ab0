using System.Globalization;
using CsvHelper;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Runtime.Replay;

namespace GridWorkflow.Host.Replay;

/// <summary>What a replay came to, for people and for other programs.</summary>
internal static class ReplayReport
{
    public static void Write(TextWriter output, ReplayResult result)
    {
        output.WriteLine($"As of {result.AsOf:yyyy-MM-dd'T'HH:mm:ss'Z'}");
        output.WriteLine($"Cases {result.Cases}");
        output.WriteLine($"Clocks {result.Clocks.Values.Sum()}{Parts(result.Clocks.Select(clock => (clock.Key.ToString(), clock.Value)))}");
        output.WriteLine($"Notices {result.Notices.Values.Sum()}{Parts(result.Notices.Select(notice => (NameOf(notice.Key), notice.Value)))}");
        output.WriteLine($"ONTIME {result.OnTime}");
        output.WriteLine($"OVERDUE {result.Overdue} (still open {result.OverdueOpen})");
        var judged = result.Rows.Where(row => row is { Verdict: not null, Row.FileVerdict: not null }).ToArray();
        if (judged.Length > 0)
            output.WriteLine($"Agrees with the file's own verdict in {judged.Count(row => row.Verdict == row.Row.FileVerdict)} of {judged.Length} rows");
        foreach (var row in judged.Where(row => row.Verdict != row.Row.FileVerdict).Take(20))
            output.WriteLine($"  line {row.Row.Line}, {row.Row.Id}: the file says {Word(row.Row.FileVerdict)}, the clock says {Word(row.Verdict)}");
        foreach (var row in result.Rows.Where(row => row.Trouble is not null).Take(20))
            output.WriteLine($"  line {row.Row.Line}, {row.Row.Id}: {row.Trouble}");
    }

    public static void WriteVerdicts(string path, ReplayResult result)
    {
        using var writer = new CsvWriter(new StreamWriter(path), CultureInfo.InvariantCulture);
        foreach (var column in new[] { "id", "case_number", "opened_at", "due_at", "closed_at", "verdict", "state", "file_verdict" })
            writer.WriteField(column);
        writer.NextRecord();
        foreach (var row in result.Rows)
        {
            writer.WriteField(row.Row.Id);
            writer.WriteField(row.CaseNumber);
            writer.WriteField(Time(row.Row.OpenedAt));
            writer.WriteField(Time(row.DueAt));
            writer.WriteField(Time(row.ClosedAt));
            writer.WriteField(Word(row.Verdict));
            writer.WriteField(row.CaseNumber is null ? "" : row.IsOpen ? "open" : "closed");
            writer.WriteField(Word(row.Row.FileVerdict));
            writer.NextRecord();
        }
    }

    private static string Parts(IEnumerable<(string Name, int Count)> parts)
    {
        var text = string.Join(", ", parts.Select(part => $"{part.Name} {part.Count}"));
        return text.Length == 0 ? "" : $" ({text})";
    }

    private static string Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    private static string Word(ReplayVerdict? verdict) => verdict switch
    {
        ReplayVerdict.OnTime => "ONTIME",
        ReplayVerdict.Overdue => "OVERDUE",
        _ => "",
    };

    private static string NameOf(NoticeKind kind) => kind switch
    {
        NoticeKind.Reminder => "reminder 提醒",
        NoticeKind.Warning => "warning 預警",
        NoticeKind.Urging => "urging 催辦單",
        NoticeKind.Supervision => "supervision 督辦通知書",
        NoticeKind.Accountability => "accountability 問責",
        _ => kind.ToString(),
    };
}
