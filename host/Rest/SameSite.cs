using GridWorkflow.Host.Composition;
using Microsoft.AspNetCore.Identity;

namespace GridWorkflow.Host.Rest;

/// <summary>
/// A command that comes with the cookie of a person must come from a page of this site. Browsers say where a request comes from;
/// programs that hold a cookie say nothing and are taken at their word.
/// </summary>
internal static class SameSite
{
    /// <summary>The same where reading moves something too, as a GET on an endpoint of a workflow does.</summary>
    public static async ValueTask<object?> FilterAll(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        MayPass(context.HttpContext) ? await next(context) : Other();

    /// <summary>Whether a request brings no cookie of a person, or comes from a page of this site.</summary>
    public static bool MayPass(HttpContext http) => !IsByCookie(http) || IsOwn(http.Request);

    public static async ValueTask<object?> Filter(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        return reads || !IsByCookie(context.HttpContext) || IsOwn(request)
            ? await next(context)
            : Other();
    }

    private static IResult Other() =>
        Problems.Of(StatusCodes.Status403Forbidden, "other-site", "Expected a request from a page of this site, but it comes from another.", "Call with an API key, or from a page of this site.");

    private static bool IsByCookie(HttpContext http) => http.User.Identities.Any(identity => identity.AuthenticationType == IdentityConstants.ApplicationScheme);

    private static bool IsOwn(HttpRequest request)
    {
        if (request.Headers.TryGetValue("Sec-Fetch-Site", out var site) && site.ToString() is not ("same-origin" or "none"))
            return false;
        return !request.Headers.TryGetValue("Origin", out var origin)
            || (Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == request.Host.Value);
    }
}
