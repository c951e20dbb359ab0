using System.Collections.Immutable;
using GridWorkflow.Casework.Loading;

namespace GridWorkflow.Casework.Texts;

/// <summary>What the lifecycles, their tasks, outcomes and other activities are called. Data, because lifecycles are.</summary>
/// <param name="Tasks">By task key.</param>
/// <param name="Outcomes">By outcome.</param>
public sealed record CaseWords(
    ImmutableSortedDictionary<string, LocalText> Tasks, ImmutableSortedDictionary<string, LocalText> Outcomes)
{
    /// <summary>By definition id and activity id: <c>city-case/filed</c>.</summary>
    public ImmutableSortedDictionary<string, LocalText> Activities { get; private init; } = ImmutableSortedDictionary<string, LocalText>.Empty;

    /// <summary>Lifecycles by definition id.</summary>
    public ImmutableSortedDictionary<string, LocalText> Lifecycles { get; private init; } = ImmutableSortedDictionary<string, LocalText>.Empty;

    /// <summary>What a lifecycle is for, by definition id.</summary>
    public ImmutableSortedDictionary<string, LocalText> About { get; private init; } = ImmutableSortedDictionary<string, LocalText>.Empty;

    public static CaseWords Empty { get; } = new(ImmutableSortedDictionary<string, LocalText>.Empty, ImmutableSortedDictionary<string, LocalText>.Empty);

    /// <summary>The name of an activity; null where nobody named it.</summary>
    public LocalText? Activity(string definitionId, string activityId) => Activities.GetValueOrDefault($"{definitionId}/{activityId}");

    /// <summary>The name of a task; the key itself where nobody named it.</summary>
    public LocalText Task(string key) => Tasks.GetValueOrDefault(key) ?? LocalText.Same(key);

    /// <summary>The name of an outcome; the outcome itself where nobody named it.</summary>
    public LocalText Outcome(string outcome) => Outcomes.GetValueOrDefault(outcome) ?? LocalText.Same(outcome);

    /// <summary>These and others; the others win.</summary>
    public CaseWords With(CaseWords more) => new(Tasks.SetItems(more.Tasks), Outcomes.SetItems(more.Outcomes))
    {
        Activities = Activities.SetItems(more.Activities),
        Lifecycles = Lifecycles.SetItems(more.Lifecycles),
        About = About.SetItems(more.About),
    };

    internal static CaseWords Read(YamlMap map) => new(Named(map.Get("tasks")), Named(map.Get("outcomes")))
    {
        Activities = Named(map.Get("activities")),
        Lifecycles = Named(map.Get("lifecycles")),
        About = Named(map.Get("about")),
    };

    private static ImmutableSortedDictionary<string, LocalText> Named(YamlValue? value) =>
        value?.Map(map => map.Entries().Select(entry => KeyValuePair.Create(entry.Key, LocalText.Read(entry.Value)))
            .ToImmutableSortedDictionary(StringComparer.Ordinal)) ?? ImmutableSortedDictionary<string, LocalText>.Empty.WithComparers(StringComparer.Ordinal);
}
