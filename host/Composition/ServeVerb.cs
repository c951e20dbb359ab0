using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace GridWorkflow.Host.Composition;

/// <summary>Serves until it is told to stop.</summary>
internal static class ServeVerb
{
    public static async Task<int> Run(HostSettings settings, CancellationToken cancellation)
    {
        await using var host = await GridHost.Build(settings, cancellation);
        var report = await GridHost.FirstStart(host, cancellation);
        await host.StartAsync(cancellation);
        // To the console and never to the log: logs are kept and shipped.
        if (report.Admin is { } admin)
            await Console.Out.WriteLineAsync($"First start. Sign in as '{admin.UserName}' with the password (shown this once): {admin.Password}");
        if (report.DemoPassword is { } password)
            await Console.Out.WriteLineAsync($"Demo. The sign-in page lists the people of the demo district; all of them have the password {password}");
        var addresses = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        await Console.Out.WriteLineAsync($"GridWorkflow serves at {string.Join(" and ", addresses)} (stop with Ctrl+C)");
        await host.WaitForShutdownAsync(cancellation);
        return 0;
    }
}
