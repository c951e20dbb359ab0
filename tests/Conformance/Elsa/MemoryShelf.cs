using GridWorkflow.Workflow.Interpreter;
using Definition = GridWorkflow.Workflow.Interpreter.Program;

namespace GridWorkflow.Conformance.Elsa;

/// <summary>Keeps instances in memory, as the bytes of their states and nothing else.</summary>
internal sealed class MemoryShelf : IShelf
{
    public (InstanceState State, IReadOnlyList<Effect> Effects) Commit(Definition program, Stimulus stimulus, Burst burst, ulong seed, DateTimeOffset now) =>
        (StateFormat.Read(StateFormat.Write(burst.State), program), burst.Effects);

    public IReadOnlyList<(Guid InstanceId, Guid BookmarkId)> Waiting(IReadOnlyList<HostedInstance> instances) =>
        [.. instances.SelectMany(instance => instance.State.Bookmarks.Select(bookmark => (instance.Id, bookmark.Id)))];
}
