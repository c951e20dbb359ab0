using System.Collections.Frozen;
using System.Collections.Immutable;

namespace GridWorkflow.Casework.Duties;

/// <summary>Actions, which role may do which, and which deeds exclude which others on one case. Immutable.</summary>
public sealed class DutyBook
{
    private readonly FrozenDictionary<string, DutyAction> _actions;
    private readonly FrozenDictionary<string, FrozenSet<string>> _grants;

    internal DutyBook(ImmutableArray<DutyAction> actions, IEnumerable<KeyValuePair<string, ImmutableArray<string>>> grants, ImmutableArray<SeparationRule> rules)
    {
        Actions = actions;
        Rules = rules;
        _actions = actions.ToFrozenDictionary(action => action.Key, StringComparer.Ordinal);
        _grants = grants.ToFrozenDictionary(grant => grant.Key, grant => grant.Value.ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    /// <summary>No actions, no rules: the roles of tasks alone decide.</summary>
    public static DutyBook Empty { get; } = new([], [], []);

    /// <summary>In the order of the files.</summary>
    public ImmutableArray<DutyAction> Actions { get; }

    public ImmutableArray<SeparationRule> Rules { get; }

    /// <summary>Roles that the files say something about.</summary>
    public IEnumerable<string> Roles => _grants.Keys;

    /// <summary>False while the tenant grants nothing to any role: then whoever has a task may do what it asks.</summary>
    public bool HasGrants => _grants.Count > 0;

    public DutyAction? Action(string key) => _actions.GetValueOrDefault(key);

    /// <summary>Whether a role may do an action on cases in general.</summary>
    public bool Grants(string role, string action) => !HasGrants || (_grants.TryGetValue(role, out var actions) && actions.Contains(action));
}
