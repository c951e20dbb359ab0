using GridWorkflow.Host.Access;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace GridWorkflow.Host.Composition;

/// <summary>The OpenAPI document and the page that shows it.</summary>
internal static class ApiDescription
{
    public static void Configure(OpenApiOptions options) =>
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "GridWorkflow",
                Version = "v1",
                Description = "Cases of grid-based management. Errors are Problem Details (RFC 9457) with an errors list of field, reason and remedy. "
                    + "Commands take an Idempotency-Key header: the same key gives the same answer.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                ["apiKey"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = ApiKeyAuthentication.Header, Description = "Key of a system; made by an admin." },
                ["session"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = "grid.session", Description = "Cookie of a signed-in person." },
            };
            return Task.CompletedTask;
        });

    public static void Configure(ScalarOptions options)
    {
        options.Title = "GridWorkflow";
        options.DefaultFonts = false;
    }
}
