using System.Security.Claims;
using System.Text.Encodings.Web;
using GridWorkflow.Runtime.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace GridWorkflow.Host.Access;

/// <summary>Signs in a system by the key in its header.</summary>
public sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder, ApiKeys keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    public const string SchemeName = "ApiKey";
    public const string Header = "X-Api-Key";

    private const int LongestKey = 100;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var given = Request.Headers[Header].ToString();
        if (given.Length == 0)
            return AuthenticateResult.NoResult();
        if (given.Length > LongestKey || await keys.Find(given, Context.RequestAborted) is not { } key)
            return AuthenticateResult.Fail("Not a key that is in force.");
        var identity = new ClaimsIdentity(SchemeName);
        identity.AddClaim(new Claim(ClaimTypes.Name, $"system:{key.Name}"));
        foreach (var scope in key.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            identity.AddClaim(new Claim(GridClaims.Scope, scope));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }
}
