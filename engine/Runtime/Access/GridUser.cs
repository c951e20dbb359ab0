using Microsoft.AspNetCore.Identity;

namespace GridWorkflow.Runtime.Access;

/// <summary>An account. What its person may do comes from the posts in the organisation, by <see cref="PersonId"/>.</summary>
public sealed class GridUser : IdentityUser
{
    /// <summary>Person of the organisation; null for an account that only administers.</summary>
    public string? PersonId { get; set; }

    /// <summary>Language tag of the pages: <c>en</c>, <c>zh-Hans</c>, <c>zh-Hant</c>; null follows the browser.</summary>
    public string? Language { get; set; }
}
