using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Casework.Duties;

/// <summary>Reads <c>rosters/*.yaml</c> and refuses what leaves one of the five open, or a grid uncovered.</summary>
internal static class RosterFile
{
    private static readonly string[] Five = ["person", "post", "area", "window", "standard"];

    private static readonly Dictionary<string, DayOfWeek> Days = new(StringComparer.Ordinal)
    {
        ["mon"] = DayOfWeek.Monday, ["tue"] = DayOfWeek.Tuesday, ["wed"] = DayOfWeek.Wednesday, ["thu"] = DayOfWeek.Thursday,
        ["fri"] = DayOfWeek.Friday, ["sat"] = DayOfWeek.Saturday, ["sun"] = DayOfWeek.Sunday,
    };

    public static Roster Read(SourceFile file, OrganisationChart organisation) => YamlFile.Read(file, map => Read(map, organisation));

    private static Roster Read(YamlMap map, OrganisationChart organisation)
    {
        var id = map.Id("roster");
        var area = map.Need("area");
        Known(area, area?.Text(), organisation.Units.Select(unit => unit.Id), "unit");
        var windows = map.Need("windows")?.List(value => value.Map(ReadWindow)).OfType<DutyWindow>().ToImmutableArray() ?? [];
        var standards = map.Need("standards")?.Map(all => all.Entries().ToImmutableSortedDictionary(entry => entry.Key, entry => LocalText.Read(entry.Value), StringComparer.Ordinal))
            ?? ImmutableSortedDictionary<string, LocalText>.Empty;
        var assignments = map.Need("assignments")?.List(value => value.Map(one => ReadAssignment(one, organisation, windows, standards))).OfType<DutyAssignment>().ToImmutableArray() ?? [];
        var roster = new Roster(id, area?.Text() ?? "", windows, standards, assignments);
        CheckCoverage(map.Self, roster, organisation);
        return roster;
    }

    private static DutyWindow ReadWindow(YamlMap map)
    {
        var window = new DutyWindow(map.Id("key"), map.List("days", day => day.Parse(text => Names.OneOf(text, Days))), map.Value("from", Time), map.Value("to", Time));
        if (window.Days.IsEmpty || window.From >= window.To)
            map.Self.Refuse("roster-window", "Expected days and an end after the beginning, but found none or another.", "Name the days, and write a night as two windows.");
        return window;
    }

    private static DutyAssignment? ReadAssignment(
        YamlMap map, OrganisationChart organisation, ImmutableArray<DutyWindow> windows, ImmutableSortedDictionary<string, LocalText> standards)
    {
        var parts = Five.Select(part => (Name: part, Value: map.Get(part))).ToArray();
        foreach (var (name, _) in parts.Where(part => part.Value is null))
            map.Self.Refuse("roster-incomplete", $"Expected all five of {string.Join(", ", Five)} (五定), but '{name}' is missing.", $"Add '{name}:'.");
        if (parts.Any(part => part.Value is null))
            return null;
        var texts = parts.Select(part => part.Value!.Text()).ToArray();
        Known(parts[0].Value, texts[0], organisation.People.Select(person => person.Id), "person");
        Known(parts[1].Value, texts[1], organisation.Roles.Select(role => role.Key), "role");
        Known(parts[2].Value, texts[2], organisation.Units.Select(unit => unit.Id), "unit");
        Known(parts[3].Value, texts[3], windows.Select(window => window.Key), "window");
        Known(parts[4].Value, texts[4], standards.Keys, "standard");
        if (organisation.Person(texts[0]) is { } person && organisation.Role(texts[1]) is not null && person.Posts.All(post => post.Role != texts[1]))
            parts[1].Value!.Refuse("roster-post", $"Expected a post that '{person.Id}' holds, but she is no '{texts[1]}'.", "Give the duty to a holder of the role, or have the post added to the organisation.");
        return new DutyAssignment(texts[0], texts[1], texts[2], texts[3], texts[4]);
    }

    private static void CheckCoverage(YamlValue at, Roster roster, OrganisationChart organisation)
    {
        foreach (var grid in organisation.Grids.Where(grid => organisation.IsWithin(grid.Id, roster.Area)))
        {
            var areas = organisation.Chain(grid.Id).Select(unit => unit.Id).ToHashSet(StringComparer.Ordinal);
            foreach (var window in roster.Windows.Where(window => !roster.Assignments.Any(assignment => assignment.Window == window.Key && areas.Contains(assignment.Area))))
            {
                at.Refuse(
                    "roster-gap", $"Expected somebody on duty in every grid and window, but grid '{grid.Id}' has nobody in window '{window.Key}'.",
                    "Add an assignment for the grid or for a unit above it.");
            }
        }
    }

    private static Parsed<TimeOnly> Time(string text) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
        ? new Parsed<TimeOnly>.Value(time)
        : new Parsed<TimeOnly>.Refused("time", $"Expected a time of day but found '{text}'.", "Write \"08:00\", in quotes.");

    private static void Known(YamlValue? at, string? word, IEnumerable<string> known, string what)
    {
        var words = known.ToArray();
        if (at is not null && word is { Length: > 0 } && !words.Contains(word))
            at.Refuse($"unknown-{what}", $"Expected a known {what}, but found '{word}'.", Names.Remedy(word, words));
    }
}
