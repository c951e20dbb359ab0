using System.Collections.Immutable;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Runtime.Replay;
using NodaTime;
using NodaTime.Text;
using NodaTime.TimeZones;

namespace GridWorkflow.Host.Replay;

/// <summary>Which column of a file of reports holds what. A null column: the file does not say.</summary>
public sealed record ReplayColumns(string Id, string ReportedAt)
{
    public string? TargetAt { get; init; }

    public string? ClosedAt { get; init; }

    public string? Title { get; init; }

    public string? Description { get; init; }

    public string? Address { get; init; }

    public string? Latitude { get; init; }

    public string? Longitude { get; init; }

    /// <summary>The file's own verdict, compared with ours.</summary>
    public string? Verdict { get; init; }

    /// <summary>Reports of one area go to one grid.</summary>
    public string? Area { get; init; }

    /// <summary>Every column that the mapping names.</summary>
    public IEnumerable<string> All => new[] { Id, ReportedAt, TargetAt, ClosedAt, Title, Description, Address, Latitude, Longitude, Verdict, Area }
        .OfType<string>();
}

/// <summary>How a file of municipal reports is read: a small YAML file, so that any city's file can be replayed.</summary>
public sealed record ReplayMapping
{
    private static readonly ZoneLocalMappingResolver Resolver =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnForwardShifted);

    public required string Id { get; init; }

    public required DateTimeZone Zone { get; init; }

    /// <summary>Patterns of local times, tried in order.</summary>
    public required ImmutableArray<string> TimeFormats { get; init; }

    public required ReplayColumns Columns { get; init; }

    /// <summary>Category code that chooses lifecycle and policy.</summary>
    public required string Category { get; init; }

    /// <summary>The file's words for on time and overdue.</summary>
    public required ImmutableDictionary<string, ReplayVerdict> Verdicts { get; init; }

    /// <summary>The way on which the people of the lifecycle close a case.</summary>
    public required ImmutableArray<ClosingStep> Closing { get; init; }

    /// <summary>A local time as an instant: an ambiguous one is the earlier, a skipped one moves forward by the gap.</summary>
    public DateTimeOffset InstantOf(LocalDateTime local) => local.InZone(Zone, Resolver).ToInstant().ToDateTimeOffset();

    public ReplayVerdict? VerdictOf(string word) => Verdicts.TryGetValue(word, out var verdict) ? verdict : null;

    /// <exception cref="Workflow.Definitions.RefusedException">With every problem of the file.</exception>
    public static ReplayMapping Parse(SourceFile file) => YamlFile.Read(file, map => new ReplayMapping
    {
        Id = map.Id("id"),
        Zone = map.Value("zone", ParseZone) ?? DateTimeZone.Utc,
        TimeFormats = map.Need("timeFormats")?.List(format => format.Parse(ParseFormat) ?? "") ?? [],
        Columns = map.Need("columns")?.Map(ReadColumns) ?? new ReplayColumns("", ""),
        Category = map.Text("category"),
        Verdicts = map.Get("verdicts")?.Map(ReadVerdicts) ?? ImmutableDictionary<string, ReplayVerdict>.Empty,
        Closing = map.Need("closing")?.List(step => step.Map(ReadStep) ?? new ClosingStep("", "", null)) ?? [],
    });

    private static ReplayColumns ReadColumns(YamlMap map) => new(map.Text("id"), map.Text("reportedAt"))
    {
        TargetAt = map.TextOrNull("targetAt"),
        ClosedAt = map.TextOrNull("closedAt"),
        Title = map.TextOrNull("title"),
        Description = map.TextOrNull("description"),
        Address = map.TextOrNull("address"),
        Latitude = map.TextOrNull("latitude"),
        Longitude = map.TextOrNull("longitude"),
        Verdict = map.TextOrNull("verdict"),
        Area = map.TextOrNull("area"),
    };

    private static ImmutableDictionary<string, ReplayVerdict> ReadVerdicts(YamlMap map)
    {
        var words = ImmutableDictionary.CreateBuilder<string, ReplayVerdict>(StringComparer.OrdinalIgnoreCase);
        words[map.Text("onTime")] = ReplayVerdict.OnTime;
        words[map.Text("overdue")] = ReplayVerdict.Overdue;
        return words.ToImmutable();
    }

    private static ClosingStep ReadStep(YamlMap map) => new(map.Id("task"), map.Text("outcome"), map.TextOrNull("remark"));

    private static Parsed<DateTimeZone> ParseZone(string text) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(text) is { } zone
        ? new Parsed<DateTimeZone>.Value(zone)
        : new Parsed<DateTimeZone>.Refused("unknown-zone", $"Expected an IANA time zone but found '{text}'.", Names.Remedy(text, DateTimeZoneProviders.Tzdb.Ids));

    private static Parsed<string> ParseFormat(string text)
    {
        try
        {
            _ = LocalDateTimePattern.CreateWithInvariantCulture(text);
            return new Parsed<string>.Value(text);
        }
        catch (InvalidPatternException fault)
        {
            return new Parsed<string>.Refused("time-format", $"Expected a pattern of a local time but '{text}' is none: {fault.Message}", "Write it as yyyy-MM-dd HH:mm:ss.");
        }
    }
}
