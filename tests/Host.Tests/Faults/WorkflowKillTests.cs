using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Host.Webhooks;
using Microsoft.Data.Sqlite;

namespace GridWorkflow.Host.Tests.Faults;

/// <summary>
/// kill -9 at random moments while workflows start each other: an event starts a parent, the parent starts three children and waits for
/// them, then publishes an event that starts an echo. What was acknowledged happens once, all the way down.
/// </summary>
/// <remarks>The number of kills is 4; <c>GRIDWORKFLOW_KILLS=200</c> makes the long form.</remarks>
public sealed class WorkflowKillTests
{
    private const string Source = "kill";
    private const int Children = 3;

    private static readonly int Kills = Number("GRIDWORKFLOW_KILLS", 4);
    private static readonly int Seed = Number("GRIDWORKFLOW_SEED", 20261124);

    private static readonly string[] Definitions =
    [
        Sequence("kill-parent", Trigger("begin", "Event", "eventName", "Begin"),
            """{"id":"run","type":"Elsa.BulkDispatchWorkflows","version":1,"workflowDefinitionId":{"typeName":"String","expression":{"type":"Literal","value":"kill-child"}},"items":{"typeName":"Object","expression":{"type":"JavaScript","value":"[1, 2, 3]"}},"waitForCompletion":{"typeName":"Boolean","expression":{"type":"Literal","value":true}}}""",
            Activity("done", "PublishEvent", "eventName", "KillDone"), Activity("say", "WriteLine", "text", "parent")),
        Sequence("kill-child", Activity("nap", "Delay", "timeSpan", "00:00:00.0500000"), Activity("say", "WriteLine", "text", "child")),
        Sequence("kill-echo", Trigger("heard", "Event", "eventName", "KillDone"), Activity("say", "WriteLine", "text", "echo")),
    ];

    private static readonly (string, string)[] Settings = [("Serilog__MinimumLevel__Default", "Warning"), ("Workflows__WebhookEvents__0", $"{Source}/Begin")];

    // Mail about cases that a schedule of the demo district opened may be held until the offices open; two minutes are no such wait.
    private const string Waiting = "next_at <= $1 + 120000";

    // And those cases keep their deadlines.
    private const string TimersOfWorkflows = "select count(*) from timers t join instances i on i.id = t.instance_id where i.is_case = 0";

    private static readonly TimeSpan LongPatience = TimeSpan.FromMinutes(4);

    private readonly ConcurrentDictionary<string, bool> _accepted = new();
    private readonly ConcurrentDictionary<string, bool> _unanswered = new();
    private readonly Random _random = new(Seed);
    private byte[] _key = [];
    private int _count;
    private long _restedAt;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_workflows_start_is_started_once()
    {
        var folder = Directory.CreateTempSubdirectory("gridworkflow-kill-").FullName;
        try
        {
            var database = Path.Combine(folder, "kill.db");
            WebhookSecret.TryRead((await HostProgram.Run("source", "add", Source, "--demo", "--db", database)).Trim().Split('\n')[^1].Trim(), out var key).ShouldBeTrue();
            _key = key!;
            foreach (var definition in Definitions)
            {
                var file = Path.Combine(folder, "definition.json");
                await File.WriteAllTextAsync(file, definition, Cancellation);
                await HostProgram.Run("definitions", "publish", file, "--demo", "--db", database);
            }

            for (var kill = 1; kill <= Kills; kill++)
                await LiveAndDie(database);
            await LiveToRest(database);

            Verify(database);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Verify(string database)
    {
        var because = $"seed {Seed}, {Kills} kills, {_accepted.Count} events";
        using var db = new KillDatabase(database);
        db.Text("pragma integrity_check").ShouldBe("ok", because);
        _accepted.Count.ShouldBeGreaterThan(Kills * 3, because);

        foreach (var (definition, each) in new[] { ("kill-parent", 1), ("kill-child", Children), ("kill-echo", 1) })
        {
            db.Long("select count(*) from instances where definition_id = $1", definition).ShouldBe(_accepted.Count * each, $"{definition}: {because}");
            db.Long("select count(*) from instances where definition_id = $1 and sub_status <> 'Finished'", definition).ShouldBe(0, $"{definition}: {because}");
            // Each says its line once: no burst ran twice.
            db.Long("select count(*) from journal j join instances i on i.id = j.case_id where i.definition_id = $1 and j.entries like '%LineWritten%'", definition)
                .ShouldBe(_accepted.Count * each, $"{definition}: {because}");
        }

        db.Long("select count(*) from outbox where status not in ('Sent', 'Kept') and not (kind = 'mail' and status = 'Suppressed') and " + Waiting, _restedAt).ShouldBe(0, because);
        db.Long(TimersOfWorkflows).ShouldBe(0, because);
        db.Long("select count(*) from bookmarks b join instances i on i.id = b.instance_id where i.is_case = 0").ShouldBe(0, because);
    }

    private async Task LiveAndDie(string database)
    {
        await using var host = await HostProgram.Start(database, Settings);
        using var death = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var load = Task.WhenAll(Enumerable.Range(0, 3).Select(_ => UntilDeath(host, death.Token)));
        var before = _accepted.Count;
        // The dice are thrown once it works, so that a slow machine does not kill every host before it has said a word.
        await Patience.Until(() => Task.FromResult(_accepted.Count > before + 5 || load.IsCompleted), LongPatience);
        await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(50, 1500)), TimeProvider.System, Cancellation);
        await host.Kill();
        await death.CancelAsync();
        await load;
    }

    private async Task LiveToRest(string database)
    {
        await using var host = await HostProgram.Start(database, Settings);
        using var client = host.Client();
        foreach (var id in _unanswered.Keys)
            await Send(client, id, Cancellation);
        using var db = new KillDatabase(database);
        await Patience.Until(
            () =>
            {
                _restedAt = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
                return Task.FromResult(db.Long(
                    $"select (select count(*) from outbox where status = 'Pending' and {Waiting}) + ({TimersOfWorkflows}) + (select count(*) from instances where is_case = 0 and status = 'Running')", _restedAt) == 0);
            },
            LongPatience);
        await host.Kill();
    }

    private async Task UntilDeath(HostProgram host, CancellationToken cancellation)
    {
        try
        {
            using var client = host.Client();
            foreach (var id in _unanswered.Keys)
                await Send(client, id, cancellation);
            while (!cancellation.IsCancellationRequested)
                await Send(client, $"event-{Interlocked.Increment(ref _count)}", cancellation);
        }
        catch (Exception cut) when (cut is HttpRequestException or OperationCanceledException or IOException)
        {
            // Whatever a dying host does to its connections is part of the test.
        }
    }

    private async Task Send(HttpClient client, string id, CancellationToken cancellation)
    {
        _unanswered[id] = true;
        using var message = RunningHost.Signed($"/webhooks/{Source}/events/Begin", _key, id, "{}", TimeProvider.System.GetUtcNow());
        using var answer = await client.SendAsync(message, cancellation);
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            return;
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync(cancellation));
        _accepted[id] = true;
        _unanswered.TryRemove(id, out _);
    }

    private static string Sequence(string id, params string[] activities) =>
        $$$"""{"id":"{{{id}}}:1","definitionId":"{{{id}}}","name":"{{{id}}}","version":1,"isLatest":true,"isPublished":true,"root":{"id":"root","type":"Elsa.Sequence","version":1,"activities":[{{{string.Join(',', activities)}}}]} }""";

    private static string Activity(string id, string type, string input, string value) =>
        $$$"""{"id":"{{{id}}}","type":"Elsa.{{{type}}}","version":1,"{{{input}}}":{"typeName":"String","expression":{"type":"Literal","value":"{{{value}}}"} } }""";

    private static string Trigger(string id, string type, string input, string value) =>
        Activity(id, type, input, value)[..^1] + ""","customProperties":{"canStartWorkflow":true}}""";

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
