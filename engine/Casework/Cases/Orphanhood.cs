namespace GridWorkflow.Casework.Cases;

/// <summary>Something of a case is nobody's: a task that nobody can take, or the whole case.</summary>
/// <param name="Of">Id of the task; of the case when it has neither a task nor a timer.</param>
/// <param name="Since">When it was found.</param>
/// <param name="Told">Those who must see to it have got a notice.</param>
public sealed record Orphanhood(Guid Of, DateTimeOffset Since, bool Told);
