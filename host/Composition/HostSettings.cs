using System.Net;

namespace GridWorkflow.Host.Composition;

/// <summary>What the command line says about one run of the host.</summary>
public sealed record HostSettings
{
    public const string DefaultUrl = "http://127.0.0.1:5080";

    public required HostPaths Paths { get; init; }

    /// <summary>Name of the connection string in the configuration: <c>ConnectionStrings__GridWorkflow</c> in the environment.</summary>
    public const string ConnectionName = "GridWorkflow";

    /// <summary>The database was named on the command line.</summary>
    public bool DatabaseGiven { get; init; }

    /// <summary>Loads the demo district with people whose password is known; loopback only.</summary>
    public bool Demo { get; init; }

    /// <summary>Addresses to listen on, separated by semicolons; null: configuration, else <see cref="DefaultUrl"/>.</summary>
    public string? Urls { get; init; }

    /// <summary>Writes log lines as JSON.</summary>
    public bool JsonLogs { get; init; }

    /// <summary>
    /// The database: as named on the command line, else as configured, else a file. The demo has known passwords and goes only into a
    /// database that is named for it.
    /// </summary>
    public string DatabaseOf(IConfiguration configuration) =>
        !Demo && !DatabaseGiven && configuration.GetConnectionString(ConnectionName) is { Length: > 0 } configured ? configured : Paths.Database;

    /// <summary>The addresses to listen on, separated by semicolons.</summary>
    public string ListenUrls(IConfiguration configuration) => Urls ?? configuration["urls"] ?? DefaultUrl;

    /// <summary>Where people reach this installation, for links in mails: configured as <c>PublicUrl</c>, else the first listening address.</summary>
    public string PublicUrl(IConfiguration configuration) =>
        (configuration["PublicUrl"] ?? ListenUrls(configuration).Split(';', StringSplitOptions.TrimEntries)[0]).TrimEnd('/');

    /// <summary>Why these addresses cannot be served with known passwords; null when they can.</summary>
    /// <param name="urls">Separated by semicolons.</param>
    /// <param name="environment">As somebody has set it; null when nobody has.</param>
    public static string? WhyNotDemo(string urls, string? environment)
    {
        if (string.Equals(environment, "Production", StringComparison.OrdinalIgnoreCase))
            return "--demo has known passwords and refuses to run in the Production environment. Leave --demo out, or unset ASPNETCORE_ENVIRONMENT.";
        var open = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault(url => !IsLoopback(url));
        return open is null ? null : $"--demo has known passwords and listens on loopback only, but '{open}' is open to others. Use {DefaultUrl}, or leave --demo out.";
    }

    private static bool IsLoopback(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address))
            return false;
        var host = address.DnsSafeHost;
        return string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));
    }
}
