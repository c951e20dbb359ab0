namespace GridWorkflow.Host.Webhooks;

/// <summary>One thing that is wrong with a message.</summary>
/// <param name="Field">Path of the field: <c>reporter.email</c>; empty for the message as a whole.</param>
/// <param name="Reason">What was expected and what was found.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record FieldError(string Field, string Reason, string Remedy);
