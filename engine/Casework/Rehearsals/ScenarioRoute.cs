using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using GridWorkflow.Casework.Cases;
using NodaTime;

namespace GridWorkflow.Casework.Rehearsals;

/// <summary>
/// 路線: a rehearsal as text, to be kept beside its scenario and compared: events in, journal, notices and mails out, the case after each. A
/// version of a policy or calendar is left out, so that a route differs only where the case does.
/// </summary>
public static partial class ScenarioRoute
{
    /// <summary>The whole route.</summary>
    public static string Write(Scenario scenario, RehearsalRun run)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(run);
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(run.Zone) ?? DateTimeZone.Utc;
        var text = new StringBuilder();
        Line(text, $"# {scenario.Names.English}");
        foreach (var frame in run.Frames)
            Write(text, scenario, frame, zone);
        foreach (var problem in run.Problems)
            Line(text, $"! {problem.Code}: {problem.Reason}");
        return text.ToString();
    }

    private static void Write(StringBuilder text, Scenario scenario, RehearsalFrame frame, DateTimeZone zone)
    {
        Line(text, frame.Cause switch
        {
            FrameCause.Reported => $"> {Show(frame.At, zone)} {scenario.Start.By ?? scenario.Start.Source} reports {scenario.Start.CategoryCode} {scenario.Start.GridCode}",
            FrameCause.Happened happened => $"> {Show(frame.At, zone)} {happened.Words}",
            FrameCause.Calendar calendar => $"~ {Show(frame.At, zone)} calendar {calendar.CalendarId}",
            FrameCause.Ladder ladder => $"~ {Show(frame.At, zone)} ladder {ladder.LadderId}",
            FrameCause.Timer { Clock: { } clock } => $"~ {Show(frame.At, zone)} {clock}",
            FrameCause.Timer => $"~ {Show(frame.At, zone)} timer",
            _ => $"= {Show(frame.At, zone)} end",
        });
        if (frame.Refusal is { } refusal)
            Line(text, $"  refused {refusal.Kind} {refusal.Code}: {refusal.Reason}");
        if (frame.Unchanged is { } unchanged)
            Line(text, $"  unchanged: {Ids().Replace(unchanged, "#")}");
        if (frame.Burst is { } burst)
        {
            foreach (var entry in burst.Journal)
                Line(text, $"  {entry.Kind}{string.Concat(entry.Data.Where(fact => fact.Value is not null && fact.Key != "version").Select(fact => $" {fact.Key}={Say(fact.Value, zone)}"))}");
            foreach (var mail in burst.Effects.OfType<MailQueued>())
                Line(text, $"  mail {mail.Address}: {mail.Subject}");
            foreach (var order in burst.Effects.OfType<CaseOrdered>())
                Line(text, $"  opens {order.Report.CategoryCode} for {order.Report.Origin?.UnitId ?? "nobody"}");
            foreach (var incident in burst.State.Incidents)
                Line(text, $"  incident {incident.Code}: {incident.Reason}");
        }

        if (frame.File is { } file && (frame.Burst is not null || frame.Cause is FrameCause.Ended))
        {
            var tasks = string.Join(", ", file.Tasks.Select(task => $"{task.Key} {task.Role}@{task.UnitId}{(task.Assignee is null ? "" : $" by {task.Assignee}")}"));
            Line(text, $"  = {file.Stage} {file.Status} {file.PermissionClass} {file.Level}:{file.UnitId} [{tasks}]");
        }
    }

    private static void Line(StringBuilder text, string line) => text.Append(line.ReplaceLineEndings(" ")).Append('\n');

    private static string Show(DateTimeOffset at, DateTimeZone zone) =>
        Instant.FromDateTimeOffset(at).InZone(zone).ToString(at.Second == 0 ? "uuuu-MM-dd HH:mm" : "uuuu-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Say(object? value, DateTimeZone zone) => value switch
    {
        DateTimeOffset at => Show(at, zone).Replace(' ', 'T'),
        IReadOnlyDictionary<string, object?> map => $"{{{string.Join("; ", map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))}}}",
        string text when text.Contains(' ', StringComparison.Ordinal) => $"'{Versions().Replace(text, "")}'",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };

    // Of a policy or a calendar: 16 hexadecimal digits.
    [GeneratedRegex(" [0-9a-f]{16}(?= )")]
    private static partial Regex Versions();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Ids();
}
