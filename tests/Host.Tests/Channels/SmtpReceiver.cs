using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace GridWorkflow.Host.Tests.Channels;

/// <summary>A mail server on loopback that takes what real clients send over real sockets, as far as RFC 5321 needs for that.</summary>
public sealed class SmtpReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Func<string, string?> _answerRecipient;

    /// <param name="answerRecipient">Answer to RCPT TO by address; null takes it.</param>
    public SmtpReceiver(Func<string, string?>? answerRecipient = null)
    {
        _answerRecipient = answerRecipient ?? (_ => null);
        _listener.Start();
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public ConcurrentQueue<(string Recipient, MimeMessage Message)> Mails { get; } = new();

    /// <summary>Waits until so many more mails have arrived.</summary>
    public async Task Expect(int mails, CancellationToken cancellation)
    {
        for (var i = 0; i < mails; i++)
            (await _arrived.WaitAsync(TimeSpan.FromSeconds(30), cancellation)).ShouldBeTrue($"Expected {mails} mails, but {i} arrived.");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _arrived.Dispose();
        _stop.Dispose();
    }

    private async Task Accept()
    {
        var talks = new List<Task>();
        try
        {
            while (!_stop.IsCancellationRequested)
                talks.Add(Talk(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(talks);
        }
    }

    private async Task Talk(TcpClient client)
    {
        using (client)
        {
            try
            {
                await Talk(client.GetStream());
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The client hung up.
            }
        }
    }

    private async Task Talk(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        var recipients = new List<string>();
        await Say("220 receiver ready");
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            switch (verb)
            {
                case "EHLO":
                    await Say("250-receiver\r\n250 8BITMIME");
                    break;
                case "HELO" or "MAIL" or "RSET" or "NOOP":
                    recipients.Clear();
                    await Say("250 ok");
                    break;
                case "RCPT" when !line.Contains('>', StringComparison.Ordinal):
                    return; // The sender died in the middle of the line.
                case "RCPT":
                    var address = line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
                    var answer = _answerRecipient(address);
                    if (answer is null)
                        recipients.Add(address);
                    await Say(answer ?? "250 ok");
                    break;
                case "DATA":
                    await Say("354 go on");
                    await Take(reader, recipients);
                    await Say("250 taken");
                    break;
                case "QUIT":
                    await Say("221 bye");
                    return;
                default:
                    await Say("502 not known here");
                    break;
            }
        }

        async Task Say(string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"), _stop.Token);
    }

    private async Task Take(StreamReader reader, List<string> recipients)
    {
        using var data = new MemoryStream();
        for (var line = await Line(reader); line != "."; line = await Line(reader))
            data.Write(Encoding.Latin1.GetBytes((line.StartsWith("..", StringComparison.Ordinal) ? line[1..] : line) + "\r\n"));
        data.Position = 0;
        var message = await MimeMessage.LoadAsync(data, _stop.Token);
        foreach (var recipient in recipients)
            Mails.Enqueue((recipient, message));
        _arrived.Release();
    }

    // A sender that dies before the lonely dot has sent nothing: the mail is thrown away, as RFC 5321 wants it.
    private async Task<string> Line(StreamReader reader) =>
        await reader.ReadLineAsync(_stop.Token) ?? throw new IOException("The sender hung up in the middle of a mail.");
}
