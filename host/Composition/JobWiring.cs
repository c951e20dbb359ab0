using GridWorkflow.Host.Access;
using GridWorkflow.Host.Jobs;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.InMemory;
using Hangfire.Server;

namespace GridWorkflow.Host.Composition;

/// <summary>Hangfire: the arm, never the truth. Rows are; with the server gone nothing is lost.</summary>
internal static class JobWiring
{
    public static void AddGridJobs(this IServiceCollection services)
    {
        // Ours, not Hangfire's statics: two hosts in one process (tests, a replay) must not run each other's jobs.
        services.AddSingleton<JobStorage>(_ => new InMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = TimeSpan.FromHours(6) }));
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddHangfire(hangfire => hangfire
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings());
        services.AddHangfireServer(server =>
        {
            server.WorkerCount = Math.Clamp(Environment.ProcessorCount, 2, 8);
            server.SchedulePollingInterval = TimeSpan.FromSeconds(5);
            // At the end jobs have this long to finish before they are told to break off, and a little more to do so.
            server.StopTimeout = TimeSpan.FromSeconds(10);
            server.ShutdownTimeout = TimeSpan.FromSeconds(13);
        });

        // Processes of Hangfire's server, beside its workers.
        services.AddSingleton<IBackgroundProcess, TimerSweepProcess>();
        services.AddSingleton<IBackgroundProcess, OutboxProcess>();
        services.AddSingleton<IBackgroundProcess, TriggerProcess>();
        services.AddSingleton<IBackgroundProcess, CatalogWatchProcess>();
        services.AddSingleton<OutboxLeases>();
        services.AddHostedService(provider => provider.GetRequiredService<OutboxLeases>());
        services.AddTransient<OutboxDelivery>();
        services.AddTransient<KeptEvents>();
        services.AddTransient<MinuteNet>();
        services.AddTransient<Housekeeping>();
    }

    public static void MapJobsDashboard(this WebApplication app)
    {
        app.MapHangfireDashboard("/hangfire", new DashboardOptions
        {
            Authorization = [new DashboardDoor()],
            IgnoreAntiforgeryToken = false,
            DashboardTitle = "GridWorkflow",
            DisplayStorageConnectionString = false,
            AppPath = "/",
        }).RequireAuthorization(Policies.Admin);
        var recurring = app.Services.GetRequiredService<IRecurringJobManager>();
        recurring.AddOrUpdate<MinuteNet>(MinuteNet.Id, net => net.Sweep(CancellationToken.None), Cron.Minutely());
        recurring.AddOrUpdate<Housekeeping>(Housekeeping.Id, house => house.Run(CancellationToken.None), Cron.Daily(3));
        recurring.AddOrUpdate<KeptEvents>(KeptEvents.Id, kept => kept.Expire(), Cron.Daily());
    }
}
