using System.Collections.Immutable;
using System.Text;
using GridWorkflow.Host.Access;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Workflow.Delivery;

namespace GridWorkflow.Host.Channels;

/// <summary>Makes the HTTP calls that workflows ask for: one try each, since the workflow has a way on for every outcome.</summary>
public sealed class CallChannel(GuardedClient client)
{
    // Names that the message itself sets.
    private static readonly HashSet<string> Own = new(StringComparer.OrdinalIgnoreCase) { "Host", "Content-Length", "Transfer-Encoding", "Connection", "Content-Type" };

    /// <summary>Sends a call and waits for its answer.</summary>
    /// <param name="messageId">Id of the outbox row; the same for every try, in <c>Idempotency-Key</c>.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellation">The host is stopping: the call is made again later.</param>
    public async Task<HttpAnswer> Send(Guid messageId, HttpPayload call, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(call);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(client.Settings.TimeoutSeconds));
        try
        {
            using var request = RequestOf(messageId, call);
            using var response = await client.Send(request, patience.Token);
            return await Read(response, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new HttpAnswer.TimedOut();
        }
        catch (Exception none) when (GuardedClient.IsNoAnswer(none))
        {
            return new HttpAnswer.NoConnection(none.Message);
        }
    }

    private static HttpRequestMessage RequestOf(Guid messageId, HttpPayload call)
    {
        var request = new HttpRequestMessage(new HttpMethod(call.Method), call.Url)
        {
            Content = OutboxPayload.Value(call.Content) switch
            {
                null => null,
                byte[] bytes => new ByteArrayContent(bytes),
                var text => new ByteArrayContent(Encoding.UTF8.GetBytes(text as string ?? Convert.ToString(text, System.Globalization.CultureInfo.InvariantCulture)!)),
            },
        };
        if (call.ContentType is { } type)
            request.Content?.Headers.TryAddWithoutValidation("Content-Type", type);
        foreach (var (name, value) in call.Headers)
        {
            if (!Own.Contains(name) && !request.Headers.TryAddWithoutValidation(name, value))
                request.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        if (call.Authorization is { } authorization)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (!request.Headers.Contains(CommandKeys.Header))
            request.Headers.Add(CommandKeys.Header, messageId.ToString("D"));
        return request;
    }

    private async Task<HttpAnswer> Read(HttpResponseMessage response, CancellationToken cancellation)
    {
        var most = client.Settings.MostBytes;
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, cancellation) is var count and > 0)
        {
            if (body.Length + count > most)
                return new HttpAnswer.NoConnection($"Expected an answer of at most {most} bytes, but it is longer.");
            body.Write(buffer, 0, count);
        }

        return new HttpAnswer.Response((int)response.StatusCode)
        {
            Headers = response.Headers.Concat(response.Content.Headers)
                // What signs us in there is nobody's to keep in a journal.
                .Where(header => !string.Equals(header.Key, "Set-Cookie", StringComparison.OrdinalIgnoreCase))
                .ToImmutableSortedDictionary(header => header.Key, header => (object?)string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase),
            ContentType = response.Content.Headers.ContentType?.ToString(),
            FileName = NameOf(response.Content.Headers.ContentDisposition?.FileNameStar ?? response.Content.Headers.ContentDisposition?.FileName),
            Content = body.Length == 0 ? null : body.ToArray(),
        };
    }

    // Whatever path a server gives, a file has a name only.
    private static string? NameOf(string? given) => given?.Trim('"') is { Length: > 0 } name ? name[(name.LastIndexOfAny(['/', '\\']) + 1)..] : null;
}
