using GridWorkflow.Workflow.Interpreter;
using Definition = GridWorkflow.Workflow.Interpreter.Program;

namespace GridWorkflow.Conformance.Elsa;

/// <summary>Where a host keeps its instances between bursts.</summary>
internal interface IShelf
{
    /// <summary>Makes a burst true; the instance as the next burst will find it, and what the host has to do now.</summary>
    /// <exception cref="InvalidOperationException">It was not kept.</exception>
    (InstanceState State, IReadOnlyList<Effect> Effects) Commit(Definition program, Stimulus stimulus, Burst burst, ulong seed, DateTimeOffset now);

    /// <summary>What the instances wait on, oldest first.</summary>
    IReadOnlyList<(Guid InstanceId, Guid BookmarkId)> Waiting(IReadOnlyList<HostedInstance> instances);
}
