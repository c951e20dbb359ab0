using System.Collections.Frozen;

namespace GridWorkflow.Workflow.Activities;

/// <summary>The closed table of activity types that definitions may name.</summary>
public sealed class ActivityTypes
{
    private readonly FrozenDictionary<string, ActivityType> _byName;

    private ActivityTypes(IEnumerable<ActivityType> types)
    {
        var byName = new Dictionary<string, ActivityType>(StringComparer.Ordinal);
        foreach (var type in types)
        {
            if (!byName.TryAdd(type.TypeName, type))
                throw new ArgumentException($"Expected each activity type once, but '{type.TypeName}' comes twice.", nameof(types));
        }

        _byName = byName.ToFrozenDictionary(StringComparer.Ordinal);
        All = [.. byName.Values];
    }

    /// <summary>Elsa's built-in activities.</summary>
    public static ActivityTypes Elsa { get; } = new(BuiltIn.All);

    /// <summary>Every type, in the order of its table.</summary>
    public IReadOnlyList<ActivityType> All { get; }

    /// <summary>A table with more types.</summary>
    /// <exception cref="ArgumentException">A type name is there already.</exception>
    public ActivityTypes With(IEnumerable<ActivityType> more) => new([.. All, .. more]);

    /// <summary>The type of this name, or null.</summary>
    public ActivityType? Find(string typeName) => _byName.GetValueOrDefault(typeName);
}
