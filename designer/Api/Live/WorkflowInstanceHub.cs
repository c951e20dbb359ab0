using Microsoft.AspNetCore.SignalR;

namespace GridWorkflow.Designer.Api.Live;

/// <summary>Tells whoever looks at an instance that it has moved: <c>/elsa/hubs/workflow-instance</c>.</summary>
/// <param name="watch">Who observes what on this node.</param>
internal sealed class WorkflowInstanceHub(InstanceWatch watch) : Hub
{
    /// <summary>Begins to observe an instance, until the connection ends.</summary>
    /// <param name="workflowInstanceId">Its id, as the API gives it. An id that is none observes nothing.</param>
    public async Task ObserveInstanceAsync(string workflowInstanceId)
    {
        if (!Guid.TryParse(workflowInstanceId, out var id))
            return;
        await Groups.AddToGroupAsync(Context.ConnectionId, InstanceWatch.Group(id), Context.ConnectionAborted);
        watch.Observe(Context.ConnectionId, id);
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        watch.Forget(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }
}
