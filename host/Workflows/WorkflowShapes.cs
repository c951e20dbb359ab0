using System.Text.Json.Nodes;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Host.Workflows;

/// <summary>What to start a workflow with.</summary>
/// <param name="Input">Workflow input by name.</param>
/// <param name="CorrelationId">Ties instances and events together, such as the number of a permit.</param>
/// <param name="Name">What people call the instance.</param>
public sealed record StartShape(JsonObject? Input = null, string? CorrelationId = null, string? Name = null);

/// <summary>An event.</summary>
/// <param name="Payload">What those who wait for it get.</param>
/// <param name="CorrelationId">Only for instances with this correlation id.</param>
/// <param name="InstanceId">Only for this instance.</param>
public sealed record EventShape(JsonNode? Payload = null, string? CorrelationId = null, Guid? InstanceId = null);

/// <summary>The result of a task.</summary>
public sealed record TaskResultShape(JsonNode? Result = null);

/// <param name="Reason">Why, for the journal.</param>
public sealed record CancelShape(string Reason);

/// <param name="ActivityId">An activity that an open incident names.</param>
public sealed record RetryShape(string ActivityId);

/// <summary>An instance that was started.</summary>
/// <param name="Duplicate">The same order came before; this is its instance.</param>
public sealed record StartedView(Guid InstanceId, bool Duplicate);

/// <summary>An event that was taken.</summary>
/// <param name="MessageId">Its id in the outbox.</param>
public sealed record EventView(Guid MessageId, bool Duplicate);

public sealed record IncidentView(string? ActivityId, string Code, string Reason, DateTimeOffset At);

/// <param name="Key">Name of the event or task, path of the endpoint; null when woken by id only.</param>
/// <param name="TaskId">Id under which the result of a task (RunTask) is reported; null for other waits.</param>
public sealed record WaitView(Guid BookmarkId, string Kind, string? Key, string ActivityId, Guid? TaskId);

/// <summary>An instance in a list.</summary>
public sealed record InstanceView(
    Guid Id, string DefinitionId, int DefinitionVersion, InstanceSubStatus Status, string? CorrelationId, int Incidents, bool IsCase, DateTimeOffset UpdatedAt);

/// <summary>An instance with what it waits for, what it gave, and what keeps it from going on.</summary>
public sealed record InstanceDetailView(
    InstanceView Instance, string? Name, JsonNode? Output, IReadOnlyList<WaitView> Waits, IReadOnlyList<DateTimeOffset> Timers, IReadOnlyList<IncidentView> Incidents);
