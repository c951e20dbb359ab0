using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace GridWorkflow.Host.Channels;

/// <summary>One mail as the outbox holds it.</summary>
/// <param name="Id">Id of the outbox row; the Message-Id is made of it, so that a second sending of the same row is known as the same mail.</param>
public sealed record Mail(Guid Id, string Address, string Subject, string Html, string Plain);

/// <summary>Sends mails over SMTP: one connection per batch.</summary>
public sealed class MailChannel(MailSettings settings, ILogger<MailChannel> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Message-Id of an outbox row. The same row has the same id for ever.</summary>
    public static string MessageIdOf(Guid id) => $"{id:N}@gridworkflow";

    /// <summary>Sends each mail; the outcomes stand in the order of the mails. Never throws for what a server answers.</summary>
    public async Task<IReadOnlyList<MailOutcome>> Send(IReadOnlyList<Mail> mails, CancellationToken cancellation)
    {
        if (!settings.IsConfigured)
        {
            var suppressed = new MailOutcome.Suppressed("No mail server is configured. Set Mail:Host and Mail:From.");
            return [.. mails.Select(_ => suppressed)];
        }

        using var client = new SmtpClient { Timeout = (int)Patience.TotalMilliseconds };
        var outcomes = new List<MailOutcome>(mails.Count);
        try
        {
            await Connect(client, cancellation);
        }
        catch (Exception e) when (e is SocketException or IOException or ProtocolException or SslHandshakeException or AuthenticationException
            or CommandException or TimeoutException)
        {
            var delayed = new MailOutcome.Delayed($"The mail server cannot be reached: {e.Message}");
            return [.. mails.Select(_ => delayed)];
        }

        foreach (var mail in mails)
            outcomes.Add(client.IsConnected ? await SendOne(client, mail, cancellation) : new MailOutcome.Delayed("The mail server closed the connection."));
        if (client.IsConnected)
            await Quit(client, cancellation);
        return outcomes;
    }

    private async Task Connect(SmtpClient client, CancellationToken cancellation)
    {
        await client.ConnectAsync(settings.Host!, settings.Port, settings.Security, cancellation);
        if (!string.IsNullOrEmpty(settings.User))
            await client.AuthenticateAsync(settings.User, settings.Password ?? "", cancellation);
    }

    private async Task<MailOutcome> SendOne(SmtpClient client, Mail mail, CancellationToken cancellation)
    {
        if (!TryCompose(mail, out var message, out var reason))
            return new MailOutcome.Rejected(reason);
        try
        {
            await client.SendAsync(message, cancellation);
            return new MailOutcome.Sent();
        }
        catch (SmtpCommandException e)
        {
            var answer = $"{(int)e.StatusCode} {e.Message}";
            return (int)e.StatusCode >= 500 ? new MailOutcome.Rejected(answer) : new MailOutcome.Delayed(answer);
        }
        catch (Exception e) when (e is SocketException or IOException or ProtocolException or ServiceNotConnectedException or TimeoutException)
        {
            return new MailOutcome.Delayed(e.Message);
        }
        finally
        {
            message.Dispose();
        }
    }

    private async Task Quit(SmtpClient client, CancellationToken cancellation)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellation);
        }
        catch (Exception e) when (e is SocketException or IOException or ProtocolException)
        {
            log.LogDebug(e, "The mail server did not say goodbye; the mails are sent all the same");
        }
    }

    private bool TryCompose(Mail mail, out MimeMessage message, out string reason)
    {
        message = new MimeMessage();
        reason = "";
        if (mail.Address.AsSpan().IndexOfAny('\r', '\n') >= 0 || !MailboxAddress.TryParse(mail.Address, out var to))
        {
            reason = "Expected one mail address, but the recipient's is not. Mend it in the organisation file.";
            message.Dispose();
            return false;
        }

        message.MessageId = MessageIdOf(mail.Id);
        message.From.Add(MailboxAddress.Parse(settings.From));
        message.To.Add(to);
        message.Subject = OneLine(mail.Subject);
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Body = new BodyBuilder { TextBody = mail.Plain, HtmlBody = mail.Html }.ToMessageBody();
        return true;
    }

    /// <summary>A subject can never become a second header.</summary>
    private static string OneLine(string text) =>
        string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character)).Trim();
}
