using System.Collections.Frozen;
using System.Collections.Immutable;
using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Casework.Organisation;

/// <summary>
/// Levels, roles, units and people as one immutable picture, with the questions that cases ask of it. Consistent by construction:
/// only the loader makes one, and it refuses what does not fit together.
/// </summary>
public sealed partial class OrganisationChart
{
    private readonly FrozenDictionary<string, Level> _levels;
    private readonly FrozenDictionary<string, Role> _roles;
    private readonly FrozenDictionary<string, Unit> _units;
    private readonly FrozenDictionary<string, Person> _people;
    private readonly FrozenDictionary<Post, ImmutableArray<Person>> _holders;
    private readonly FrozenDictionary<string, ImmutableArray<Person>> _holdersAnywhere;
    private readonly FrozenDictionary<string, ImmutableArray<Unit>> _beside;

    internal OrganisationChart(
        string id, LocalText names, string timeZone,
        ImmutableArray<Level> levels, ImmutableArray<Role> roles, ImmutableArray<Unit> units, ImmutableArray<Person> people)
    {
        Id = id;
        Names = names;
        TimeZone = timeZone;
        Levels = levels;
        Roles = roles;
        Units = units;
        People = people;
        _levels = levels.ToFrozenDictionary(level => level.Key, StringComparer.Ordinal);
        _roles = roles.ToFrozenDictionary(role => role.Key, StringComparer.Ordinal);
        _units = units.ToFrozenDictionary(unit => unit.Id, StringComparer.Ordinal);
        _people = people.ToFrozenDictionary(person => person.Id, StringComparer.Ordinal);
        _holders = people.SelectMany(person => person.Posts.Select(post => (post, person)))
            .GroupBy(pair => pair.post, pair => pair.person)
            .ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray());
        _holdersAnywhere = people.SelectMany(person => person.Posts.Select(post => post.Role).Distinct().Select(role => (role, person)))
            .GroupBy(pair => pair.role, pair => pair.person)
            .ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray());
        _beside = units.Where(unit => unit is { Kind: not null, ParentId: not null })
            .GroupBy(unit => unit.ParentId!)
            .ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray());
    }

    /// <summary>No levels, nobody: what a fresh installation has before its organisation is loaded.</summary>
    public static OrganisationChart Empty { get; } = new("none", LocalText.Same("-"), "UTC", [], [], [], []);

    public string Id { get; }

    public LocalText Names { get; }

    /// <summary>IANA zone in which documents state times.</summary>
    public string TimeZone { get; }

    /// <summary>Language of people who name none, and of mail to reporters.</summary>
    public string Language { get; internal init; } = Texts.Language.Simplified;

    /// <summary>Password that all people of a demo organisation sign in with; null for a real one.</summary>
    public string? DemoPassword { get; internal init; }

    /// <summary>The levels, lowest first.</summary>
    public ImmutableArray<Level> Levels { get; }

    public ImmutableArray<Role> Roles { get; }

    public ImmutableArray<Unit> Units { get; }

    public ImmutableArray<Person> People { get; }

    /// <summary>The units of the lowest level: the grids.</summary>
    public IEnumerable<Unit> Grids => Units.Where(unit => IsGrid(unit.Id));

    public Level? Level(string key) => _levels.GetValueOrDefault(key);

    public Role? Role(string key) => _roles.GetValueOrDefault(key);

    public Unit? Unit(string id) => _units.GetValueOrDefault(id);

    public Person? Person(string id) => _people.GetValueOrDefault(id);

    /// <summary>Calendar of the tenant, for policies and units that name none; null: every policy names one.</summary>
    public string? Calendar { get; internal init; }

    /// <summary>Calendar of a unit: its own, else that of the nearest unit above, else the tenant's (clocks.md R8); null: none is named.</summary>
    public string? CalendarOf(string unitId)
    {
        var unit = Unit(unitId);
        while (unit is { Calendar: null })
            unit = unit.ParentId is null ? null : Unit(unit.ParentId);
        return unit?.Calendar ?? Calendar;
    }

    /// <summary>Classes of areas that units name (區域類別).</summary>
    public IEnumerable<string> Areas => Units.Select(unit => unit.Area).OfType<string>().Distinct();

    /// <summary>Class of the area of a unit: its own, else that of the nearest unit above; null: none is given.</summary>
    public string? AreaOf(string unitId)
    {
        var unit = Unit(unitId);
        while (unit is { Area: null })
            unit = unit.ParentId is null ? null : Unit(unit.ParentId);
        return unit?.Area;
    }

    public bool IsGrid(string unitId) => Unit(unitId) is { Kind: null } unit && unit.Level == Levels[0].Key;

    /// <summary>The people who hold a role in exactly this unit.</summary>
    public ImmutableArray<Person> HoldersOf(string role, string unitId) => _holders.GetValueOrDefault(new Post(role, unitId), []);

    /// <summary>The people who hold a role in any unit.</summary>
    public ImmutableArray<Person> HoldersOf(string role) => _holdersAnywhere.GetValueOrDefault(role, []);

    /// <summary>The people who answer for exactly this unit: holders of the leader role of its level, beside the line of the plain one.</summary>
    public ImmutableArray<Person> LeadersOf(string unitId) =>
        Unit(unitId) is { } unit ? HoldersOf(unit.Kind is null ? _levels[unit.Level].Leader : LeaderRole, unitId) : [];

    /// <summary>
    /// The unit that answers for a unit: itself, but for one beside the line without a leader of its own (a service station) the unit
    /// that it belongs to.
    /// </summary>
    public Unit? AnsweringFor(string unitId)
    {
        var unit = Unit(unitId);
        return unit is { Kind: not null, ParentId: { } parent } && LeadersOf(unitId).IsEmpty ? AnsweringFor(parent) : unit;
    }

    /// <summary>Role that answers for a unit where its level names no other.</summary>
    public const string LeaderRole = "leader";

    /// <summary>The unit itself and what it belongs to, up to the root.</summary>
    public IEnumerable<Unit> Chain(string unitId)
    {
        for (var unit = Unit(unitId); unit is not null; unit = unit.ParentId is null ? null : Unit(unit.ParentId))
            yield return unit;
    }

    /// <summary>Whether a unit stands in the chain of another: it is that one, or what that one belongs to.</summary>
    public bool IsWithin(string unitId, string above) => Chain(unitId).Any(unit => unit.Id == above);

    /// <summary>Whether a unit is of the line of a grid: it stands in the grid's chain, or beside a unit that does.</summary>
    public bool IsOfLine(string unitId, string gridCode) =>
        IsWithin(gridCode, unitId) || (Unit(unitId) is { Kind: not null, ParentId: { } parent } && IsWithin(gridCode, parent));

    /// <summary>The nearest unit in the chain of a unit, itself first, that somebody leads; null: nobody leads any.</summary>
    public Unit? NearestLed(string unitId) => Chain(unitId).FirstOrDefault(unit => !LeadersOf(unit.Id).IsEmpty);

    /// <summary>Who leads the nearest unit in the chain of a unit that somebody leads; empty: nobody leads any.</summary>
    public ImmutableArray<Person> NearestLeaders(string unitId) => NearestLed(unitId) is { } led ? LeadersOf(led.Id) : [];

    /// <summary>The line unit of a level in the chain of a unit, or null when the chain has none.</summary>
    public Unit? UnitAt(string unitId, string level)
    {
        // Asked several times in each burst, so without an iterator.
        var unit = Unit(unitId);
        while (unit is not null && !(unit.Kind is null && unit.Level == level))
            unit = unit.ParentId is null ? null : Unit(unit.ParentId);
        return unit;
    }

    /// <summary>The next level up, or null at the top.</summary>
    public Level? LevelAbove(string level) => Level(level) is { } found && found.Rank + 1 < Levels.Length ? Levels[found.Rank + 1] : null;

    /// <summary>The next level down, or null at the bottom.</summary>
    public Level? LevelBelow(string level) => Level(level) is { Rank: > 0 } found ? Levels[found.Rank - 1] : null;

    /// <summary>The next level up at which the chain of a grid has a unit, or null when it is at the top.</summary>
    public Level? NextUp(string gridCode, string level)
    {
        var next = LevelAbove(level);
        while (next is not null && UnitAt(gridCode, next.Key) is null)
            next = LevelAbove(next.Key);
        return next;
    }

    /// <summary>The next level down at which the chain of a grid has a unit, or null when it is at the bottom.</summary>
    public Level? NextDown(string gridCode, string level)
    {
        var next = LevelBelow(level);
        while (next is not null && UnitAt(gridCode, next.Key) is null)
            next = LevelBelow(next.Key);
        return next;
    }

    /// <summary>
    /// The unit whose holders of a role are meant for a case: the line unit, or the unit of the role's seat beside it. Where several
    /// stand side by side, the one that is competent for the category.
    /// </summary>
    /// <returns>One when all is well; the loader refuses data that gives several or none for a category.</returns>
    public ImmutableArray<Unit> SeatsOf(string role, string lineUnitId, string categoryCode)
    {
        if (Unit(lineUnitId) is not { } line)
            return [];
        if (Role(role)?.Seat is not { } seat)
            return [line];
        var beside = _beside.GetValueOrDefault(lineUnitId, []).Where(unit => unit.Kind == seat).ToImmutableArray();
        if (beside.Length <= 1)
            return beside;
        var longest = beside.Max(unit => Competence(unit, categoryCode));
        return longest < 0 ? [] : [.. beside.Where(unit => Competence(unit, categoryCode) == longest)];
    }

    private static int Competence(Unit unit, string categoryCode) => unit.Categories
        .Where(prefix => categoryCode.StartsWith(prefix, StringComparison.Ordinal))
        .Select(prefix => prefix.Length)
        .DefaultIfEmpty(-1)
        .Max();
}
