using GridWorkflow.Host.Access;
using GridWorkflow.Host.Jobs;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Store.Postgres;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.InMemory;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Hangfire.Server;

namespace GridWorkflow.Host.Composition;

/// <summary>Hangfire: the arm, never the truth. Rows are; with the server gone nothing is lost.</summary>
internal static class JobWiring
{
    public static void AddGridJobs(this IServiceCollection services, GridDatabase database)
    {
        // Ours, not Hangfire's statics: two hosts in one process (tests, a replay) must not run each other's jobs.
        services.AddSingleton(provider => Storage(provider.GetRequiredService<GridDatabase>()));
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
        services.AddSingleton<IBackgroundProcess, RecurringJobsProcess>();
        services.AddSingleton<IBackgroundProcess, TimerSweepProcess>();
        services.AddSingleton<IBackgroundProcess, OutboxProcess>();
        services.AddSingleton<IBackgroundProcess, TriggerProcess>();
        services.AddSingleton<IBackgroundProcess, CatalogWatchProcess>();
        if (database.IsShared)
            services.AddSingleton<IBackgroundProcess, ChangeListenProcess>();
        services.AddSingleton<OutboxLeases>();
        services.AddHostedService(provider => provider.GetRequiredService<OutboxLeases>());
        services.AddTransient<OutboxDelivery>();
        services.AddTransient<KeptEvents>();
        services.AddTransient<MinuteNet>();
        services.AddTransient<CalendarNet>();
        services.AddTransient<LadderNet>();
        services.AddTransient<ScheduleNet>();
        services.AddTransient<CoverageNet>();
        services.AddTransient<StayNet>();
        services.AddTransient<Housekeeping>();
    }

    /// <summary>
    /// Where jobs are kept. Nodes on one server share them there, so that each takes what another has put in. Its own time limits for
    /// the dead are ten and thirty minutes; thirty seconds keep what a killed node held from waiting.
    /// </summary>
    private static JobStorage Storage(GridDatabase database)
    {
        if (database is not PostgresDatabase server)
            return new InMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = TimeSpan.FromHours(6) });
        // The dashboard is mapped, and opens the storage, before the first start brings the database up to date.
        using var alone = server.StartAlone();
        server.Migrate();
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(server.ConnectionString, Jobs), Jobs);
    }

    private static readonly PostgreSqlStorageOptions Jobs = new()
    {
        UseSlidingInvisibilityTimeout = true,
        InvisibilityTimeout = TimeSpan.FromSeconds(30),
        DistributedLockTimeout = TimeSpan.FromSeconds(30),
        EnableLongPolling = true,
        QueuePollInterval = TimeSpan.FromSeconds(1),
    };

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
    }
}
