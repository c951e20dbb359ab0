using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Ladders;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Loading;

/// <summary>Everything that deadlines are made of: calendars, ladders and policies, with all references checked. Immutable.</summary>
public sealed record RuleBook(
    ImmutableSortedDictionary<string, BusinessCalendar> Calendars,
    ImmutableSortedDictionary<string, EscalationLadder> Ladders,
    ImmutableSortedDictionary<string, SlaPolicy> Policies)
{
    /// <summary>Reads all files and refuses them together, so that an admin sees every problem at once.</summary>
    /// <exception cref="RefusedException">With every problem of every file.</exception>
    public static RuleBook Load(IEnumerable<SourceFile> calendars, IEnumerable<SourceFile> ladders, IEnumerable<SourceFile> policies)
    {
        var problems = new List<Problem>();
        var read = Collect(calendars, CalendarFile.Read, calendar => calendar.Id, problems);
        var climbed = Collect(ladders, LadderFile.Read, ladder => ladder.Id, problems);
        var ruled = Collect(policies, file => PolicyFile.Read(file, [.. read.Keys], [.. climbed.Keys]), policy => policy.Id, problems);
        return problems.Count == 0 ? new RuleBook(read, climbed, ruled) : throw new RefusedException(problems);
    }

    /// <summary>The calendar in which a clock counts.</summary>
    /// <exception cref="KeyNotFoundException">It has been removed while clocks still count in it.</exception>
    public BusinessCalendar CalendarOf(SlaClock clock) => Calendars.TryGetValue(clock.CalendarId, out var calendar)
        ? calendar
        : throw new KeyNotFoundException($"Expected calendar '{clock.CalendarId}', in which clock '{clock.Name}' counts, but it is not loaded.");

    /// <summary>The ladder of a clock; null when it has none.</summary>
    /// <exception cref="KeyNotFoundException">It has been removed while clocks still climb it.</exception>
    public EscalationLadder? LadderOf(SlaClock clock)
    {
        if (clock.LadderId is null)
            return null;
        return Ladders.TryGetValue(clock.LadderId, out var ladder)
            ? ladder
            : throw new KeyNotFoundException($"Expected ladder '{clock.LadderId}', which clock '{clock.Name}' climbs, but it is not loaded.");
    }

    /// <summary>Calendars whose coverage ends soon, for the admin: deadlines beyond it are provisional (R5).</summary>
    public ImmutableArray<Problem> CoverageEndingWithin(DateTimeOffset now, TimeSpan span) =>
    [
        .. Calendars.Values
            .Where(calendar => calendar.Coverage.To is { } to && calendar.LocalDate(now + span) > to)
            .Select(calendar => new Problem(
                "calendar-ending",
                string.Create(CultureInfo.InvariantCulture, $"Expected calendar '{calendar.Id}' to reach beyond {calendar.LocalDate(now + span):yyyy-MM-dd} but it ends on {calendar.Coverage.To:yyyy-MM-dd}."),
                "Load the next year's notice; until then later deadlines are provisional.")),
    ];

    private static ImmutableSortedDictionary<string, T> Collect<T>(
        IEnumerable<SourceFile> files, Func<SourceFile, T> read, Func<T, string> id, List<Problem> problems)
    {
        var all = ImmutableSortedDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            try
            {
                var value = read(file);
                if (paths.TryAdd(id(value), file.Path))
                    all[id(value)] = value;
                else
                    problems.Add(new Problem("duplicate-id", $"Expected each id once but '{id(value)}' stands in {paths[id(value)]} too.", "Give one of them another id.") { File = file.Path, Path = "id" });
            }
            catch (RefusedException refused)
            {
                problems.AddRange(refused.Problems);
            }
        }

        return all.ToImmutable();
    }
}
