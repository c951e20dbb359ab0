using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Organisation;

namespace GridWorkflow.Casework.Duties;

/// <summary>Actions, which role may do which, and which deeds exclude which others on one case. Immutable.</summary>
public sealed class DutyBook
{
    private readonly FrozenDictionary<string, DutyAction> _actions;
    private readonly FrozenDictionary<string, FrozenSet<string>> _grants;

    internal DutyBook(
        ImmutableArray<DutyAction> actions, IEnumerable<KeyValuePair<string, ImmutableArray<string>>> grants, ImmutableArray<SeparationRule> rules, ImmutableArray<ClassRoute> routes)
    {
        Routes = routes;
        Actions = actions;
        Rules = rules;
        _actions = actions.ToFrozenDictionary(action => action.Key, StringComparer.Ordinal);
        _grants = grants.ToFrozenDictionary(grant => grant.Key, grant => grant.Value.ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    /// <summary>No actions, no rules: the roles of tasks alone decide.</summary>
    public static DutyBook Empty { get; } = new([], [], [], []);

    /// <summary>In the order of the files.</summary>
    public ImmutableArray<DutyAction> Actions { get; }

    public ImmutableArray<SeparationRule> Rules { get; }

    /// <summary>The routing table of the permission classes, in the order of the files.</summary>
    public ImmutableArray<ClassRoute> Routes { get; }

    /// <summary>
    /// Role to which matters of a permission class go at a level: by the level's key, else by its place among the levels; null: the table
    /// says nothing, and the level's handler has it.
    /// </summary>
    public string? RoleFor(PermissionClass permission, Level level, OrganisationChart organisation)
    {
        ArgumentNullException.ThrowIfNull(level);
        ArgumentNullException.ThrowIfNull(organisation);
        string? byPlace = null;
        foreach (var route in Routes)
        {
            if (route.Class != permission)
                continue;
            if (route.Level == level.Key)
                return route.Role;
            if (byPlace is null && RankOf(route.Level, organisation.Levels.Length) == level.Rank)
                byPlace = route.Role;
        }

        return byPlace;
    }

    /// <summary>Whether a level is named by its place among the levels: <c>lowest+1</c>.</summary>
    internal static bool IsPlace(string level) => StepOf(level) is not null;

    // A place beyond the levels that there are is nowhere.
    private static int? RankOf(string place, int levels) =>
        StepOf(place) is { } step && (place[0] == 'l' ? step : levels - 1 + step) is var rank && rank >= 0 && rank < levels ? rank : null;

    private static int? StepOf(string place)
    {
        var step = place.StartsWith("lowest", StringComparison.Ordinal) ? place["lowest".Length..] : place.StartsWith("highest", StringComparison.Ordinal) ? place["highest".Length..] : null;
        return step switch
        {
            null => null,
            "" => 0,
            _ => step[0] is '+' or '-' && int.TryParse(step, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
        };
    }

    /// <summary>Roles that the files say something about.</summary>
    public IEnumerable<string> Roles => _grants.Keys;

    /// <summary>False while the tenant grants nothing to any role: then whoever has a task may do what it asks.</summary>
    public bool HasGrants => _grants.Count > 0;

    public DutyAction? Action(string key) => _actions.GetValueOrDefault(key);

    /// <summary>Whether a role may do an action on cases in general.</summary>
    public bool Grants(string role, string action) => !HasGrants || (_grants.TryGetValue(role, out var actions) && actions.Contains(action));
}
