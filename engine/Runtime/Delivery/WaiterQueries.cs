using System.Collections.Immutable;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Delivery;

/// <summary>Who waits for what.</summary>
public sealed class WaiterQueries(IStore store, ReferenceCatalog catalog)
{
    /// <summary>The bookmarks that an event resumes, oldest first.</summary>
    /// <param name="published">The event.</param>
    /// <param name="cancellation">Ends the query.</param>
    public async Task<ImmutableArray<WaitingBookmark>> ForEvent(EventPayload published, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(published);
        return await Find(BookmarkKinds.Event, published.Name, published.CorrelationId, published.InstanceId, cancellation);
    }

    /// <summary>The bookmark on which a parent waits for a child; null when it waits no more.</summary>
    public async Task<WaitingBookmark?> ForReport(ParentLink parent, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(parent);
        var found = await Find(BookmarkKinds.Child, parent.Key, null, parent.InstanceId, cancellation);
        return found.IsEmpty ? null : found[0];
    }

    /// <summary>The bookmark of a task that was asked of the host; null when nobody waits for it any more.</summary>
    /// <param name="messageId">Id of the task.</param>
    /// <param name="cancellation">Ends the query.</param>
    public async Task<WaitingBookmark?> ForTask(Guid messageId, CancellationToken cancellation)
    {
        if (await store.FindOutbox(messageId, cancellation) is not { Kind: OutboxKind.Task } row)
            return null;
        var bookmark = OutboxPayload.Task(row).BookmarkId;
        return await store.Waits(bookmark, cancellation) ? new WaitingBookmark(row.CaseId, bookmark, null) : null;
    }

    /// <summary>Path templates that some instance waits on.</summary>
    public async Task<ImmutableArray<string>> EndpointPaths(CancellationToken cancellation) => [.. await store.WaitingKeys(BookmarkKinds.HttpEndpoint, cancellation)];

    /// <summary>The endpoints that wait on a path template, each with its methods.</summary>
    /// <param name="path">The template.</param>
    /// <param name="correlationId">Only of instances with this correlation id; null: of all.</param>
    /// <param name="cancellation">Ends the query.</param>
    public async Task<ImmutableArray<(WaitingBookmark Waiting, ImmutableArray<string> Methods)>> ForEndpoint(string path, string? correlationId, CancellationToken cancellation)
    {
        var found = ImmutableArray.CreateBuilder<(WaitingBookmark, ImmutableArray<string>)>();
        foreach (var waiting in await Find(BookmarkKinds.HttpEndpoint, path, correlationId, null, cancellation))
        {
            // Its methods stand in the state: few instances wait on one path.
            if (await store.Load(waiting.InstanceId, cancellation) is { } row
                && await catalog.Pinned(row.ProgramHash, cancellation) is { } program
                && StoredState.Read(row, program).Bookmarks.FirstOrDefault(bookmark => bookmark.Id == waiting.BookmarkId) is { } bookmark)
                found.Add((waiting, EndpointRoutes.Methods(bookmark.Data)));
        }

        return found.ToImmutable();
    }

    private async Task<ImmutableArray<WaitingBookmark>> Find(string kind, string key, string? correlationId, Guid? instanceId, CancellationToken cancellation) =>
        [.. await store.Waiting(kind, key, correlationId, instanceId, cancellation)];
}
