namespace GridWorkflow.Host.Composition;

/// <summary>Errors as people and machines need them: a page, or Problem Details.</summary>
internal static class Errors
{
    public static void UseErrors(this WebApplication app)
    {
        app.UseWhen(IsMachine, machine =>
        {
            machine.UseExceptionHandler();
            machine.UseStatusCodePages();
        });
        app.UseWhen(http => !IsMachine(http), people =>
        {
            people.UseExceptionHandler("/error");
            people.UseStatusCodePagesWithReExecute("/error/{0}");
        });
    }

    private static bool IsMachine(HttpContext http) =>
        http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        || http.Request.Path.StartsWithSegments("/webhooks", StringComparison.OrdinalIgnoreCase)
        || http.Request.Path.StartsWithSegments("/workflows", StringComparison.OrdinalIgnoreCase)
        || http.Request.Path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase)
        || http.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase);
}
