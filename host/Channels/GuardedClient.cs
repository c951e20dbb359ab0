using Microsoft.Security.AntiSSRF;

namespace GridWorkflow.Host.Channels;

/// <summary>
/// The one way out for calls whose address comes from a workflow. The address is checked when it is dialled, after its name was resolved,
/// so that neither another notation nor another answer of the name server gets around it. Redirects are not followed: they would take
/// headers with them to a place that nobody named.
/// </summary>
public sealed class GuardedClient : IDisposable
{
    private readonly HttpClient _client;

    public GuardedClient(CallSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Settings = settings;
        var policy = new AntiSSRFPolicy(PolicyConfigOptions.ExternalOnlyLatest) { AllowPlainTextHttp = settings.AllowPlainHttp, AddXFFHeader = false };
        if (settings.AllowedNetworks.Count > 0)
            policy.AddAllowedAddresses([.. settings.AllowedNetworks]);
        var handler = policy.GetHandler();
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(2);
        // Each call has a time of its own, its answer's body included.
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public CallSettings Settings { get; }

    /// <summary>Sends a request; its body is read by the caller.</summary>
    public Task<HttpResponseMessage> Send(HttpRequestMessage request, CancellationToken cancellation) =>
        _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);

    /// <summary>True for what is thrown when no answer came.</summary>
    public static bool IsNoAnswer(Exception thrown) =>
        thrown is AntiSSRFException or HttpRequestException or System.Net.Sockets.SocketException or IOException or ArgumentException or NotSupportedException;

    public void Dispose() => _client.Dispose();
}
