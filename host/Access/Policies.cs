using System.Security.Claims;
using GridWorkflow.Host.Workflows;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;

namespace GridWorkflow.Host.Access;

/// <summary>Who may pass which door. Without a word about it, a door is for signed-in people only.</summary>
public static class Policies
{
    /// <summary>People of the organisation: an account with a person.</summary>
    public const string Staff = "staff";

    public const string Admin = "admin";

    /// <summary>Reads everything, changes nothing.</summary>
    public const string Auditor = "auditor";

    /// <summary>Staff, auditors and admins: who may look at lists of cases, each in the bounds of his own units.</summary>
    public const string Overview = "overview";

    /// <summary>The REST API: a signed-in person or a system with an API key.</summary>
    public const string Api = "api";

    /// <summary>The commands of the REST API: people only, since a case asks who did what.</summary>
    public const string ApiPerson = "api-person";

    /// <summary>What systems do with workflows: start, publish events, report results.</summary>
    public const string RunWorkflows = "run-workflows";

    /// <summary>Who may look at instances.</summary>
    public const string ReadWorkflows = "read-workflows";

    /// <summary>HttpEndpoint activities: as <see cref="RunWorkflows"/>, but for paths that the configuration opens.</summary>
    public const string Endpoint = "endpoint";

    public static void Add(AuthorizationOptions options)
    {
        var signedIn = new AuthorizationPolicyBuilder(IdentityConstants.ApplicationScheme).RequireAuthenticatedUser().Build();
        options.DefaultPolicy = signedIn;
        options.FallbackPolicy = signedIn;
        options.AddPolicy(Staff, policy => policy.AddAuthenticationSchemes(IdentityConstants.ApplicationScheme).RequireClaim(GridClaims.Person));
        options.AddPolicy(Admin, policy => policy.AddAuthenticationSchemes(IdentityConstants.ApplicationScheme).RequireRole(GridRoles.Admin));
        options.AddPolicy(Auditor, policy => policy.AddAuthenticationSchemes(IdentityConstants.ApplicationScheme).RequireRole(GridRoles.Admin, GridRoles.Auditor));
        options.AddPolicy(Overview, policy => policy.AddAuthenticationSchemes(IdentityConstants.ApplicationScheme)
            .RequireAssertion(context => context.User.IsInRole(GridRoles.Admin) || context.User.IsInRole(GridRoles.Auditor) || context.User.HasClaim(claim => claim.Type == GridClaims.Person)));
        options.AddPolicy(Api, policy => policy.AddAuthenticationSchemes(IdentityConstants.ApplicationScheme, ApiKeyAuthentication.SchemeName)
            .RequireAssertion(context => context.User.HasClaim(claim => claim.Type == GridClaims.Person)
                || context.User.IsInRole(GridRoles.Admin) || context.User.IsInRole(GridRoles.Auditor)
                || context.User.HasClaim(GridClaims.Scope, ApiScopes.CasesRead)));
        options.AddPolicy(RunWorkflows, policy => policy.AddAuthenticationSchemes(IdentityConstants.ApplicationScheme, ApiKeyAuthentication.SchemeName)
            .RequireAssertion(context => MayRun(context.User)));
        options.AddPolicy(ReadWorkflows, policy => policy.AddAuthenticationSchemes(IdentityConstants.ApplicationScheme, ApiKeyAuthentication.SchemeName)
            .RequireAssertion(context => context.User.IsInRole(GridRoles.Admin) || context.User.IsInRole(GridRoles.Auditor)
                || context.User.HasClaim(GridClaims.Scope, ApiScopes.WorkflowsRead)));
        options.AddPolicy(Endpoint, policy => policy.AddAuthenticationSchemes(IdentityConstants.ApplicationScheme, ApiKeyAuthentication.SchemeName)
            .RequireAssertion(context => MayRun(context.User) || (context.Resource is HttpContext http && IsOpen(http))));
        options.AddPolicy(ApiPerson, policy => policy.AddAuthenticationSchemes(IdentityConstants.ApplicationScheme, ApiKeyAuthentication.SchemeName)
            .RequireClaim(GridClaims.Person));
    }

    /// <summary>Admins, and systems whose key says so.</summary>
    public static bool MayRun(ClaimsPrincipal user) => user.IsInRole(GridRoles.Admin) || user.HasClaim(GridClaims.Scope, ApiScopes.WorkflowsRun);

    private static bool IsOpen(HttpContext http) =>
        http.Request.Path.StartsWithSegments("/workflows", out var below) && http.RequestServices.GetRequiredService<EndpointSettings>().IsOpen(below);

    /// <summary>Machines get a status, people get a page to sign in.</summary>
    public static void Configure(CookieAuthenticationOptions cookie)
    {
        cookie.Cookie.Name = "grid.session";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.LoginPath = "/signin";
        cookie.AccessDeniedPath = "/denied";
        cookie.ReturnUrlParameter = "back";
        cookie.ExpireTimeSpan = TimeSpan.FromHours(12);
        cookie.SlidingExpiration = true;
        cookie.Events.OnRedirectToLogin = context => AnswerOrRedirect(context, StatusCodes.Status401Unauthorized);
        cookie.Events.OnRedirectToAccessDenied = context => AnswerOrRedirect(context, StatusCodes.Status403Forbidden);
    }

    private static Task AnswerOrRedirect(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (IsMachine(context.Request))
            context.Response.StatusCode = status;
        else
            context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }

    private static bool IsMachine(HttpRequest request) =>
        request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        || request.Path.StartsWithSegments("/elsa", StringComparison.OrdinalIgnoreCase)
        || request.Path.StartsWithSegments("/webhooks", StringComparison.OrdinalIgnoreCase)
        || request.Path.StartsWithSegments("/workflows", StringComparison.OrdinalIgnoreCase)
        || request.Path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase)
        || request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase)
        || request.Path.StartsWithSegments("/hangfire", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Roles of accounts, beside the posts that a person holds in the organisation.</summary>
public static class GridRoles
{
    public const string Admin = "admin";
    public const string Auditor = "auditor";

    public static IReadOnlyList<string> All { get; } = [Admin, Auditor];
}

public static class GridClaims
{
    /// <summary>Id of the person in the organisation.</summary>
    public const string Person = "grid:person";

    /// <summary>Scope of an API key.</summary>
    public const string Scope = "grid:scope";

    /// <summary>The password was made by an admin and must be changed before anything else.</summary>
    public const string OneTimePassword = "grid:one-time-password";
}

/// <summary>What an API key may do.</summary>
public static class ApiScopes
{
    public const string CasesRead = "cases.read";

    /// <summary>Start workflows, publish events, report results of tasks, call HttpEndpoints.</summary>
    public const string WorkflowsRun = "workflows.run";

    /// <summary>Look at instances.</summary>
    public const string WorkflowsRead = "workflows.read";

    public static IReadOnlyList<string> All { get; } = [CasesRead, WorkflowsRun, WorkflowsRead];
}
