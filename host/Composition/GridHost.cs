using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using GridWorkflow.Designer;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Channels;
using GridWorkflow.Host.Heat;
using GridWorkflow.Host.Jobs;
using GridWorkflow.Host.Pages;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Rest;
using GridWorkflow.Host.Texts;
using GridWorkflow.Host.Webhooks;
using GridWorkflow.Host.Workflows;
using GridWorkflow.Runtime;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Store.Sqlite;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.WebEncoders;
using Scalar.AspNetCore;

namespace GridWorkflow.Host.Composition;

/// <summary>All that is wired, in order. Whoever looks for something begins here.</summary>
public static class GridHost
{
    /// <summary>Builds the host; the database is opened by <see cref="FirstStart"/>.</summary>
    /// <param name="settings">What the command line says.</param>
    /// <param name="cancellation">Ends the building.</param>
    /// <param name="change">What a test exchanges: the clock.</param>
    /// <exception cref="RefusedStartException">The settings would be unsafe.</exception>
    public static Task<WebApplication> Build(HostSettings settings, CancellationToken cancellation, Action<WebApplicationBuilder>? change = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        cancellation.ThrowIfCancellationRequested();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = settings.Paths.Content,
            WebRootPath = Path.Combine(settings.Paths.Content, "wwwroot"),
            ApplicationName = typeof(GridHost).Assembly.GetName().Name,
        });
        Listen(builder, settings);
        builder.AddGridLogging(settings.JsonLogs);
        change?.Invoke(builder);
        AddServices(builder, settings);

        var app = builder.Build();
        Pipe(app);
        Map(app);
        return Task.FromResult(app);
    }

    /// <summary>What must be there before the first request: schema, reference data, the first admin, the demo's people.</summary>
    public static async Task<StartReport> FirstStart(WebApplication app, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(app);
        // One node at a time, and the schema first: whatever uses the store prepares its statements when it is made.
        var database = app.Services.GetRequiredService<GridDatabase>();
        using var alone = database.StartAlone();
        database.Migrate();
        await using var scope = app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<FirstStart>().Run(cancellation);
    }

    private static void Listen(WebApplicationBuilder builder, HostSettings settings)
    {
        var urls = settings.ListenUrls(builder.Configuration);
        if (settings.Demo && HostSettings.WhyNotDemo(urls, builder.Configuration["ASPNETCORE_ENVIRONMENT"] ?? builder.Configuration["DOTNET_ENVIRONMENT"]) is { } reason)
            throw new RefusedStartException(reason);
        builder.WebHost.UseUrls(urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        });
    }

    private static void AddServices(WebApplicationBuilder builder, HostSettings settings)
    {
        var services = builder.Services;
        services.AddSingleton(settings);

        // Store, commit pipeline, case runner, timer sweep, outbox, reference data.
        var database = GridDatabase.Open(settings.DatabaseOf(builder.Configuration));
        if (database is SqliteDatabase file)
            Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!);
        services.AddGridRuntime(database);

        // Who is it: cookies for people, keys for systems, deny by default.
        services.AddGridAccess();
        services.AddDataProtection().SetApplicationName("GridWorkflow").KeepGridKeys(database, settings.Paths.KeyFolder);

        // In which words: three languages, dates in the organisation's zone.
        services.AddSingleton(TextBook.Read(Path.Combine(settings.Paths.Content, "Texts")));
        services.AddHttpContextAccessor();
        services.AddScoped(provider => new Wording(
            provider.GetRequiredService<TextBook>(),
            LanguageChoice.Of(provider.GetRequiredService<IHttpContextAccessor>().HttpContext!),
            ZoneOf(provider.GetRequiredService<ReferenceCatalog>())));

        services.AddScoped<Names>();
        services.AddScoped<ActivityNames>();
        services.AddScoped<LifecycleWords>();
        services.AddScoped<JournalWords>();
        services.AddScoped<Pages.Ways.WayPicture>();
        services.AddScoped<Pages.Ways.WayActs>();
        services.AddScoped<ClockFacts>();
        services.AddScoped<FormLines>();
        services.AddScoped<Figures.FigureDesk>();
        services.AddScoped<Figures.FigureWords>();
        services.AddScoped<Heat.HeatDesk>();
        services.AddScoped<CaseViews>();
        services.AddScoped<Reports.ReportDoor>();
        services.AddSingleton<DryRuns.DryRunOrders>();
        services.AddSingleton<Rehearsals.ScenarioShelf>();
        services.AddScoped<Rehearsals.FrameScenes>();

        // What comes in and goes out.
        services.AddSingleton<WebhookKeys>();
        services.AddSingleton(builder.Configuration.GetSection(MailSettings.Section).Get<MailSettings>() ?? new MailSettings());
        services.AddSingleton<MailChannel>();
        services.AddSingleton((builder.Configuration.GetSection(CallSettings.Section).Get<CallSettings>() ?? new CallSettings()).Checked());
        services.AddSingleton((builder.Configuration.GetSection(TaskSettings.Section).Get<TaskSettings>() ?? new TaskSettings()).Checked());
        services.AddSingleton((builder.Configuration.GetSection(EndpointSettings.Section).Get<EndpointSettings>() ?? new EndpointSettings()).Checked());
        services.AddSingleton<GuardedClient>();
        services.AddSingleton<CallChannel>();
        services.AddSingleton<TaskChannel>();

        // Elsa Studio and what it calls.
        services.AddDesigner(new DesignerDoors(Policies.Admin, Policies.Auditor, Policies.Overview)
        {
            IsOfThisSite = SameSite.MayPass,
            Actor = http => http.RequestServices.GetRequiredService<Reader>().Actor.PersonId,
            Language = LanguageChoice.Of,
        });

        // Deadlines, deliveries, housekeeping.
        services.AddSingleton((builder.Configuration.GetSection(HousekeepingSettings.Section).Get<HousekeepingSettings>() ?? new HousekeepingSettings()).Periods());
        services.AddSingleton((builder.Configuration.GetSection(CoverageSettings.Section).Get<CoverageSettings>() ?? new CoverageSettings()).Checked());
        services.AddGridJobs(database);
        services.AddDraining(builder.Configuration);

        // Pages and API.
        services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "grid.form";
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddRazorPages();
        services.AddScoped<Unread>();
        services.AddScoped<Waiting>();
        services.AddProblemDetails();
        // In every environment: a request that cannot be read is answered by Errors, with its field.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddOpenApi("v1", ApiDescription.Configure);
        services.AddHealthChecks().AddCheck<Readiness>("ready");
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.Converters.Add(new JsonStringEnumConverter());
            options.SerializerOptions.RespectNullableAnnotations = true;
            options.SerializerOptions.RespectRequiredConstructorParameters = true;
        });
        services.AddScoped<FirstStart>();
    }

    private static void Pipe(WebApplication app)
    {
        app.UseDraining();
        // Headers first: errors carry them too.
        app.UseSecurityHeaders();
        app.UseGridRequestLogging();
        app.UseLanguage();
        app.UseErrors();
        app.UseStaticFiles(new StaticFileOptions
        {
            // The address of each file holds a hash of its contents.
            OnPrepareResponse = context => context.Context.Response.Headers.CacheControl = context.Context.Request.Query.ContainsKey("v")
                ? "public, max-age=31536000, immutable" : "public, max-age=3600",
        });
        app.UseRouting();
        app.UseAuthentication();
        app.UseOneTimePasswords();
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    private static void Map(WebApplication app)
    {
        app.MapHealth();
        app.MapWebhooks();
        app.MapRest();
        app.MapWorkflows();
        app.MapHeat();
        app.MapWorkflowEndpoints();
        app.MapDesigner();
        app.MapOpenApi().RequireAuthorization();
        app.MapScalarApiReference("/scalar", ApiDescription.Configure).RequireAuthorization(Policies.Admin);
        app.MapJobsDashboard();
        app.MapSignOut();
        app.MapLanguage();
        app.MapRazorPages();
    }

    private static TimeZoneInfo ZoneOf(ReferenceCatalog reference) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(reference.Current.Organisation.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;
}
