using System.Globalization;
using Cronos;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Casework.Schedules;

/// <summary>Reads <c>schedules/*.yaml</c>.</summary>
internal static class ScheduleFile
{
    private static readonly Dictionary<string, PeriodKind> Periods = new(StringComparer.Ordinal)
    {
        ["day"] = PeriodKind.Day, ["week"] = PeriodKind.Week, ["month"] = PeriodKind.Month, ["quarter"] = PeriodKind.Quarter, ["year"] = PeriodKind.Year,
    };

    private static readonly Dictionary<string, bool> Scopes = new(StringComparer.Ordinal) { ["dispatch"] = false, ["handle"] = true };

    private static readonly Dictionary<string, RankedBy> Ranked = new(StringComparer.Ordinal) { ["unit"] = RankedBy.Unit, ["grid"] = RankedBy.Grid };

    private static readonly Dictionary<string, Func<YamlMap, string, LocalText, Schedule>> Kinds = new(StringComparer.Ordinal)
    {
        ["cutOff"] = (map, id, names) => new Schedule.DailyCutOff(
            id, names, map.Value("at", Time), map.Get("scope")?.Parse(text => Names.OneOf(text, Scopes)) ?? false, map.Id("lifecycle"))
        {
            TemplateId = map.Get("template")?.Parse(Names.Parse) ?? Schedule.DailyCutOff.DefaultTemplate,
        },
        ["bulletin"] = (map, id, names) => new Schedule.Ranking(
            id, names, Cron(map), map.Value("period", text => Names.OneOf(text, Periods)), map.Id("lifecycle"), map.Value("rank", text => Names.OneOf(text, Ranked)))
        {
            Publishers = map.List("publish", role => role.Parse(Names.Parse) ?? ""),
            TemplateId = map.Get("template")?.Parse(Names.Parse) ?? Schedule.Ranking.DefaultTemplate,
        },
        ["opening"] = (map, id, names) => new Schedule.Opening(
            id, names, Cron(map), map.Value("period", text => Names.OneOf(text, Periods)), map.Text("category"), map.Id("each"))
        {
            OnlyUncovered = map.Flag("onlyUncovered", otherwise: false),
        },
        ["orphanWatch"] = (map, id, names) => new Schedule.OrphanWatch(id, names, map.Get("template")?.Parse(Names.Parse) ?? Schedule.OrphanWatch.DefaultTemplate),
    };

    /// <exception cref="GridWorkflow.Workflow.Definitions.RefusedException">With every problem found.</exception>
    public static Schedule Read(SourceFile file) => YamlFile.Read(file, map =>
    {
        var id = map.Id("id");
        var names = LocalText.Read(map.Need("names"));
        var read = map.Value("kind", text => Names.OneOf(text, Kinds)) ?? Kinds["orphanWatch"];
        return read(map, id, names) with
        {
            CalendarId = map.Get("calendar")?.Parse(Names.Parse),
            UnitId = map.TextOrNull("unit"),
            To = map.List("to", role => role.Parse(Names.Parse) ?? ""),
        };
    });

    private static string Cron(YamlMap map) => map.Value<string>("cron", text => CronExpression.TryParse(text, out _)
        ? new Parsed<string>.Value(text)
        : new Parsed<string>.Refused(
            "cron", $"Expected five fields of a cron expression but found '{text}'.", "Write minute, hour, day of month, month, day of week, such as \"0 9 * * 1\".")) ?? "";

    private static Parsed<TimeOnly> Time(string text) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
        ? new Parsed<TimeOnly>.Value(time)
        : new Parsed<TimeOnly>.Refused("time", $"Expected a time of day but found '{text}'.", "Write \"17:30\", in quotes.");
}
