using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using GridWorkflow.Casework;
using GridWorkflow.Host.Rest;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Host.Webhooks;
using GridWorkflow.Runtime.Catalog;

namespace GridWorkflow.Host.Tests.Faults;

/// <summary>A completion that the host acknowledged.</summary>
internal sealed record KillCompletion(string CaseNumber, string TaskId, string Outcome, string Key);

/// <summary>A city that reports and works while its host dies again and again, and remembers what it was told.</summary>
internal sealed class KillCity
{
    private const string Source = "kill";
    private const string Password = "Grid-Demo-2026";
    private const int Reporters = 3;
    private static readonly string[] Grids = ["yangliu-1", "shuyuan-2", "hubin-3"];

    private readonly string _database;
    private readonly byte[] _key;
    private readonly (string, string)[] _settings;
    private readonly Random _random;
    private readonly string[] _workers;
    private readonly ConcurrentDictionary<string, string> _unanswered = new();
    private readonly ConcurrentDictionary<string, KillCompletion> _unsettled = new();
    private TaskCompletionSource _answered = new();
    private int _reports;

    private KillCity(string database, byte[] key, int mailPort, Random random, string[] workers)
    {
        _database = database;
        _key = key;
        _random = random;
        _workers = workers;
        _settings =
        [
            ("Mail__Host", "127.0.0.1"), ("Mail__Port", mailPort.ToString(CultureInfo.InvariantCulture)), ("Mail__Security", "None"),
            ("Mail__From", "grid@example.org"), ("Serilog__MinimumLevel__Default", "Warning"),
        ];
    }

    /// <summary>Acknowledged reports: message id → case number. An id that was answered twice was answered the same.</summary>
    public ConcurrentDictionary<string, string> Reports { get; } = new();

    public ConcurrentBag<KillCompletion> Completions { get; } = [];

    /// <summary>When everything had come to rest.</summary>
    public DateTimeOffset RestedAt { get; private set; }

    public static async Task<KillCity> Open(string database, int mailPort, Random random)
    {
        var secret = (await HostProgram.Run("source", "add", Source, "--demo", "--db", database)).Trim().Split('\n')[^1].Trim();
        WebhookSecret.TryRead(secret, out var key).ShouldBeTrue(secret);
        var organisation = ReferenceData.Load(WorkflowFolder.Read(Path.Combine(SharedFiles.Root, "workflows"), demo: true)).Organisation;
        var workers = Grids.Select(grid => organisation.HoldersOf("grid-worker", grid)[0].Id).ToArray();
        return new KillCity(database, key!, mailPort, random, workers);
    }

    /// <summary>One life: load from all sides, and death at a random moment.</summary>
    public async Task LiveAndDie(CancellationToken cancellation)
    {
        await using var host = await HostProgram.Start(_database, _settings);
        using var death = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var load = Load(host, death.Token);
        // The dice are thrown from the first answer on, so that a slow machine does not kill every host before it has said a word.
        await Task.WhenAny(_answered.Task, load);
        await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(300, 2500)), TimeProvider.System, cancellation);
        await host.Kill();
        await death.CancelAsync();
        await load;
    }

    /// <summary>One life that ends in order: load from all sides, and the signal to leave at a random moment.</summary>
    /// <returns>The exit code, how long the end took, and whether the node said that it was not ready while it still served.</returns>
    public async Task<(int ExitCode, TimeSpan Took, bool SaidSo)> LiveAndLeave(CancellationToken cancellation)
    {
        await using var host = await HostProgram.Start(_database, _settings);
        using var death = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var load = Load(host, death.Token);
        await Task.WhenAny(_answered.Task, load);
        await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(300, 1500)), TimeProvider.System, cancellation);
        var watch = Stopwatch.StartNew();
        await host.Terminate();
        var saidSo = await SaysThatItLeaves(host, cancellation);
        var code = await host.Ended(cancellation);
        watch.Stop();
        await death.CancelAsync();
        await load;
        return (code, watch.Elapsed, saidSo);
    }

    private async Task<bool> SaysThatItLeaves(HostProgram host, CancellationToken cancellation)
    {
        using var client = host.Client();
        var said = false;
        try
        {
            await Patience.Until(async () =>
            {
                using var ready = await client.GetAsync("/health/ready", cancellation);
                return ready.StatusCode == HttpStatusCode.ServiceUnavailable;
            });
            said = true;
            using var live = await client.GetAsync("/health/live", cancellation);
            live.StatusCode.ShouldBe(HttpStatusCode.OK);
            live.Headers.ConnectionClose.ShouldBe(true);
            var number = Interlocked.Increment(ref _reports);
            (await Send(client, $"report-{number}", Body(number), cancellation)).ShouldBeTrue("a node that is not ready still serves");
            return true;
        }
        catch (HttpRequestException)
        {
            // The wait was over before the last question.
            return said;
        }
    }

    /// <summary>The last life: what got no answer is asked again, and the host lives until nothing is left to do.</summary>
    public async Task LiveToRest(CancellationToken cancellation)
    {
        await using var host = await HostProgram.Start(_database, _settings);
        using var client = host.Client();
        foreach (var (id, body) in _unanswered.ToArray())
            (await Send(client, id, body, cancellation)).ShouldBeTrue($"report {id} is answered by a living host");
        foreach (var worker in _workers)
        {
            using var person = await SignIn(host, worker, cancellation);
            foreach (var (key, completion) in _unsettled.Where(entry => entry.Key.StartsWith(worker, StringComparison.Ordinal)).ToArray())
                await Complete(person, completion, cancellation);
        }

        await Rest(cancellation);
        await host.Kill();
    }

    private Task Load(HostProgram host, CancellationToken cancellation) => Task.WhenAll(
        Enumerable.Range(0, Reporters).Select(_ => UntilDeath(token => Report(host, token), cancellation))
            .Concat(_workers.Select(worker => UntilDeath(token => Work(host, worker, token), cancellation))));

    // Whatever a dying host does to its connections is part of the test; only wrong answers are failures.
    private static async Task UntilDeath(Func<CancellationToken, Task> live, CancellationToken cancellation)
    {
        try
        {
            await live(cancellation);
        }
        catch (Exception cut) when (cut is HttpRequestException or OperationCanceledException or IOException)
        {
        }
    }

    private async Task Report(HostProgram host, CancellationToken cancellation)
    {
        using var client = host.Client();
        foreach (var (id, body) in _unanswered.ToArray())
            await Send(client, id, body, cancellation);
        while (!cancellation.IsCancellationRequested)
        {
            var number = Interlocked.Increment(ref _reports);
            await Send(client, $"report-{number}", Body(number), cancellation);
        }
    }

    private static string Body(int number)
    {
        var now = TimeProvider.System.GetUtcNow();
        var target = now.AddMilliseconds(800 + (number * 37 % 2200));
        // With both instants the body stays right however much later it is sent again.
        return $$"""
            {"title":"Report {{number}}","category":"G0101","grid":"{{Grids[number % Grids.Length]}}","reportedAt":"{{Iso(now)}}","targetAt":"{{Iso(target)}}"}
            """;
    }

    private static string Iso(DateTimeOffset instant) => instant.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private async Task<bool> Send(HttpClient client, string id, string body, CancellationToken cancellation)
    {
        _unanswered[id] = body;
        using var message = RunningHost.Signed($"/webhooks/{Source}", _key, id, body, TimeProvider.System.GetUtcNow());
        using var answer = await client.SendAsync(message, cancellation);
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            return false;
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync(cancellation));
        var number = (await answer.Content.ReadFromJsonAsync<ReportAnswer>(cancellation))!.CaseNumber;
        Reports.GetOrAdd(id, number).ShouldBe(number, $"report {id} was answered with another case before");
        _unanswered.TryRemove(id, out _);
        _answered.TrySetResult();
        return true;
    }

    private async Task Work(HostProgram host, string worker, CancellationToken cancellation)
    {
        using var person = await SignIn(host, worker, cancellation);
        foreach (var (_, completion) in _unsettled.Where(entry => entry.Key.StartsWith(worker, StringComparison.Ordinal)).ToArray())
            await Complete(person, completion, cancellation);
        while (!cancellation.IsCancellationRequested)
        {
            var tasks = await person.GetFromJsonAsync<Listing<TaskItem>>("/api/v1/tasks?size=5", cancellation);
            foreach (var task in tasks!.Items)
            {
                var outcome = task.Key switch { "judge" => "General", "handle" => "Handled", "reply" => "Replied", _ => null };
                if (outcome is not null)
                    await Complete(person, new KillCompletion(task.CaseNumber, task.Id.ToString(), outcome, $"{worker}:{task.Id}"), cancellation);
            }
        }
    }

    private async Task Complete(HttpClient person, KillCompletion completion, CancellationToken cancellation)
    {
        _unsettled[completion.Key] = completion;
        using var message = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/cases/{completion.CaseNumber}/tasks/{completion.TaskId}/complete")
        {
            Content = JsonContent.Create(new Completion(completion.Outcome, "Done.")),
        };
        message.Headers.Add("Idempotency-Key", completion.Key);
        using var answer = await person.SendAsync(message, cancellation);
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            return;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(cancellation));
        Completions.Add(completion);
        _unsettled.TryRemove(completion.Key, out _);
    }

    private static async Task<HttpClient> SignIn(HostProgram host, string worker, CancellationToken cancellation)
    {
        var client = host.Client();
        using var answer = await RunningHost.Post(client, "/signin", new() { ["name"] = worker, ["password"] = Password });
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync(cancellation));
        return client;
    }

    // At rest: every limit of the load has passed, no timer is due and no message waits; word of a task that is held to open hours waits till the morning.
    private async Task Rest(CancellationToken cancellation)
    {
        using var db = new KillDatabase(_database);
        var patience = Stopwatch.StartNew();
        while (true)
        {
            RestedAt = TimeProvider.System.GetUtcNow();
            var now = RestedAt.ToUnixTimeMilliseconds();
            var waiting = db.Long("select (select count(*) from outbox where sent_at is null and next_at <= $1 + 120000) + (select count(*) from timers where due_at <= $1 or due_at <= $1 + 3000)", now);
            if (waiting == 0)
                return;
            patience.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(4), $"{waiting} timers and messages are still waiting");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellation);
        }
    }
}
