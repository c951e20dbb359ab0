namespace GridWorkflow.Host.Channels;

/// <summary>Section <c>Calls</c> of the configuration: HTTP calls that workflows ask for.</summary>
public sealed record CallSettings
{
    public const string Section = "Calls";

    /// <summary>
    /// Networks inside the house that workflows may call, in CIDR notation: <c>10.20.0.0/16</c>. All other private, local and special
    /// addresses are refused, whatever name they hide behind.
    /// </summary>
    public IReadOnlyList<string> AllowedNetworks { get; init; } = [];

    /// <summary>False: only https.</summary>
    public bool AllowPlainHttp { get; init; } = true;

    /// <summary>1 to 45 seconds: a call ends before the lease of its message does.</summary>
    public int TimeoutSeconds { get; init; } = 30;

    /// <summary>Longest answer that is read.</summary>
    public int MostBytes { get; init; } = 1024 * 1024;

    /// <exception cref="Composition.RefusedStartException">A setting is out of its range.</exception>
    public CallSettings Checked()
    {
        if (TimeoutSeconds is < 1 or > 45)
            throw new Composition.RefusedStartException($"Expected 1 to 45 seconds in Calls:TimeoutSeconds, but found {TimeoutSeconds}.");
        if (MostBytes is < 1 or > 64 * 1024 * 1024)
            throw new Composition.RefusedStartException($"Expected 1 to 67108864 bytes in Calls:MostBytes, but found {MostBytes}.");
        foreach (var network in AllowedNetworks)
        {
            if (!System.Net.IPNetwork.TryParse(network, out _))
                throw new Composition.RefusedStartException($"Expected a network such as 10.20.0.0/16 in Calls:AllowedNetworks, but found '{network}'.");
        }

        return this;
    }
}

/// <summary>Section <c>Tasks</c> of the configuration: who is told of the tasks that workflows ask of the host (RunTask).</summary>
public sealed record TaskSettings
{
    public const string Section = "Tasks";

    /// <summary>Where each task is posted, signed by Standard Webhooks. Without it tasks wait until somebody reports their result.</summary>
    public string? Url { get; init; }

    /// <summary>The signing secret, <c>whsec_…</c>.</summary>
    public string? Secret { get; init; }

    public bool IsConfigured => !string.IsNullOrWhiteSpace(Url);

    /// <exception cref="Composition.RefusedStartException">There is a URL, but it or the secret is of no use.</exception>
    public TaskSettings Checked()
    {
        if (!IsConfigured)
            return this;
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
            throw new Composition.RefusedStartException($"Expected an absolute URL with http or https in Tasks:Url, but found '{Url}'.");
        return Webhooks.WebhookSecret.TryRead(Secret, out _)
            ? this
            : throw new Composition.RefusedStartException("Expected a signing secret 'whsec_…' in Tasks:Secret, but found none that can be read.");
    }
}
