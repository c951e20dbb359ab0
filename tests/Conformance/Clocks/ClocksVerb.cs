using System.Globalization;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Workflow.Definitions;
using Microsoft.VisualBasic.FileIO;

namespace GridWorkflow.Conformance.Clocks;

/// <summary>
/// Holds the clocks against a file of vectors with the columns of <c>due.csv</c> (start, unit, value, pauses, due) or of
/// <c>elapsed.csv</c> (start, end, clock, pauses, minutes).
/// </summary>
internal static class ClocksVerb
{
    public const string Usage = "clocks FILE.csv [--calendar FILE] [--zone ZONE] [--cost]";

    private const string DefaultCalendar = "workflows/calendars/cn-2026.yaml";

    /// <summary>0: every row exact; 1: some fail; 2: the call or a file is wrong.</summary>
    public static int Run(string[] arguments)
    {
        string? file = null, calendarFile = null, zone = null;
        var cost = false;
        for (var index = 0; index < arguments.Length; index++)
        {
            switch (arguments[index])
            {
                case "--calendar" when index + 1 < arguments.Length:
                    calendarFile = arguments[++index];
                    break;
                case "--zone" when index + 1 < arguments.Length:
                    zone = arguments[++index];
                    break;
                case "--cost":
                    cost = true;
                    break;
                case var name when file is null && !name.StartsWith('-'):
                    file = name;
                    break;
                default:
                    return Wrong($"Expected {Usage}, but found '{arguments[index]}'.");
            }
        }

        if (file is null && !cost)
            return Wrong($"Expected {Usage}, but found no file.");
        try
        {
            var calendar = ReadCalendar(calendarFile ?? FromRepository(DefaultCalendar), zone);
            if (cost)
                ClockCost.Print(calendar);
            return file is null ? 0 : Check(file, calendar);
        }
        catch (Exception fault) when (fault is RefusedException or IOException or InvalidDataException or UnauthorizedAccessException or MalformedLineException)
        {
            return Wrong(fault.Message);
        }
    }

    private static int Check(string file, BusinessCalendar calendar)
    {
        var rows = VectorRow.ReadAll(file);
        var (exact, failing) = (0, 0);
        foreach (var row in rows)
        {
            var (expected, actual) = row.Hold(calendar);
            if (expected == actual)
            {
                exact++;
                continue;
            }

            failing++;
            Console.WriteLine($"{row.Id}: expected {expected} but {actual}{(row.Note.Length > 0 ? $" ({row.Note})" : "")}");
        }

        Console.WriteLine($"clocks: {exact.ToString(CultureInfo.InvariantCulture)} exact, {failing.ToString(CultureInfo.InvariantCulture)} failing");
        return failing == 0 ? 0 : 1;
    }

    // A holiday-cn notice is laid over the hours of the default calendar.
    private static BusinessCalendar ReadCalendar(string path, string? zone)
    {
        var source = new SourceFile(path, File.ReadAllText(path));
        var calendar = source.Text.TrimStart().StartsWith('{')
            ? HolidayNoticeFile.Calendar(
                ReadCalendar(FromRepository(DefaultCalendar), null).Definition with { Exceptions = System.Collections.Immutable.ImmutableSortedDictionary<DateOnly, DayException>.Empty },
                [HolidayNoticeFile.Read(source)])
            : CalendarFile.Read(source);
        return zone is null ? calendar : new BusinessCalendar(calendar.Definition with { Zone = zone });
    }

    private static string FromRepository(string path)
    {
        foreach (var start in (string[])[Directory.GetCurrentDirectory(), AppContext.BaseDirectory])
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, path)))
                    return Path.Combine(folder.FullName, path);
            }
        }

        throw new FileNotFoundException($"Expected {path} above this folder. Name a calendar with --calendar.");
    }

    private static int Wrong(string message)
    {
        Console.Error.WriteLine(message);
        return 2;
    }
}
