namespace GridWorkflow.Host.Channels;

/// <summary>What became of one mail.</summary>
public abstract record MailOutcome
{
    private MailOutcome()
    {
    }

    /// <summary>The receiving server took it.</summary>
    public sealed record Sent : MailOutcome;

    /// <summary>Nobody is to receive it: no mail server is configured.</summary>
    public sealed record Suppressed(string Reason) : MailOutcome;

    /// <summary>It may go better later: no connection, a 4xx answer.</summary>
    public sealed record Delayed(string Reason) : MailOutcome;

    /// <summary>It will never go: a bad address, a 5xx answer.</summary>
    public sealed record Rejected(string Reason) : MailOutcome;
}
