using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Diagnostics;

namespace GridWorkflow.Host.Composition;

/// <summary>Errors as people and machines need them: a page, or Problem Details. Trouble of the database is no fault: 503, and when to come again.</summary>
internal static class Errors
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public static void UseErrors(this WebApplication app)
    {
        app.UseWhen(IsMachine, machine =>
        {
            machine.UseExceptionHandler(new ExceptionHandlerOptions
            {
                StatusCodeSelector = StatusOf,
                ExceptionHandler = http => Answer(http, http.Features.Get<IExceptionHandlerFeature>()!.Error).ExecuteAsync(http),
                // Who sends nonsense is told so; it is nothing for the log of errors.
                SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException,
            });
            machine.UseStatusCodePages();
        });
        app.UseWhen(http => !IsMachine(http), people =>
        {
            people.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = "/error", StatusCodeSelector = StatusOf });
            people.UseStatusCodePagesWithReExecute("/error/{0}");
        });
    }

    private static IResult Answer(HttpContext http, Exception thrown) => thrown switch
    {
        BadHttpRequestException unreadable => UnreadableRequest.Answer(unreadable),
        _ when http.Response.StatusCode == StatusCodes.Status503ServiceUnavailable => Problems.Busy(http, RetryAfter),
        _ => Results.Problem(statusCode: http.Response.StatusCode),
    };

    private static int StatusOf(Exception thrown) => thrown is BadHttpRequestException unreadable ? unreadable.StatusCode
        : StoreTroubles.IsBehind(thrown) ? StatusCodes.Status503ServiceUnavailable
        : StatusCodes.Status500InternalServerError;

    private static bool IsMachine(HttpContext http) =>
        http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        || http.Request.Path.StartsWithSegments("/elsa", StringComparison.OrdinalIgnoreCase)
        || http.Request.Path.StartsWithSegments("/webhooks", StringComparison.OrdinalIgnoreCase)
        || http.Request.Path.StartsWithSegments("/workflows", StringComparison.OrdinalIgnoreCase)
        || http.Request.Path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase)
        || http.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase);
}
