using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Runtime.Replay;
using GridWorkflow.Workflow.Definitions;
using NodaTime.Text;

namespace GridWorkflow.Host.Replay;

/// <summary>Reads a CSV file of reports by a mapping. Every row that cannot be read is named with line, column and reason.</summary>
public static class ReportFile
{
    private const int TitleLength = 200;

    /// <summary>The column names in the first line of a file.</summary>
    public static IReadOnlyList<string> Columns(string path)
    {
        using var reader = Open(path, () => { });
        return reader.Read() && reader.ReadHeader() ? reader.HeaderRecord! : [];
    }

    /// <exception cref="RefusedException">A column is missing, or a row has a time, a number or an id that cannot be read.</exception>
    public static IReadOnlyList<ReplayRow> Read(string path, ReplayMapping mapping, IReadOnlyList<string> gridCodes)
    {
        var isBroken = false;
        using var reader = Open(path, () => isBroken = true);
        if (!reader.Read() || !reader.ReadHeader())
            throw new RefusedException([new Problem("empty-file", "Expected a header line, but the file is empty.", "Give a CSV file with a header.") { File = path }]);
        var problems = MissingColumns(path, mapping, reader.HeaderRecord!);
        if (problems.Count > 0)
            throw new RefusedException(problems);

        var rows = new List<ReplayRow>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        // A row may run over several lines; it is named by the one where it begins.
        for (var line = reader.Parser.RawRow + 1; reader.Read(); line = reader.Parser.RawRow + 1)
        {
            List<Problem> found = [];
            isBroken = false;
            var row = new RowReader(reader, path, mapping, found, line).Row(gridCodes);
            problems.AddRange(isBroken ? [Broken(path, line)] : found);
            if (row is null || isBroken)
                continue;
            if (lines.TryAdd(row.Id, line))
                rows.Add(row);
            else
                problems.Add(new Problem("duplicate-id", $"Expected ids to be unique, but '{row.Id}' stands in line {lines[row.Id]} too.", "Remove one of the lines.")
                {
                    File = path,
                    Line = line,
                    Path = mapping.Columns.Id,
                });
        }

        return problems.Count == 0 ? rows : throw new RefusedException(problems);
    }

    private static List<Problem> MissingColumns(string path, ReplayMapping mapping, IReadOnlyCollection<string> header) => mapping.Columns.All
        .Where(column => !header.Contains(column))
        .Select(column => new Problem(
            "missing-column",
            $"Mapping '{mapping.Id}' expects a column '{column}', but the file has none of that name.",
            Names.Remedy(column, header)) { File = path, Line = 1 })
        .ToList();

    private static CsvReader Open(string path, Action broken) => new(
        new StreamReader(path),
        new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            DetectDelimiter = true,
            TrimOptions = TrimOptions.Trim,
            MissingFieldFound = null,
            BadDataFound = _ => broken(),
        });

    private static Problem Broken(string path, int line) =>
        new("broken-csv", "Expected quotes in pairs, but one stands alone in this row.", "Close the quote, or double a quote inside of a field.") { File = path, Line = line };

    /// <summary>The fields of one line.</summary>
    private sealed class RowReader(CsvReader reader, string path, ReplayMapping mapping, List<Problem> problems, int line)
    {
        private readonly int _before = problems.Count;

        public ReplayRow? Row(IReadOnlyList<string> gridCodes)
        {
            var columns = mapping.Columns;
            var id = Text(columns.Id);
            if (id is null)
                Refuse("missing-id", columns.Id, "Expected an id, but the field is empty.", "Give every row an id.");
            var opened = Time(columns.ReportedAt);
            if (opened is null && problems.Count == _before)
                Refuse("missing-time", columns.ReportedAt, "Expected the time of the report, but the field is empty.", "Give every row its opening time.");
            var target = Time(columns.TargetAt);
            var closed = Time(columns.ClosedAt);
            if (closed < opened)
                Refuse("closed-before-opened", columns.ClosedAt, $"Expected a closing time after the opening time, but {closed:u} is before {opened:u}.", "Correct the row or remove it.");
            var place = new Place(Text(columns.Address), Number(columns.Latitude), Number(columns.Longitude));
            var verdict = Verdict(columns.Verdict);
            if (problems.Count > _before)
                return null;

            var report = new Report
            {
                Title = Cut(Text(columns.Title) ?? id!),
                Description = Text(columns.Description),
                CategoryCode = mapping.Category,
                GridCode = gridCodes[(int)(StableHash(Text(columns.Area) ?? id!) % (uint)gridCodes.Count)],
                Place = place,
                ReportedAt = opened,
                TargetAt = target,
            };
            return new ReplayRow(line, id!, report, opened!.Value, closed, verdict);
        }

        private string? Text(string? column)
        {
            var text = column is null ? null : reader.GetField(column);
            return string.IsNullOrWhiteSpace(text) ? null : text;
        }

        private DateTimeOffset? Time(string? column)
        {
            if (Text(column) is not { } text)
                return null;
            foreach (var format in mapping.TimeFormats)
            {
                var parsed = LocalDateTimePattern.CreateWithInvariantCulture(format).Parse(text);
                if (parsed.Success)
                    return mapping.InstantOf(parsed.Value);
            }

            // A time that names its own offset needs no format and no zone.
            var withOffset = OffsetDateTimePattern.ExtendedIso.Parse(text);
            if (withOffset.Success)
                return withOffset.Value.ToDateTimeOffset().ToUniversalTime();
            Refuse("unreadable-time", column!, $"Expected a time as {string.Join(" or ", mapping.TimeFormats)}, but found '{text}'.", "Correct the field, or add its format to timeFormats of the mapping.");
            return null;
        }

        private double? Number(string? column)
        {
            if (Text(column) is not { } text)
                return null;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                return number;
            Refuse("unreadable-number", column!, $"Expected degrees as a decimal number, but found '{text}'.", "Correct the field.");
            return null;
        }

        private ReplayVerdict? Verdict(string? column)
        {
            if (Text(column) is not { } text)
                return null;
            if (mapping.VerdictOf(text) is { } verdict)
                return verdict;
            Refuse("unknown-verdict", column!, $"Expected one of the words under verdicts of the mapping, but found '{text}'.", "Correct the field, or the words in the mapping.");
            return null;
        }

        private void Refuse(string code, string? column, string reason, string remedy) =>
            problems.Add(new Problem(code, reason, remedy) { File = path, Line = line, Path = column });

        private static string Cut(string title) => title.Length <= TitleLength ? title : title[..TitleLength];

        // FNV-1a: string.GetHashCode differs from process to process, and the same file must always spread the same way.
        private static uint StableHash(string text)
        {
            var hash = 2166136261u;
            foreach (var character in text)
                hash = (hash ^ character) * 16777619u;
            return hash;
        }
    }
}
