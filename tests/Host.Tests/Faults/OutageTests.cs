using System.Net;
using System.Text;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Activities;
using GridWorkflow.Host.Tests.Channels;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Host.Tests.Workflows;
using GridWorkflow.Host.Webhooks;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Definition = GridWorkflow.Workflow.Interpreter.Program;

namespace GridWorkflow.Host.Tests.Faults;

/// <summary>
/// The system that workflows tell of their tasks is down for ten minutes, then takes messages but answers too late, or breaks off, or answers
/// with an error (fault 11): nothing is lost, and what comes again comes under the same id with the same words.
/// </summary>
public sealed class OutageTests
{
    private const int Tasks = 20;

    private static readonly TimeSpan Down = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Flaky = TimeSpan.FromHours(1);
    private static readonly DateTimeOffset Morning = new(2026, 11, 24, 1, 0, 0, TimeSpan.Zero);

    private const string Asks = """
        {"id":"asks:1","definitionId":"asks","name":"asks","version":1,"isLatest":true,"isPublished":true,
         "root":{"id":"root","type":"Elsa.Sequence","version":1,"activities":[
          {"id":"ask","type":"Elsa.RunTask","version":1,"taskName":{"typeName":"String","expression":{"type":"Literal","value":"Weigh"} } }]} }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_lost_and_what_comes_again_has_the_same_id()
    {
        var clock = new FakeTimeProvider(Morning);
        var calls = 0;
        await using var peer = await Peer.Start(async http =>
        {
            var since = clock.GetUtcNow() - Morning;
            http.Response.StatusCode = since < Down ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
            if (since >= Flaky || since < Down)
                return;
            switch (Interlocked.Increment(ref calls) % 3)
            {
                case 0:
                    // Too late: whoever asked has gone.
                    await new TaskCompletionSource().Task.WaitAsync(http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                    break;
                case 1:
                    http.Abort();
                    break;
                default:
                    http.Response.StatusCode = StatusCodes.Status500InternalServerError;
                    break;
            }
        });
        await using var host = new RunningHost();
        await host.Start(new Dictionary<string, string?>
        {
            ["Calls:AllowedNetworks:0"] = "127.0.0.0/8", ["Calls:TimeoutSeconds"] = "1", ["Tasks:Url"] = $"{peer.Address}tasks", ["Tasks:Secret"] = WorkflowCity.Secret,
        }, clock);
        var catalog = host.Services.GetRequiredService<ReferenceCatalog>();
        await catalog.Use(catalog.Current with { Definitions = new DefinitionSet([.. catalog.Current.Definitions.All, Definition.Compile(WorkflowDefinition.Parse(Asks), CaseActivities.Types)]) });
        using var admin = await host.Admin();
        for (var task = 0; task < Tasks; task++)
        {
            using var content = new StringContent("{}", Encoding.UTF8, "application/json");
            using var started = await admin.PostAsync("/api/v1/workflows/asks/instances", content, Cancellation);
            started.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }

        var rows = await Settled(host, clock);

        rows.Count.ShouldBe(Tasks);
        rows.ShouldAllBe(row => row.Status == OutboxStatus.Sent);
        (clock.GetUtcNow() - Morning).ShouldBeGreaterThan(Flaky);
        var byId = peer.Calls.GroupBy(call => call.Headers[WebhookSignature.IdHeader]).ToList();
        byId.Select(group => Guid.Parse(group.Key)).ShouldBe(rows.Select(row => row.Id), ignoreOrder: true);
        foreach (var same in byId)
        {
            same.Count().ShouldBeGreaterThanOrEqualTo(6, "four times while it was down, once or more while it was flaky, and at last");
            same.Select(call => call.Text).Distinct().ShouldHaveSingleItem();
        }
    }

    /// <summary>Lets the host work; when it only waits, the clock goes to what it waits for.</summary>
    private static async Task<IReadOnlyList<OutboxRow>> Settled(RunningHost host, FakeTimeProvider clock)
    {
        var queries = host.Services.GetRequiredService<TroubleQueries>();
        var outbox = host.Services.GetRequiredService<OutboxQueue>();
        IReadOnlyList<OutboxRow> rows = [];
        await Patience.Until(async () =>
        {
            rows = await queries.Messages(1000, Cancellation);
            if (rows.All(row => row.Status != OutboxStatus.Pending))
                return true;
            if (rows.All(row => row.Owner is null) && await outbox.NextDue(Cancellation) is { } next)
                clock.Advance(next > clock.GetUtcNow() ? next - clock.GetUtcNow() : TimeSpan.FromSeconds(1));
            return false;
        }, TimeSpan.FromMinutes(2));
        return rows;
    }
}
