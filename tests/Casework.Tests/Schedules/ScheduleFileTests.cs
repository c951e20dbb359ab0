using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Schedules;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Tests.Schedules;

/// <summary>Schedules and subjects are refused when they are loaded, each fault with file, line and what was meant.</summary>
public sealed class ScheduleFileTests
{
    private static readonly SourceFile[] Shared =
    [
        .. Directory.EnumerateFiles(Path.Combine(Shipped.Root, "workflows"), "*.*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Path.Combine(Shipped.Root, "workflows"), path).Replace('\\', '/'))
            .Where(path => path.Contains('/', StringComparison.Ordinal) && !path.StartsWith("replay/", StringComparison.Ordinal) && !path.StartsWith("schema/", StringComparison.Ordinal)
                && !path.StartsWith("scenarios/", StringComparison.Ordinal) && (path.EndsWith(".yaml", StringComparison.Ordinal) || path.EndsWith(".json", StringComparison.Ordinal)))
            .Select(path => new SourceFile(path, File.ReadAllText(Path.Combine(Shipped.Root, "workflows", path)))),
    ];

    [Fact]
    public void What_is_shipped_loads()
    {
        var data = ReferenceData.Load(Shared);
        data.Schedules.Values.OfType<Schedule.DailyCutOff>().ShouldHaveSingleItem().ShouldBe(
            new Schedule.DailyCutOff("daily-clearance", data.Schedules["daily-clearance"].Names, new TimeOnly(17, 30), false, "city-case") { CalendarId = "cn-2026", To = data.Schedules["daily-clearance"].To });
        data.Schedules.Values.OfType<Schedule.Opening>().Select(opening => opening.SubjectKind).ShouldBe(["park", "household"], ignoreOrder: true);
        data.Subjects["yangliu-1-0101"].GridCode.ShouldBe("yangliu-1");
    }

    [Theory]
    [InlineData("kind: cutOff", "kind: cutoff", "word", "cutOff")]
    [InlineData("at: \"17:30\"", "at: \"5 pm\"", "time", "17:30")]
    [InlineData("lifecycle: city-case", "lifecycle: city-cases", "unknown-lifecycle", "city-case")]
    [InlineData("calendar: cn-2026", "calendar: cn-2062", "unknown-calendar", "cn-2026")]
    [InlineData("to: [duty-officer]", "to: [duty-oficer]", "unknown-role", "duty-officer")]
    [InlineData("scope: dispatch       # or handle", "scope: handel", "word", "handle")]
    [InlineData("calendar: cn-2026\n", "", "missing-calendar", "calendar:")]
    [InlineData("to: [duty-officer]", "unit: dongqao", "unknown-unit", "dongqiao")]
    public void A_cut_off_that_cannot_be_is_refused(string from, string to, string code, string remedy) => Refused("schedules/daily-clearance.yaml", from, to, code, remedy);

    [Theory]
    [InlineData("cron: \"0 9 * * 1\"", "cron: mondays", "cron", "0 9 * * 1")]
    [InlineData("period: week", "period: weak", "word", "week")]
    [InlineData("rank: unit", "rank: units", "word", "unit")]
    [InlineData("publish: [leader]", "publish: []", "schedule-publishers", "publish:")]
    public void A_bulletin_that_cannot_be_is_refused(string from, string to, string code, string remedy) => Refused("schedules/weekly-bulletin.yaml", from, to, code, remedy);

    [Theory]
    [InlineData("schedules/yearly-visits.yaml", "category: V0101", "category: V0110", "unknown-category", "Did you mean")]
    [InlineData("schedules/orphan-monitor.yaml", "template: orphan", "template: orphans", "unknown-template", "orphan")]
    [InlineData("demo/subjects/parks.yaml", "grid: hubin-2", "grid: hubin-9", "unknown-grid", "hubin-1")]
    [InlineData("demo/subjects/parks.yaml", "id: lake-park", "id: academy-garden", "duplicate-subject", "Rename")]
    public void Names_must_be_somebodys(string path, string from, string to, string code, string remedy) => Refused(path, from, to, code, remedy);

    private static void Refused(string path, string from, string to, string code, string remedy)
    {
        var text = Shared.Single(file => file.Path == path).Text;
        text.ShouldContain(from);
        var problems = Should.Throw<RefusedException>(() => ReferenceData.Load([.. Shared.Select(file => file.Path == path ? file with { Text = text.Replace(from, to, StringComparison.Ordinal) } : file)])).Problems;
        var problem = problems.First(one => one.Code == code);
        problem.File.ShouldBe(path);
        (problem.Reason + problem.Remedy).ShouldContain(remedy);
    }
}
