using System.Collections.Immutable;

namespace GridWorkflow.Workflow.Interpreter;

/// <summary>How a child runs.</summary>
public enum ChildMode : byte
{
    /// <summary>After the burst of its parent, when its turn comes.</summary>
    Background,

    /// <summary>Right after the burst of its parent, before anything else.</summary>
    InPlace,
}

/// <summary>Where a child reports to.</summary>
/// <param name="InstanceId">The parent.</param>
/// <param name="Key">Key of the parent's bookmark of kind <see cref="Activities.BookmarkKinds.Child"/>.</param>
/// <param name="Mode">How the child was started.</param>
/// <param name="AtFirstRest">The parent goes on once the child rests for the first time, finished or not.</param>
public sealed record ParentLink(Guid InstanceId, string Key, ChildMode Mode, bool AtFirstRest);

/// <summary>Start the published version of another definition. Activation strategies do not apply.</summary>
/// <param name="ChildId">Id of the new instance.</param>
/// <param name="DefinitionId">What to start.</param>
/// <param name="Mode">When.</param>
public sealed record ChildStarted(Guid ChildId, string DefinitionId, ChildMode Mode) : Effect
{
    public required ImmutableSortedDictionary<string, object?> Input { get; init; }

    public string? CorrelationId { get; init; }

    /// <summary>Where it reports to; null when nobody waits.</summary>
    public ParentLink? Parent { get; init; }
}

/// <summary>Cancel a child: nobody waits for it any more. Nothing happens when it has finished.</summary>
public sealed record ChildCancelled(Guid ChildId, string Reason) : Effect;

/// <summary>A child reports: resume the parent's bookmark of this key. When there is none any more, nothing happens.</summary>
/// <param name="Parent">Where to.</param>
/// <param name="Report">
/// A dictionary: <c>InstanceId</c>, <c>Status</c>, <c>SubStatus</c>, <c>CorrelationId</c>, <c>Output</c> (a dictionary).
/// </param>
public sealed record ChildRested(ParentLink Parent, object? Report) : Effect;
