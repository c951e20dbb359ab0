using System.Collections.Immutable;

namespace GridWorkflow.Casework.Organisation;

/// <summary>Days on which somebody is away; dates of the organisation's time zone, both included.</summary>
public sealed record Leave(DateOnly From, DateOnly To);

/// <summary>Why somebody was given a post: selection (公開競聘, M6) or training (培訓, M33).</summary>
/// <param name="Kind">As the tenant names it: <c>open-competition</c>.</param>
/// <param name="Date">Of the act.</param>
/// <param name="Approver">Person id of who approved it.</param>
public sealed record Qualification(string Kind, DateOnly Date, string Approver);

/// <summary>A role in a unit, with the records on which it was granted.</summary>
public sealed record PostGrant(Post Post, ImmutableArray<Qualification> Records);
