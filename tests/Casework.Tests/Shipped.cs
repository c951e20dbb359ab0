using System.Globalization;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Ladders;
using GridWorkflow.Casework.Loading;

namespace GridWorkflow.Casework.Tests;

/// <summary>The files that GridWorkflow ships, and the vectors beside the repository.</summary>
internal static class Shipped
{
    internal static readonly string Root = FindRoot();

    public static BusinessCalendar China { get; } = Calendar("cn-2026");

    public static BusinessCalendar Boston { get; } = Calendar("boston");

    public static BusinessCalendar Plain { get; } = Calendar("plain");

    public static EscalationLadder DefaultLadder { get; } = LadderFile.Read(File("workflows/ladders/default.yaml"));

    public static SourceFile File(string path) => new(path, System.IO.File.ReadAllText(Path.Combine(Root, path)));

    public static IEnumerable<SourceFile> Folder(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.yaml").Select(path => File(Path.GetRelativePath(Root, path).Replace('\\', '/')));

    /// <summary>Lines of a vector file; skips the test where the vectors are absent, except in CI.</summary>
    public static string[] Vectors(string name) => Beside($"clocks/{name}");

    /// <summary>Lines of a file in the data beside the repository; skips the test where it is absent, except in CI.</summary>
    public static string[] Beside(string name)
    {
        var path = Path.Combine(Root, "..", "shared", "data", name);
        if (!System.IO.File.Exists(path))
        {
            if (Environment.GetEnvironmentVariable("CI") == "true")
                throw new FileNotFoundException("Expected the data beside the repository in CI.", path);
            Assert.Skip($"{name} is not beside this repository.");
        }

        return System.IO.File.ReadAllLines(path);
    }

    private static BusinessCalendar Calendar(string id) => CalendarFile.Read(File($"workflows/calendars/{id}.yaml"));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "GridWorkflow.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("Expected GridWorkflow.sln above the test's folder.");
    }
}

/// <summary>Local times as vectors write them.</summary>
internal static class LocalTimes
{
    /// <summary>A local time of the calendar: <c>2026-03-02 09:00</c>.</summary>
    public static DateTimeOffset At(this BusinessCalendar calendar, string local) =>
        calendar.Local(DateTime.ParseExact(local, ["yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"], CultureInfo.InvariantCulture));

    /// <summary>Pauses as vectors write them: <c>from~to|from~to</c>.</summary>
    public static Pause[] Pauses(this BusinessCalendar calendar, string text) =>
        [.. text.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(pause => pause.Split('~')).Select(ends => new Pause(calendar.At(ends[0]), calendar.At(ends[1])))];

    /// <summary>The instant in the calendar's local time, or <c>horizon</c>.</summary>
    public static string Show(this BusinessCalendar calendar, DueInstant due) => due.TryGet(out var at) ? calendar.Show(at) : "horizon";

    public static string Show(this BusinessCalendar calendar, DateTimeOffset at) =>
        NodaTime.Instant.FromDateTimeOffset(at).InZone(NodaTime.DateTimeZoneProviders.Tzdb[calendar.Definition.Zone])
            .ToString(at.Second == 0 ? "uuuu-MM-dd HH:mm" : "uuuu-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
