using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace GridWorkflow.Host.Composition;

/// <summary>Structured logs to the console; one line per request.</summary>
internal static class Logging
{
    public static void AddGridLogging(this WebApplicationBuilder builder, bool json) =>
        builder.Services.AddSerilog((_, logger) =>
        {
            logger.ReadFrom.Configuration(builder.Configuration)
                .MinimumLevel.Override("Microsoft.AspNetCore", LogEventLevel.Warning)
                .MinimumLevel.Override("Microsoft.EntityFrameworkCore", LogEventLevel.Warning)
                .MinimumLevel.Override("Hangfire", LogEventLevel.Warning)
                // The address is printed once it is served.
                .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Warning)
                // It warns that keys are not encrypted: their folder is the owner's alone, and so is the database beside it.
                .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error)
                .Enrich.FromLogContext();
            if (json)
                logger.WriteTo.Console(new CompactJsonFormatter());
            else
                logger.WriteTo.Console(
                    outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}",
                    formatProvider: System.Globalization.CultureInfo.InvariantCulture);
        });

    /// <summary>Paths only: a query or a body may hold personal data.</summary>
    public static void UseGridRequestLogging(this WebApplication app) =>
        app.UseSerilogRequestLogging(options =>
        {
            options.MessageTemplate = "{RequestMethod} {RequestRoute} {StatusCode} in {Elapsed:0} ms";
            options.EnrichDiagnosticContext = (context, http) =>
                context.Set("RequestRoute", (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? http.Request.Path.Value);
            options.GetLevel = (http, _, error) => error is not null || http.Response.StatusCode >= 500
                ? LogEventLevel.Error
                : http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) || http.Request.Path.StartsWithSegments("/lib", StringComparison.Ordinal)
                    ? LogEventLevel.Verbose
                    : LogEventLevel.Information;
        });
}
