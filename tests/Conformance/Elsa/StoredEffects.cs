using System.Collections.Immutable;
using System.Text.Json;
using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Conformance.Elsa;

/// <summary>What a transition left to be done, as the store kept it: lines in its journal row, messages in the outbox.</summary>
internal static class StoredEffects
{
    public static IReadOnlyList<Effect> Of(JournalRow journal, IEnumerable<OutboxRow> messages) =>
    [
        .. JournalText.ReadEntries(journal.Entries)
            .Where(entry => entry.Kind == nameof(LineWritten))
            .Select(entry => new LineWritten((string)entry.Data["text"]!)),
        .. messages.Select(Of),
    ];

    private static Effect Of(OutboxRow row)
    {
        switch (row.Kind)
        {
            case OutboxKind.Event:
                var published = StoredJson.Read<EventPayload>(row.Payload);
                return new EventPublished(row.Id, published.Name, published.CorrelationId, Value(published.Payload)) { InstanceId = published.InstanceId };
            case OutboxKind.Task:
                var task = StoredJson.Read<TaskPayload>(row.Payload);
                return new TaskRequested(row.Id, task.BookmarkId, task.Name, Value(task.Payload));
            case OutboxKind.Http:
                var request = StoredJson.Read<HttpPayload>(row.Payload);
                return new HttpRequested(request.BookmarkId, request.Method, request.Url) { Content = Value(request.Content) };
            case OutboxKind.ChildStart:
                var start = StoredJson.Read<ChildStartPayload>(row.Payload);
                return new ChildStarted(start.ChildId, start.DefinitionId, start.Mode)
                {
                    Input = ImmutableSortedDictionary.CreateRange(StringComparer.OrdinalIgnoreCase, (IDictionary<string, object?>)Value(start.Input)!),
                    CorrelationId = start.CorrelationId,
                    Parent = start.Parent,
                };
            case OutboxKind.ChildCancel:
                var cancel = StoredJson.Read<ChildCancelPayload>(row.Payload);
                return new ChildCancelled(cancel.ChildId, cancel.Reason);
            case OutboxKind.ChildReport:
                var report = StoredJson.Read<ChildReportPayload>(row.Payload);
                return new ChildRested(report.Parent, Value(report.Report));
            default:
                throw new InvalidOperationException($"Expected a message of the engine, but found '{row.Kind}'.");
        }
    }

    private static object? Value(string? stored)
    {
        if (stored is null)
            return null;
        using var document = JsonDocument.Parse(stored, new JsonDocumentOptions { MaxDepth = 256 });
        return StoredValue.Read(document.RootElement);
    }
}
