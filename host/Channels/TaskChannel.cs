using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GridWorkflow.Host.Webhooks;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Host.Channels;

/// <summary>Tells a system of the tasks that workflows ask of the host, signed by Standard Webhooks under the id of the task.</summary>
public sealed class TaskChannel(GuardedClient client, TaskSettings settings, TimeProvider time)
{
    /// <summary>What became of the telling; null: it arrived.</summary>
    /// <param name="Suppressed">Nobody is to be told.</param>
    /// <param name="Reason">Why it did not arrive.</param>
    public sealed record Failure(bool Suppressed, string Reason);

    public async Task<Failure?> Tell(OutboxRow row, TaskPayload task, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(task);
        if (!settings.IsConfigured)
            return new Failure(true, "No receiver of tasks is configured. Set Tasks:Url and Tasks:Secret, or report the result by POST /api/v1/run-tasks/{id}/complete.");
        if (!WebhookSecret.TryRead(settings.Secret, out var key))
            return new Failure(false, "Expected a signing secret 'whsec_…' in Tasks:Secret, but found none.");
        var body = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["type"] = "task.requested",
            ["taskId"] = row.Id,
            ["taskName"] = task.Name,
            ["instanceId"] = row.CaseId,
            ["payload"] = JsonNode.Parse(StoredValue.ToJson(OutboxPayload.Value(task.Payload))),
        }.ToJsonString());
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(client.Settings.TimeoutSeconds));
        try
        {
            var (id, timestamp) = (row.Id.ToString("D"), time.GetUtcNow().ToUnixTimeSeconds());
            using var request = new HttpRequestMessage(HttpMethod.Post, settings.Url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new("application/json");
            request.Headers.Add(WebhookSignature.IdHeader, id);
            request.Headers.Add(WebhookSignature.TimestampHeader, timestamp.ToString(System.Globalization.CultureInfo.InvariantCulture));
            request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Sign(key, id, timestamp, body));
            using var response = await client.Send(request, patience.Token);
            return response.IsSuccessStatusCode ? null : new Failure(false, $"The receiver of tasks answered {(int)response.StatusCode}.");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new Failure(false, $"The receiver of tasks did not answer within {client.Settings.TimeoutSeconds} seconds.");
        }
        catch (Exception none) when (GuardedClient.IsNoAnswer(none) || none is JsonException)
        {
            return new Failure(false, $"The receiver of tasks cannot be reached: {none.Message}");
        }
    }
}
