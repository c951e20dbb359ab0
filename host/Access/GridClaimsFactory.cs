using System.Security.Claims;
using GridWorkflow.Runtime.Access;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace GridWorkflow.Host.Access;

/// <summary>Puts the person into the cookie. What the person may do is looked up in the organisation at each request, never kept.</summary>
internal sealed class GridClaimsFactory(UserManager<GridUser> users, RoleManager<IdentityRole> roles, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<GridUser, IdentityRole>(users, roles, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(GridUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        if (user.PersonId is not null)
            identity.AddClaim(new Claim(GridClaims.Person, user.PersonId));
        return identity;
    }
}
