namespace GridWorkflow.Host.Pages.Shared;

/// <summary>One choice of a list in the reader's language.</summary>
public sealed record Choice(string Value, string Name);
