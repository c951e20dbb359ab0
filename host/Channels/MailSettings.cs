using MailKit.Security;

namespace GridWorkflow.Host.Channels;

/// <summary>Section <c>Mail</c> of the configuration.</summary>
public sealed record MailSettings
{
    public const string Section = "Mail";

    /// <summary>Name of the SMTP server. Without it no mail is sent, and each mail is settled as suppressed with that reason.</summary>
    public string? Host { get; init; }

    /// <summary>0: the usual port of the kind of security.</summary>
    public int Port { get; init; }

    /// <summary>Address of the sender, with or without a name: <c>Grid centre &lt;grid@example.org&gt;</c>.</summary>
    public string From { get; init; } = "GridWorkflow <noreply@localhost>";

    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary><c>Auto</c>, <c>StartTls</c>, <c>SslOnConnect</c> or <c>None</c>.</summary>
    public SecureSocketOptions Security { get; init; } = SecureSocketOptions.Auto;

    public bool IsConfigured => !string.IsNullOrWhiteSpace(Host);
}
