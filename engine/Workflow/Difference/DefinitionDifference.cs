using System.Collections.Immutable;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Workflow.Difference;

/// <summary>What became of a part of a definition.</summary>
public enum ChangeKind : byte
{
    /// <summary>As it was.</summary>
    Kept,

    Added,

    Removed,

    Changed,
}

/// <summary>A property with its text before and after.</summary>
/// <param name="Property">Path in the JSON of its owner: <c>role</c>, <c>actions.Feedback</c>, <c>metadata.displayText</c>.</param>
/// <param name="Before">Null: it was not there.</param>
/// <param name="After">Null: it is not there any more.</param>
public sealed record PropertyChange(string Property, string? Before, string? After);

/// <summary>What became of an activity.</summary>
/// <param name="Id">Its id now; of a removed one, its id before.</param>
/// <param name="Type">Its type now; of a removed one, its type before.</param>
/// <param name="ContainerId">The activity that it stands in; empty for the root.</param>
/// <param name="Kind">Whether it does anything else than before.</param>
/// <param name="Properties">What differs in it; nothing for one that was added or removed.</param>
/// <param name="IsMoved">It lies somewhere else on the canvas: nothing that a case would notice.</param>
public sealed record ActivityChange(string Id, string Type, string ContainerId, ChangeKind Kind, ImmutableArray<PropertyChange> Properties, bool IsMoved)
{
    /// <summary>Its id before, where it was given another one.</summary>
    public string? FormerId { get; init; }

    /// <summary>What the definition calls it.</summary>
    public string? Name { get; init; }
}

/// <summary>What became of a connection.</summary>
/// <param name="ContainerId">The flowchart that it stands in.</param>
/// <param name="Source">Id now, also of a removed one whose source is still there.</param>
/// <param name="Kind">Changed: the same way out leads elsewhere.</param>
public sealed record ConnectionChange(string ContainerId, string Source, string Port, string Target, ChangeKind Kind)
{
    /// <summary>Of a changed one: where it led.</summary>
    public string? FormerTarget { get; init; }
}

/// <summary>What is different between two texts of a definition, for people to judge. Layout is told apart from what cases would notice.</summary>
/// <param name="Activities">All that are there now, in the order of the text, then those that are gone.</param>
/// <param name="Connections">All that are there now, then those that are gone.</param>
/// <param name="Properties">Of the definition itself: name, variables, inputs, options.</param>
public sealed record DefinitionDifference(
    ImmutableArray<ActivityChange> Activities, ImmutableArray<ConnectionChange> Connections, ImmutableArray<PropertyChange> Properties)
{
    /// <summary>True when no case would notice; activities may have been moved on the canvas.</summary>
    public bool IsLayoutOnly =>
        Properties.IsEmpty && Activities.All(activity => activity.Kind == ChangeKind.Kept) && Connections.All(connection => connection.Kind == ChangeKind.Kept);

    public int Count(ChangeKind kind) => Activities.Count(activity => activity.Kind == kind) + Connections.Count(connection => connection.Kind == kind);

    /// <summary>Compares two texts.</summary>
    /// <param name="before">Null: there was none, all is added.</param>
    /// <param name="after">The text that is asked for.</param>
    public static DefinitionDifference Between(WorkflowDefinition? before, WorkflowDefinition after)
    {
        ArgumentNullException.ThrowIfNull(after);
        var old = before is null ? DrawnParts.None : DrawnParts.Of(before);
        var now = DrawnParts.Of(after);
        var pairs = Pairs(old, now);
        var names = pairs.Where(pair => pair.Value.Id != pair.Key.Id).ToDictionary(pair => pair.Value.Id, pair => pair.Key.Id, StringComparer.Ordinal);
        var activities = now.Activities.Select(part => pairs.TryGetValue(part, out var was) ? Compare(was, part, names) : Alone(part, ChangeKind.Added))
            .Concat(old.Activities.Except(pairs.Values).Select(part => Alone(part, ChangeKind.Removed)));
        return new DefinitionDifference(
            [.. activities], [.. ConnectionsBetween(old, now, names)],
            before is null ? [] : [.. PropertyTexts.Between(PropertyTexts.OfDefinition(before.Json), PropertyTexts.OfDefinition(after.Json))]);
    }

    /// <summary>
    /// Which activity is which: the same id; where ids differ, the same type in the same container with the same properties, so that a new id
    /// alone does not look like one gone and another come.
    /// </summary>
    private static Dictionary<DrawnPart, DrawnPart> Pairs(DrawnParts old, DrawnParts now)
    {
        var pairs = new Dictionary<DrawnPart, DrawnPart>();
        var byId = old.Activities.ToDictionary(part => part.Id, StringComparer.Ordinal);
        foreach (var part in now.Activities)
        {
            if (byId.TryGetValue(part.Id, out var was))
                pairs[part] = was;
        }

        var left = old.Activities.Except(pairs.Values).ToList();
        foreach (var part in now.Activities.Where(part => !pairs.ContainsKey(part)))
        {
            var twins = left.Where(was => was.Type == part.Type && was.ContainerId == part.ContainerId && PropertyTexts.Between(was.Properties, part.Properties).All(change => change.Property == "id")).ToList();
            if (twins.Count != 1)
                continue;
            pairs[part] = twins[0];
            left.Remove(twins[0]);
        }

        return pairs;
    }

    private static ActivityChange Alone(DrawnPart part, ChangeKind kind) => new(part.Id, part.Type, part.ContainerId, kind, [], false) { Name = part.Name };

    private static ActivityChange Compare(DrawnPart was, DrawnPart part, Dictionary<string, string> names)
    {
        var properties = PropertyTexts.Between(was.Properties, part.Properties).ToList();
        var container = names.GetValueOrDefault(was.ContainerId, was.ContainerId);
        if (container != part.ContainerId)
            properties.Insert(0, new PropertyChange("container", container, part.ContainerId));
        return new ActivityChange(part.Id, part.Type, part.ContainerId, properties.Count == 0 ? ChangeKind.Kept : ChangeKind.Changed, [.. properties], was.Layout != part.Layout)
        {
            FormerId = was.Id == part.Id ? null : was.Id,
            Name = part.Name,
        };
    }

    private static IEnumerable<ConnectionChange> ConnectionsBetween(DrawnParts old, DrawnParts now, Dictionary<string, string> names)
    {
        string Now(string id) => names.GetValueOrDefault(id, id);
        var before = old.Connections.Select(way => new DrawnWay(Now(way.ContainerId), Now(way.Source), way.Port, Now(way.Target))).Distinct().ToList();
        var gone = before.Except(now.Connections).ToList();
        foreach (var way in now.Connections.Distinct())
        {
            if (before.Contains(way))
            {
                yield return new ConnectionChange(way.ContainerId, way.Source, way.Port, way.Target, ChangeKind.Kept);
                continue;
            }

            // The same way out, which leads elsewhere now.
            var former = gone.Find(other => (other.ContainerId, other.Source, other.Port) == (way.ContainerId, way.Source, way.Port));
            if (former is not null)
                gone.Remove(former);
            yield return new ConnectionChange(way.ContainerId, way.Source, way.Port, way.Target, former is null ? ChangeKind.Added : ChangeKind.Changed) { FormerTarget = former?.Target };
        }

        foreach (var way in gone)
            yield return new ConnectionChange(way.ContainerId, way.Source, way.Port, way.Target, ChangeKind.Removed);
    }
}
