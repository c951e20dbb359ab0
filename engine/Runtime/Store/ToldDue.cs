namespace GridWorkflow.Runtime.Store;

/// <summary>When a clock is due, as its case last said.</summary>
public readonly record struct ToldDue(Guid ClockId, DateTimeOffset DueAt);
