using System.Text.Json;
using GridWorkflow.Host.Tests.Channels;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace GridWorkflow.Host.Tests.Faults;

/// <summary>One poison message among a thousand (fault 10): the others arrive, and an admin sees the one with its reason.</summary>
public sealed class PoisonTests
{
    private const int Messages = 1000;
    private const int Poison = 417;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(OutboxKind.Mail, "550")]
    [InlineData(OutboxKind.Http, "HttpPayload")]
    public async Task The_others_arrive_and_the_one_is_seen(string kind, string reason)
    {
        await using var mail = new SmtpReceiver(address => address.StartsWith("poison", StringComparison.Ordinal) ? "550 no such user" : null);
        await using var peer = await Peer.Start(http => http.Response.WriteAsync("ok"));
        await using var host = new RunningHost();
        await host.Start(new Dictionary<string, string?>
        {
            ["Mail:Host"] = "127.0.0.1", ["Mail:Port"] = $"{mail.Port}", ["Mail:Security"] = "None", ["Mail:From"] = "grid@example.org", ["Calls:AllowedNetworks:0"] = "127.0.0.0/8",
        }, null);
        var pipeline = host.Services.GetRequiredService<CommitPipeline>();
        var ids = new IdSource(1, host.Now);

        var posted = await Task.WhenAll(Enumerable.Range(0, Messages).Select(number => pipeline.Commit(new Write.PostMessage(new OutboxRow
        {
            Id = ids.NextId(), Kind = kind, CaseId = Guid.Empty, Payload = Payload(kind, number, peer.Address), NextAt = host.Now, CreatedAt = host.Now,
        }, null))));

        posted.ShouldAllBe(outcome => outcome is WriteOutcome.Committed);
        var queries = host.Services.GetRequiredService<TroubleQueries>();
        await Patience.Until(async () => (await queries.OutboxCounts(Cancellation)).Sum(count => count.Status == OutboxStatus.Pending ? 0 : count.Count) == Messages, TimeSpan.FromMinutes(2));
        (await queries.OutboxCounts(Cancellation)).ShouldBe([new OutboxCount(OutboxStatus.Sent, Messages - 1), new OutboxCount(OutboxStatus.Dead, 1)]);
        (kind == OutboxKind.Mail ? mail.Mails.Select(sent => sent.Recipient).Distinct().Count() : peer.Calls.Select(call => call.Path).Distinct().Count()).ShouldBe(Messages - 1);

        var dead = (await queries.DeadMessages(10, Cancellation)).ShouldHaveSingleItem();
        dead.LastError.ShouldNotBeNull().ShouldContain(reason);
        using var admin = await host.Admin();
        (await admin.GetStringAsync("/admin/outbox", Cancellation)).ShouldContain("given up");
    }

    private static string Payload(string kind, int number, Uri address) => (kind, number) switch
    {
        (OutboxKind.Mail, Poison) => Json(new MailPayload("poison@example.org", "Late", "<p>Late</p>", "Late")),
        (OutboxKind.Mail, _) => Json(new MailPayload($"p{number}@example.org", "Late", "<p>Late</p>", "Late")),
        (_, Poison) => "[]",
        _ => Json(new { bookmarkId = Guid.Empty, method = "POST", url = $"{address}{number}", headers = new { } }),
    };

    private static string Json<T>(T payload) => JsonSerializer.Serialize(payload, JsonSerializerOptions.Web);
}
