namespace GridWorkflow.Host.Access;

/// <summary>Who signed in with a password that an admin made chooses an own one before anything else.</summary>
internal static class OneTimePassword
{
    private static readonly string[] Open = ["/password", "/signout", "/language", "/lib", "/site.css", "/site.js", "/theme.js", "/icon.svg"];

    public static IApplicationBuilder UseOneTimePasswords(this IApplicationBuilder app) =>
        app.Use((http, next) =>
        {
            if (!http.User.HasClaim(claim => claim.Type == GridClaims.OneTimePassword)
                || Open.Any(path => http.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase)))
                return next(http);
            if (http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
                http.Response.StatusCode = StatusCodes.Status403Forbidden;
            else
                http.Response.Redirect("/password");
            return Task.CompletedTask;
        });
}
