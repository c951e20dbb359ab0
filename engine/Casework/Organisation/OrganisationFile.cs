using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Texts;
using GridWorkflow.Workflow.Definitions;
using NodaTime;

namespace GridWorkflow.Casework.Organisation;

/// <summary>Reads an organisation and refuses what does not fit together.</summary>
internal static class OrganisationFile
{
    public static OrganisationChart Read(SourceFile file) => YamlFile.Read(file, Read);

    private static OrganisationChart Read(YamlMap map)
    {
        var id = map.Id("organisation");
        var names = LocalText.Read(map.Need("names"));
        var calendar = map.TextOrNull("calendar");
        var timeZone = map.Value("timeZone", Zone) ?? "UTC";
        var password = map.TextOrNull("demoPassword");
        var language = map.Get("language")?.Parse(LanguageTag) ?? Language.Simplified;
        var roles = Read(map.Need("roles"), ReadRole);
        var levels = Read(map.Need("levels"), ReadLevel);
        var units = Read(map.Need("units"), ReadUnit);
        var people = Read(map.Need("people"), person => ReadPerson(person, language));
        var qualified = map.Get("qualified")?.Map(all => all.Entries().Select(entry => (Role: entry.Key, Needs: entry.Value.List(kind => kind.Text()), At: entry.Value)).ToArray()) ?? [];

        var roleKeys = Unique(roles, role => role.Item.Key, "role");
        var levelKeys = Unique(levels, level => level.Item.Key, "level");
        var unitIds = Unique(units, unit => unit.Item.Id, "unit");
        Unique(people, person => person.Item.Id, "person");

        var ranked = levels.Select((level, rank) => (Item: level.Item with { Rank = rank }, level.At)).ToImmutableArray();
        foreach (var (level, at) in ranked)
        {
            Known(at, level.Handler, roleKeys, "role", $"handler of level '{level.Key}'");
            Known(at, level.Leader, roleKeys, "role", $"leader of level '{level.Key}'");
        }

        foreach (var (role, _, at) in qualified)
            Known(at, role, roleKeys, "role", "a qualified role");
        foreach (var (unit, at) in units)
        {
            if (unit.Backup is { } backup)
                Known(at, backup, [.. people.Select(person => person.Item.Id)], "person", $"backup of '{unit.Id}'");
        }

        CheckUnits(ranked.ToDictionary(level => level.Item.Key, level => level.Item), levelKeys, units, unitIds);
        var kinds = units.Select(unit => unit.Item.Kind).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToArray();
        foreach (var (role, at) in roles)
        {
            if (role.Seat is { } seat)
                Known(at, seat, kinds, "kind of unit", $"seat of role '{role.Key}'");
        }

        foreach (var (person, at) in people)
        {
            foreach (var post in person.Posts)
            {
                Known(at, post.Role, roleKeys, "role", $"a post of '{person.Id}'");
                Known(at, post.UnitId, unitIds, "unit", $"a post of '{person.Id}'");
            }

            foreach (var unit in person.Conflicts)
                Known(at, unit, unitIds, "unit", $"a conflict of interest of '{person.Id}'");

            foreach (var approver in person.Grants.SelectMany(grant => grant.Records).Select(record => record.Approver))
                Known(at, approver, [.. people.Select(known => known.Item.Id)], "person", $"an approver of a post of '{person.Id}'");
            foreach (var (post, kind) in qualified.SelectMany(rule => person.Posts.Where(post => post.Role == rule.Role).SelectMany(post => rule.Needs.Select(kind => (post, kind)))))
            {
                if (!person.Grants.Any(grant => grant.Post == post && grant.Records.Any(record => record.Kind == kind)))
                    at.Refuse("qualification-missing", $"Expected a record '{kind}' with the post '{post.Role}' in '{post.UnitId}' of '{person.Id}', but there is none.", "Add 'records: [{ kind, date, approver }]' to the post, or take the post away.");
            }

            if (person.Posts.Distinct().Count() != person.Posts.Length)
                at.Refuse("duplicate-post", $"Expected each post once, but '{person.Id}' holds one twice.", "Remove one of the two.");
        }

        // A file with problems is refused by the reader as a whole; only a sound one becomes a chart.
        var sound = roleKeys.Length == roles.Length && levelKeys.Length == levels.Length && unitIds.Length == units.Length
            && people.Select(person => person.Item.Id).Distinct().Count() == people.Length
            && ranked.All(level => roleKeys.Contains(level.Item.Leader)) && units.All(unit => levelKeys.Contains(unit.Item.Level));
        return sound
            ? new OrganisationChart(
                id, names, timeZone, [.. ranked.Select(level => level.Item)], [.. roles.Select(role => role.Item)],
                [.. units.Select(unit => unit.Item)], [.. people.Select(person => person.Item)])
            {
                DemoPassword = password,
                Language = language,
                Calendar = calendar,
            }
            : OrganisationChart.Empty;
    }

    private static Role ReadRole(YamlMap map) => new(map.Id("key"), LocalText.Read(map.Need("names")), map.TextOrNull("seat"))
    {
        Source = map.Get("source") is null ? null : map.Id("source"),
    };

    private static Level ReadLevel(YamlMap map) =>
        new(map.Id("key"), 0, LocalText.Read(map.Need("names")), map.Id("handler"), map.TextOrNull("leader") ?? OrganisationChart.LeaderRole);

    private static Unit ReadUnit(YamlMap map) =>
        new(map.Text("id"), map.Text("level"), map.TextOrNull("parent"), map.TextOrNull("kind"), LocalText.Read(map.Need("names")))
        {
            Categories = map.List("categories", value => value.Text()),
            Backup = map.TextOrNull("backup"),
            Area = map.TextOrNull("area"),
            Calendar = map.TextOrNull("calendar"),
        };

    private static Person ReadPerson(YamlMap map, string language)
    {
        var (id, names, email) = (map.Id("id"), LocalText.Read(map.Need("names")), map.Get("email")?.Parse(Email));
        var grants = map.List("posts", value => value.Map(ReadPost) ?? new PostGrant(new Post("", ""), []));
        return new Person(id, names, email, [.. grants.Select(grant => grant.Post)])
        {
            Language = map.Get("language")?.Parse(LanguageTag) ?? language,
            Conflicts = map.List("conflicts", value => value.Text()),
            Leave = [.. map.List("leave", value => value.Map(ReadLeave)).OfType<Leave>()],
            Grants = [.. grants.Where(grant => !grant.Records.IsEmpty)],
        };
    }

    private static PostGrant ReadPost(YamlMap map) => new(
        new Post(map.Text("role"), map.Text("unit")),
        [.. map.List("records", value => value.Map(record => new Qualification(record.Text("kind"), record.Value("date", Date), record.Text("approver")))).OfType<Qualification>()]);

    private static Leave ReadLeave(YamlMap map)
    {
        var leave = new Leave(map.Value("from", Date), map.Value("to", Date));
        if (leave.To < leave.From)
            map.Self.Refuse("leave-order", $"Expected a last day not before the first, but found {leave.From:yyyy-MM-dd} to {leave.To:yyyy-MM-dd}.", "Mend one of the two.");
        return leave;
    }

    private static Parsed<DateOnly> Date(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
        ? new Parsed<DateOnly>.Value(date)
        : new Parsed<DateOnly>.Refused("date", $"Expected a date but found '{text}'.", "Write such as 2026-03-02.");

    private static void CheckUnits(
        Dictionary<string, Level> levels, string[] levelKeys, ImmutableArray<(Unit Item, YamlValue At)> units, string[] unitIds)
    {
        var byId = units.GroupBy(unit => unit.Item.Id).ToDictionary(group => group.Key, group => group.First().Item);
        var roots = units.Where(unit => unit.Item.ParentId is null).ToArray();
        foreach (var (unit, at) in roots.Skip(1))
            at.Refuse("second-root", $"Expected one unit without parent, but '{roots[0].Item.Id}' and '{unit.Id}' have none.", "Give it a 'parent'.");

        foreach (var (unit, at) in units)
        {
            Known(at, unit.Level, levelKeys, "level", $"level of unit '{unit.Id}'");
            if (unit.ParentId is null)
                continue;
            Known(at, unit.ParentId, unitIds, "unit", $"parent of unit '{unit.Id}'");
            if (IsInCycle(unit, byId))
            {
                at.Refuse("unit-cycle", $"Expected a chain of parents that ends at the root, but that of '{unit.Id}' comes back to itself.", "Mend one 'parent' in the circle.");
                continue;
            }

            if (!byId.TryGetValue(unit.ParentId, out var parent) || !levels.TryGetValue(unit.Level, out var own) || !levels.TryGetValue(parent.Level, out var above))
                continue;
            if (unit.Kind is null && own.Rank >= above.Rank)
                at.Refuse("level-order", $"Expected '{unit.Id}' ({own.Key}) below its parent, but '{parent.Id}' is of level {above.Key}.", "Give it a parent of a higher level, or a 'kind' if it stands beside the line.");
            else if (own.Rank > above.Rank)
                at.Refuse("level-order", $"Expected '{unit.Id}' ({own.Key}) not above its parent, but '{parent.Id}' is of level {above.Key}.", "Give it a parent of the same or a higher level.");
        }
    }

    private static bool IsInCycle(Unit unit, Dictionary<string, Unit> byId)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var next = unit; next?.ParentId is { } parent; next = byId.GetValueOrDefault(parent))
        {
            if (!seen.Add(next.Id))
                return true;
        }

        return false;
    }

    private static ImmutableArray<(T Item, YamlValue At)> Read<T>(YamlValue? list, Func<YamlMap, T> read)
        where T : class =>
        list?.List(value => (Item: value.Map(read), At: value)).Where(pair => pair.Item is not null).Select(pair => (pair.Item!, pair.At)).ToImmutableArray() ?? [];

    private static string[] Unique<T>(ImmutableArray<(T Item, YamlValue At)> items, Func<(T Item, YamlValue At), string> key, string what)
    {
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (!lines.TryAdd(key(item), item.At.Line))
                item.At.Refuse($"duplicate-{what}", $"Expected each {what} once, but '{key(item)}' stands also in line {lines[key(item)]}.", "Rename or remove one of the two.");
        }

        return [.. lines.Keys];
    }

    private static void Known(YamlValue at, string word, string[] known, string what, string where)
    {
        if (word.Length > 0 && !known.Contains(word))
            at.Refuse($"unknown-{what.Split(' ')[0]}", $"Expected a known {what} as {where}, but found '{word}'.", Names.Remedy(word, known));
    }

    private static Parsed<string> Zone(string text) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(text) is not null
        ? new Parsed<string>.Value(text)
        : new Parsed<string>.Refused("time-zone", $"Expected an IANA time zone but found '{text}'.", Nearest.Suggest(text, DateTimeZoneProviders.Tzdb.Ids) ?? "Write a name such as Asia/Shanghai.");

    private static Parsed<string> LanguageTag(string text) => Language.All.Contains(text)
        ? new Parsed<string>.Value(text)
        : new Parsed<string>.Refused("language", $"Expected a language of the product but found '{text}'.", Names.Remedy(text, Language.All));

    private static Parsed<string> Email(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at == text.LastIndexOf('@') && at < text.Length - 1 && !text.Any(char.IsWhiteSpace)
            ? new Parsed<string>.Value(text)
            : new Parsed<string>.Refused("email", $"Expected an e-mail address but found '{text}'.", "Write name@example.org, or leave the key out.");
    }
}
