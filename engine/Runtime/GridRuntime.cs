using System.Security.Cryptography;
using GridWorkflow.Runtime.Access;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Delivery;
using GridWorkflow.Runtime.DryRuns;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Purging;
using GridWorkflow.Runtime.Rehearsals;
using GridWorkflow.Runtime.Reviews;
using GridWorkflow.Runtime.Schedules;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Store.Postgres;
using GridWorkflow.Runtime.Timers;
using GridWorkflow.Runtime.Ways;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace GridWorkflow.Runtime;

/// <summary>What the runtime is made of, in the order in which a command meets it.</summary>
public static class GridRuntime
{
    /// <summary>
    /// Adds the runtime on one database. It is made and brought up to date by <see cref="GridDatabase.Migrate"/>, which must come
    /// first. A <see cref="TimeProvider"/> that is registered before is taken, else the database's clock.
    /// </summary>
    public static IServiceCollection AddGridRuntime(this IServiceCollection services, GridDatabase database)
    {
        services.TryAddSingleton(_ => database.Clock());
        services.TryAddSingleton(_ => RandomNumberGenerator.Create());
        services.TryAddSingleton(CommitOptions.Default with { Lanes = database.Lanes });
        services.TryAddSingleton(SweepOptions.Default);
        services.TryAddSingleton(RetryPolicy.Default);

        // The database: schema and ordinary queries through EF, loading and committing by hand.
        services.AddSingleton(_ => database);
        services.AddSingleton<IDbContextFactory<GridDbContext>>(provider => provider.GetRequiredService<GridDatabase>());
        services.AddScoped(provider => provider.GetRequiredService<GridDatabase>().CreateDbContext());
        services.AddSingleton(provider => provider.GetRequiredService<GridDatabase>().OpenStore());

        // The one way into it.
        services.AddSingleton<CommitPipeline>();

        // What decisions look at: reference data in force, definition versions that cases are pinned to.
        services.AddSingleton<ReferenceCatalog>();

        // What needs a second person, and the changes that wait for one.
        services.AddSingleton<ReviewQueue>();
        services.AddSingleton<TwoPersonRule>();
        services.AddSingleton<IReviewed>(provider => provider.GetRequiredService<TwoPersonRule>());
        services.AddSingleton<IReviewed, ReviewedDefinitions>();
        services.AddSingleton<IReviewed, ReviewedFiles>();
        services.AddSingleton<IReviewed, ReviewedMigrations>();
        services.AddSingleton<ReviewDesk>();

        // The definitions that admins draw: drafts, versions, what is published.
        services.AddSingleton<DefinitionQueries>();
        services.AddSingleton<FileQueries>();
        services.AddSingleton<DefinitionLibrary>();
        services.AddSingleton<MigrationDesk>();
        services.AddSingleton<DryRunDesk>();
        services.AddSingleton<RehearsalHall>();

        // The files beside them: policies, calendars, catalogue and the rest, in changes that come into force whole.
        services.AddSingleton<FileLibrary>();

        // Commands of people, systems, timers and messages: all of them take turns.
        services.AddSingleton(provider => new InstanceTurns(
            provider.GetRequiredService<IStore>(),
            provider.GetRequiredService<CommitPipeline>(),
            provider.GetRequiredService<ReferenceCatalog>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<RandomNumberGenerator>(),
            provider.GetRequiredService<ILogger<InstanceTurns>>()));
        services.AddSingleton<CaseRunner>();
        services.AddSingleton<RepeatWatch>();
        services.AddSingleton<InstanceRunner>();
        services.AddSingleton<TimerSweep>();
        services.AddSingleton<CalendarSweep>();
        services.AddSingleton<LadderSweep>();

        // What the calendar brings, and what must not be nobody's.
        services.AddSingleton<BulletinQueries>();
        services.AddSingleton<OrphanQueries>();
        services.AddSingleton<BulletinDesk>();
        services.AddSingleton<CutOffSweep>();
        services.AddSingleton<RankingSweep>();
        services.AddSingleton<OpeningSweep>();
        services.AddSingleton<OrphanSweep>();

        // What is delivered after the commit, inside the engine and out of it.
        services.AddSingleton<OutboxQueue>();
        services.AddSingleton<WaiterQueries>();
        services.AddSingleton<MessageDelivery>();
        services.AddSingleton<EndpointRoutes>();
        services.AddSingleton<EventIntake>();
        services.AddSingleton<TriggerSweep>();
        services.TryAddSingleton(PurgePeriods.Default);
        services.AddSingleton<Purge>();

        // What people and admins look at, and who may call.
        services.AddSingleton<CaseQueries>();
        services.AddSingleton<FigureQueries>();
        services.AddSingleton<StayQueries>();
        services.AddSingleton<StayRebuild>();
        services.AddSingleton<InstanceQueries>();
        services.AddSingleton<InstanceSearch>();
        services.AddSingleton<TroubleQueries>();
        services.AddSingleton<WebhookSources>();
        services.AddSingleton<ApiKeys>();

        // What other processes change is seen here.
        services.AddSingleton<CatalogWatch>();
        return services;
    }

    /// <summary>
    /// Keeps the keys of cookies and webhook secrets: in a folder beside a file, in the database where several nodes share it.
    /// </summary>
    public static IDataProtectionBuilder KeepGridKeys(this IDataProtectionBuilder keys, GridDatabase database, Func<DirectoryInfo> folder)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(folder);
        if (database is not PostgresDatabase)
            return keys.PersistKeysToFileSystem(folder());
        keys.Services.AddScoped(provider => (PostgresDbContext)provider.GetRequiredService<GridDatabase>().CreateDbContext());
        return keys.PersistKeysToDbContext<PostgresDbContext>();
    }

    /// <summary>Keeps the accounts of ASP.NET Core Identity in the same database.</summary>
    public static IdentityBuilder AddGridStores(this IdentityBuilder identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return identity.AddEntityFrameworkStores<GridDbContext>();
    }
}
