using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Host.Webhooks;

namespace GridWorkflow.Host.Tests.Faults;

/// <summary>
/// A city that reports to several nodes on one database. A reporter that gets no answer, or 503, sends the same message again, to
/// whichever node there is; it gives up only when the test does.
/// </summary>
internal sealed class NodeCity : IAsyncDisposable
{
    private const string Source = "nodes";
    private static readonly string[] Grids = ["yangliu-1", "shuyuan-2", "hubin-3"];

    private readonly string _database;
    private readonly byte[] _key;
    private readonly HostProgram?[] _nodes;
    private readonly Func<int, DateTimeOffset, DateTimeOffset> _due;
    private readonly int _most;
    private readonly CancellationTokenSource _over = new();
    private Task[] _reporters = [];
    private int _reports;

    private NodeCity(string database, byte[] key, int nodes, Func<int, DateTimeOffset, DateTimeOffset> due, int most)
    {
        _due = due;
        _most = most;
        _database = database;
        _key = key;
        _nodes = new HostProgram?[nodes];
    }

    /// <summary>Acknowledged reports: message id → case number.</summary>
    public ConcurrentDictionary<string, string> Reports { get; } = new();

    /// <summary>Answers that were neither yes nor "later".</summary>
    public ConcurrentBag<string> Refusals { get; } = [];

    /// <param name="database">Of all nodes.</param>
    /// <param name="nodes">How many.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <param name="reporters">How many report at once.</param>
    /// <param name="due">When a report is due, by its number and the instant at which it is made; null: one to three seconds later.</param>
    /// <param name="most">After so many reports nobody makes a new one.</param>
    public static async Task<NodeCity> Open(
        string database, int nodes, CancellationToken cancellation, int reporters = 4, Func<int, DateTimeOffset, DateTimeOffset>? due = null, int most = int.MaxValue)
    {
        var secret = (await HostProgram.Run("source", "add", Source, "--demo", "--db", database)).Trim().Split('\n')[^1].Trim();
        WebhookSecret.TryRead(secret, out var key).ShouldBeTrue(secret);
        var city = new NodeCity(database, key!, nodes, due ?? ((number, now) => now.AddMilliseconds(1000 + (number * 37 % 2000))), most);
        await Task.WhenAll(Enumerable.Range(0, nodes).Select(city.Start));
        cancellation.ThrowIfCancellationRequested();
        city._reporters = [.. Enumerable.Range(0, reporters).Select(reporter => Task.Run(() => city.Report(reporter), CancellationToken.None))];
        return city;
    }

    public async Task Start(int node) => _nodes[node] = await HostProgram.Start(_database, ("Serilog__MinimumLevel__Default", "Warning"), ("Drain__WaitSeconds", "1"));

    public async Task Kill(int node)
    {
        var host = Interlocked.Exchange(ref _nodes[node], null)!;
        await host.DisposeAsync();
    }

    /// <summary>Asks a node to leave; answers its exit code.</summary>
    public async Task<int> Leave(int node, CancellationToken cancellation)
    {
        var host = _nodes[node]!;
        await host.Terminate();
        var code = await host.Ended(cancellation);
        _nodes[node] = null;
        await host.DisposeAsync();
        return code;
    }

    /// <summary>Waits until so many more reports were acknowledged.</summary>
    public async Task Acknowledge(int more, TimeSpan? atMost = null)
    {
        var until = Reports.Count + more;
        await Patience.Until(() => Task.FromResult(Reports.Count >= until), atMost);
    }

    /// <summary>Acknowledged reports a second, over so many seconds: the length of time is what is measured, so it is waited out.</summary>
    public async Task<double> Rate(int seconds, CancellationToken cancellation)
    {
        var (before, started) = (Reports.Count, TimeProvider.System.GetTimestamp());
        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, cancellation);
        return (Reports.Count - before) / TimeProvider.System.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>No more new reports; those that are on their way get their answer.</summary>
    public async Task Rest()
    {
        await _over.CancelAsync();
        await Task.WhenAll(_reporters);
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        foreach (var node in _nodes)
        {
            if (node is not null)
                await node.DisposeAsync();
        }

        _over.Dispose();
    }

    private async Task Report(int reporter)
    {
        while (!_over.IsCancellationRequested)
        {
            var number = Interlocked.Increment(ref _reports);
            if (number > _most)
                return;
            var now = TimeProvider.System.GetUtcNow();
            var body = $$"""
                {"title":"Report {{number}}","category":"G0101","grid":"{{Grids[number % Grids.Length]}}","reportedAt":"{{Iso(now)}}","targetAt":"{{Iso(_due(number, now))}}"}
                """;
            for (var tries = 0; !await Send(_nodes[(reporter + tries) % _nodes.Length], $"report-{number}", body) && tries < 3000; tries++)
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task<bool> Send(HostProgram? node, string id, string body)
    {
        if (node is null)
            return false;
        try
        {
            using var client = new HttpClient { BaseAddress = node.Address, Timeout = TimeSpan.FromSeconds(30) };
            using var message = RunningHost.Signed($"/webhooks/{Source}", _key, id, body, TimeProvider.System.GetUtcNow());
            using var answer = await client.SendAsync(message, CancellationToken.None);
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
                return false;
            if (answer.StatusCode != HttpStatusCode.Accepted)
            {
                Refusals.Add($"{id}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
                return true;
            }

            var number = (await answer.Content.ReadFromJsonAsync<ReportAnswer>(CancellationToken.None))!.CaseNumber;
            if (Reports.GetOrAdd(id, number) != number)
                Refusals.Add($"{id}: answered {number} and {Reports[id]}");
            return true;
        }
        catch (Exception cut) when (cut is HttpRequestException or OperationCanceledException or IOException)
        {
            return false;
        }
    }

    private static string Iso(DateTimeOffset instant) => instant.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
