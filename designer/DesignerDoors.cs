namespace GridWorkflow.Designer;

/// <summary>What the designer asks of the host that it is in: its policies, and what it knows of a request.</summary>
/// <param name="Admin">Name of the policy of those who change.</param>
/// <param name="Auditor">Name of the policy of those who read: auditors and admins.</param>
/// <param name="Staff">Name of the policy of those who may look at drawings.</param>
public sealed record DesignerDoors(string Admin, string Auditor, string Staff)
{
    /// <summary>Whether a request that is signed in by a cookie comes from a page of this site; true for every other.</summary>
    public required Func<HttpContext, bool> IsOfThisSite { get; init; }

    /// <summary>Id of who acts, as it goes on record.</summary>
    public required Func<HttpContext, string> Actor { get; init; }

    /// <summary>Language of the reader: <c>en</c>, <c>zh-Hans</c> or <c>zh-Hant</c>.</summary>
    public required Func<HttpContext, string> Language { get; init; }
}
