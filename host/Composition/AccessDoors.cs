using GridWorkflow.Host.Access;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime;
using GridWorkflow.Runtime.Access;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Host.Composition;

/// <summary>Accounts, cookies, keys and policies, and the two doors that belong to no page.</summary>
internal static class AccessDoors
{
    public static void AddGridAccess(this IServiceCollection services)
    {
        services.AddIdentity<GridUser, IdentityRole>(options =>
            {
                options.Password.RequiredLength = 12;
                options.Password.RequiredUniqueChars = 5;
                options.Password.RequireDigit = options.Password.RequireLowercase = options.Password.RequireUppercase = options.Password.RequireNonAlphanumeric = false;
                options.Lockout.MaxFailedAccessAttempts = 10;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
                options.User.RequireUniqueEmail = false;
            })
            .AddGridStores()
            .AddClaimsPrincipalFactory<GridClaimsFactory>();
        services.ConfigureApplicationCookie(Policies.Configure);
        // A locked or reset account loses its sessions soon, not at the end of the cookie.
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = TimeSpan.FromMinutes(1));
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, null);
        services.AddAuthorization(Policies.Add);
        services.AddSingleton<Microsoft.AspNetCore.Authorization.IAuthorizationMiddlewareResultHandler, DoorWatch>();
        services.AddScoped<Reader>();
        services.AddScoped<CaseDoor>();
        services.AddScoped<PersonalDataDoor>();
        services.AddScoped<Accounts>();
        services.AddScoped<AdminRoles>();
        services.AddSingleton<Runtime.Reviews.IReviewed, ReviewedAdminRoles>();
    }

    public static void MapSignOut(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/signout", async (HttpContext http, [FromServices] SignInManager<GridUser> signIn, [FromServices] IAntiforgery forms) =>
        {
            if (!await forms.IsRequestValidAsync(http))
                return Results.BadRequest();
            await signIn.SignOutAsync();
            return Results.LocalRedirect("/signin");
        }).ExcludeFromDescription();

    public static void MapLanguage(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/language/{tag}", (string tag, string? back, HttpContext http) =>
        {
            if (Languages.Knows(tag))
                LanguageChoice.Remember(http, tag);
            return Results.LocalRedirect(LanguageChoice.SafeReturn(back));
        }).AllowAnonymous().ExcludeFromDescription();
}
