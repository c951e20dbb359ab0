using System.Net;
using System.Net.Sockets;

namespace GridWorkflow.Runtime.Tests.Commit;

/// <summary>
/// Stands between a client and its server. When it is told to, it lets the next request through, waits for the server's answer, and
/// cuts the connection instead of passing it on: what was asked has happened, and the client cannot know.
/// </summary>
internal sealed class CuttingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly string _host;
    private readonly int _port;
    private int _cut;

    public CuttingProxy(string host, int port)
    {
        (_host, _port) = (host, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = Accept();
    }

    public int Port { get; }

    /// <summary>Answers that were swallowed.</summary>
    public int Cuts { get; private set; }

    /// <summary>The answer to the next request that holds this text is cut off.</summary>
    public void CutAfter(string text)
    {
        Text = System.Text.Encoding.ASCII.GetBytes(text);
        Volatile.Write(ref _cut, 1);
    }

    private byte[] Text { get; set; } = [];

    public void Dispose()
    {
        _over.Cancel();
        _listener.Dispose();
        _over.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                _ = Serve(await _listener.AcceptTcpClientAsync(_over.Token));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task Serve(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(_host, _port, _over.Token);
            near.NoDelay = far.NoDelay = true;
            var swallow = false;
            var up = Pump(near, far, bytes =>
            {
                if (bytes.IndexOf(Text) >= 0 && Interlocked.Exchange(ref _cut, 0) == 1)
                    swallow = true;
                return true;
            });
            var down = Pump(far, near, _ =>
            {
                if (!swallow)
                    return true;
                Cuts++;
                return false;
            });
            await Task.WhenAny(up, down);
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
        }
    }

    private delegate bool Look(ReadOnlySpan<byte> bytes);

    private async Task Pump(TcpClient from, TcpClient to, Look goesOn)
    {
        var buffer = new byte[64 * 1024];
        while (await from.GetStream().ReadAsync(buffer, _over.Token) is var read and > 0)
        {
            if (!goesOn(buffer.AsSpan(0, read)))
                return;
            await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _over.Token);
        }
    }
}
