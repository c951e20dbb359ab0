namespace GridWorkflow.Host.Composition;

/// <summary>Section <c>Drain</c> of the configuration: how a node leaves.</summary>
public sealed record DrainSettings
{
    public const string Section = "Drain";

    /// <summary>
    /// How long <c>/health/ready</c> answers 503 while everything is still served, so that a load balancer sends nothing new: its interval of
    /// asking, and a little more. 0 to 10 seconds.
    /// </summary>
    public double WaitSeconds { get; init; } = 2;

    /// <exception cref="RefusedStartException">The setting is out of its range.</exception>
    public DrainSettings Checked() => WaitSeconds is >= 0 and <= 10
        ? this
        : throw new RefusedStartException($"Expected 0 to 10 seconds in {Section}:WaitSeconds, but found {WaitSeconds}.");
}

/// <summary>
/// The way out (SIGTERM, Ctrl+C): first not ready but serving, then nothing new, then what is in flight is finished (requests, jobs, writes in the
/// queue), then the end, all within <see cref="Longest"/>.
/// </summary>
internal sealed class Draining(DrainSettings settings, TimeProvider time, ILogger<Draining> log) : IHostedLifecycleService
{
    /// <summary>From the signal to the end. Who sends the signal waits 30 seconds or more before he kills.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(28);

    /// <summary>The node is on its way out.</summary>
    public bool Began { get; private set; }

    // Before any service is told to stop, the web server among them.
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        Began = true;
        log.LogInformation("Draining: not ready from now on, serving for {Seconds} s more", settings.WaitSeconds);
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(settings.WaitSeconds), time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // In a hurry: on with it.
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

internal static class DrainWiring
{
    public static void AddDraining(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton((configuration.GetSection(DrainSettings.Section).Get<DrainSettings>() ?? new DrainSettings()).Checked());
        services.AddSingleton<Draining>();
        services.AddHostedService(provider => provider.GetRequiredService<Draining>());
        services.Configure<HostOptions>(host => host.ShutdownTimeout = Draining.Longest);
    }

    /// <summary>Clients leave with the answer that they have, instead of finding their connection closed when they use it next.</summary>
    public static void UseDraining(this WebApplication app)
    {
        var draining = app.Services.GetRequiredService<Draining>();
        app.Use((http, next) =>
        {
            if (draining.Began)
                http.Response.Headers.Connection = "close";
            return next(http);
        });
    }
}
