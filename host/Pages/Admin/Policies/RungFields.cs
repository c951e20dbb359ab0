using GridWorkflow.Host.Changes;

namespace GridWorkflow.Host.Pages;

/// <summary>The fields of one rung on the page of its ladder.</summary>
/// <param name="Place">What its fields are numbered with: its index, or <c>new</c>.</param>
/// <param name="Name">Its key; empty for one that is not there yet.</param>
public sealed record RungFields(string Place, string Name, RungForm Rung, PolicyFileModel File);
