using System.Text.RegularExpressions;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Tests.Cases;

namespace GridWorkflow.Casework.Tests.Routes;

/// <summary>
/// Recorded routes of the shipped lifecycles. A line that begins with '>' is what happens; the lines below it are what came of it. With
/// RECORD_ROUTES=1 the files are written anew; look at the difference before it is committed.
/// </summary>
public sealed partial class RouteTests
{
    public static TheoryData<string> Routes => [.. Directory.EnumerateFiles(Folder, "*.route").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    private static string Folder => District.Folder("tests/Casework.Tests/Routes");

    [Theory]
    [MemberData(nameof(Routes))]
    public void Goes_as_recorded(string route)
    {
        var path = Path.Combine(Folder, $"{route}.route");
        var recorded = File.ReadAllText(path).ReplaceLineEndings("\n");
        var played = Play(recorded);
        if (Environment.GetEnvironmentVariable("RECORD_ROUTES") == "1")
            File.WriteAllText(path, played);
        else
            played.ShouldBe(recorded);
    }

    /// <summary>Plays the lines that begin with '>' and answers the whole route.</summary>
    internal static string Play(string route, ReferenceData? data = null)
    {
        var table = new CaseTable(data ?? District.Data);
        foreach (var line in route.Split('\n').Where(line => line.StartsWith('>') || line.StartsWith('#')))
        {
            if (line[0] == '#')
            {
                table.Note(line);
                continue;
            }

            var step = Step().Match(line);
            step.Success.ShouldBeTrue($"Expected '> yyyy-MM-dd HH:mm WHO WHAT', but found: {line}");
            table.Until(step.Groups["at"].Value);
            table.Note(line);
            Do(table, step.Groups["who"].Value, step.Groups["what"].Value);
            table.ShouldBeSound();
        }

        return table.Transcript;
    }

    // Timers of the minute itself come first, as the sweep would have it; then the person.
    private static void Do(CaseTable table, string who, string what)
    {
        var words = what.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        switch (who)
        {
            case "wait":
                break;
            case "report":
                table.Report(words[0], words[1], report => words.Length < 3 ? report : report with { Reporter = new Reporter("Chen Ming", words[2], null) });
                break;
            default:
                if (words[0] == "claims")
                    table.Claim(who, words[1]);
                else
                    table.Complete(who, words[0], words[1], words.Length < 3 ? null : words[2]);
                break;
        }
    }

    [GeneratedRegex(@"^> (?<at>\d{4}-\d\d-\d\d \d\d:\d\d) (?<who>\S+) ?(?<what>.*)$")]
    private static partial Regex Step();
}
