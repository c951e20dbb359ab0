using GridWorkflow.Designer.Studio;

namespace GridWorkflow.Host.Composition;

/// <summary>Headers that tell a browser what a page may do. Pages load nothing from elsewhere and run no inline script or style.</summary>
internal static class SecurityHeaders
{
    private const string Strict =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        + "form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    /// <summary>Two bundled tools of others write inline styles and scripts; both are for signed-in people only.</summary>
    private const string Tool =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
        + "form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    /// <summary>What a workflow answers is nobody's page: no script, no form, an origin of its own.</summary>
    private const string Foreign = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app)
    {
        // The pages around Elsa Studio, and nothing else: what it is made of needs more.
        var studio = app.ApplicationServices.GetRequiredService<StudioPage>();
        return app.Use((http, next) =>
        {
            // Asked now: a tool that is mounted on a branch takes its part of the path away.
            var tool = http.Request.Path.StartsWithSegments("/hangfire", StringComparison.OrdinalIgnoreCase)
                || http.Request.Path.StartsWithSegments("/scalar", StringComparison.OrdinalIgnoreCase);
            var foreign = http.Request.Path.StartsWithSegments("/workflows", StringComparison.OrdinalIgnoreCase);
            http.Response.OnStarting(() =>
            {
                var headers = http.Response.Headers;
                headers.ContentSecurityPolicy = tool ? Tool : foreign ? Foreign : http.Items.ContainsKey(typeof(StudioPage)) ? studio.Policy : Strict;
                headers.XContentTypeOptions = "nosniff";
                headers.XFrameOptions = "DENY";
                headers["Referrer-Policy"] = "same-origin";
                headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(self)";
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
                if (!headers.ContainsKey("Cache-Control") && headers.ContentType.ToString().StartsWith("text/html", StringComparison.Ordinal))
                    headers.CacheControl = "no-store";
                return Task.CompletedTask;
            });
            return next(http);
        });
    }
}
