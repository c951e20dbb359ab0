using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GridWorkflow.Host.Tests.Running;

namespace GridWorkflow.Host.Tests.Designer.Api;

/// <summary>
/// Every call that was recorded between Studio and a stock Elsa, sent to this host in the recorded order. Ids differ: what the recorded
/// server called by an id is known here by the one that this host gave in its place.
/// </summary>
public sealed partial class ElsaContractTests(ElsaContractTests.OwnHost own) : IClassFixture<ElsaContractTests.OwnHost>
{
    /// <summary>A host of its own: the recorded calls name definitions that other tests name too.</summary>
    public sealed class OwnHost : IAsyncLifetime
    {
        public RunningHost Host { get; } = new();

        public async ValueTask InitializeAsync() => await Host.InitializeAsync();

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }

    /// <summary>What differs on purpose, with the reason.</summary>
    private static readonly Dictionary<string, (int Status, string Reason)> OtherStatus = new()
    {
        ["051"] = (400, "Instances are not deleted: their journal is append-only."),
        ["059"] = (400, "Instances are not deleted: their journal is append-only."),
        ["062"] = (200, "A stock server refuses a GET with a JSON content type and no body; Studio's other calls of that kind must work, so this one does too."),
    };

    /// <summary>Answers whose inside differs on purpose, with the reason.</summary>
    private static readonly Dictionary<string, string> OtherAnswer = new()
    {
        ["010"] = "There are no commit strategies: every burst is one transaction.",
        ["017"] = "There are no commit strategies: every burst is one transaction.",
        ["036"] = "The cookie of the page is what counts; there are no tokens.",
        ["052"] = "Nothing is marked to be asked for again on every render.",
    };

    private static readonly RecordedShape Shape = new(
        extra: new HashSet<string>
        {
            // The revision that the definition carries to Studio and back.
            "customProperties.gridRevision",
            // A case is known by its number, and a name or correlation id may be there where the sample had none.
            "items[].name", "items[].correlationId", "items[].finishedAt", "items[].toolVersion",
            // What a case notes of an activity, beside its steps.
            "items[].message",
            // Of an execution that has ended; the recorded sample was still running.
            "items[].completedAt", "items[].activityState", "items[].schedulingActivityExecutionId", "items[].schedulingActivityId",
        },
        missing: new HashSet<string>
        {
            // Other definitions of this host have no description.
            "items[].description",
        },
        free: new HashSet<string>
        {
            // Inner state of Elsa's own engine: callbacks, counters of its flowchart.
            "completionCallbacks", "properties", "activityState",
            // What the sample waits for and where it stands depends on when it was taken.
            "root.activities",
        });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    [Fact]
    public async Task Every_recorded_call_is_answered_in_the_recorded_shape()
    {
        var folder = Path.GetDirectoryName(SharedFiles.Require("elsa/api/export-http-hello.json"))!;
        using var admin = await own.Host.Admin();
        await Seed(admin, folder);
        var differences = new List<string>();
        var compared = 0;
        foreach (var file in Directory.EnumerateFiles(folder, "0*.json").Order(StringComparer.Ordinal))
        {
            var number = Path.GetFileName(file)[..3];
            if (IsOfDescriptors(file))
                continue;
            var call = JsonNode.Parse(await File.ReadAllTextAsync(file, Cancellation))!;
            await Meanwhile(number, admin);
            differences.AddRange((await Replay(number, call, admin)).Select(difference => $"{Path.GetFileNameWithoutExtension(file)} {difference}"));
            compared++;
        }

        differences.ShouldBeEmpty();
        compared.ShouldBeGreaterThan(45);
    }

    // What can be drawn has tests of its own.
    private static bool IsOfDescriptors(string file) => DescriptorFile().IsMatch(Path.GetFileName(file));

    private async Task<IReadOnlyList<string>> Replay(string number, JsonNode call, HttpClient admin)
    {
        var (status, body, bytes, disposition) = await Send(call, admin);
        var expected = OtherStatus.TryGetValue(number, out var other) ? other.Status : call["status"]!.GetValue<int>();
        if ((int)status != expected)
            return [$"expected {expected}, but found {(int)status}: {body?.ToJsonString()}"];
        if (OtherStatus.ContainsKey(number))
            return [];
        if (call["responseBody"] is JsonValue size && size.ToString() is var said && said.EndsWith("bytes>", StringComparison.Ordinal))
            return said == "<0 bytes>" == (bytes == 0) && (call["contentDisposition"] is null) == (disposition is null) ? [] : [$"expected {said}, but found {bytes} bytes, {disposition}"];
        Learn(call["responseBody"], body);
        return OtherAnswer.ContainsKey(number) ? [] : Shape.Differences(call["responseBody"], body);
    }

    private async Task<(HttpStatusCode Status, JsonNode? Body, long Bytes, string? Disposition)> Send(JsonNode call, HttpClient admin)
    {
        var path = Here(call["path"]!.ToString() + call["query"]);
        using var request = new HttpRequestMessage(new HttpMethod(call["method"]!.ToString()), path);
        if (call["requestBody"] is { } sent)
            request.Content = new StringContent(Here(sent.ToJsonString()), Encoding.UTF8, "application/json");
        using var answer = await admin.SendAsync(request, Cancellation);
        var bytes = await answer.Content.ReadAsByteArrayAsync(Cancellation);
        var isJson = answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return (answer.StatusCode, isJson && bytes.Length > 0 ? JsonNode.Parse(bytes) : null, bytes.Length, answer.Content.Headers.ContentDisposition?.FileName);
    }

    /// <summary>What stood on the recorded server before the first call.</summary>
    private async Task Seed(HttpClient admin, string folder)
    {
        await Publish(admin, JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "003-GET-workflow-definitions-by-definition-id-definitionId-Latest.json"), Cancellation))!["responseBody"]!, "2a158b3dc00e8d");
        await Publish(admin, JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "040-POST-workflow-definitions-definitionId-retract.json"), Cancellation))!["responseBody"]!, "1e0af114699af681");
    }

    /// <summary>What happened on the recorded server between the calls that were kept.</summary>
    private async Task Meanwhile(string number, HttpClient admin)
    {
        switch (number)
        {
            case "021":
                await Change(admin, "order-approval", "dabef673cd1a2b79", model => model["description"] = "Order approval, third");
                break;
            case "042":
                var made = await admin.Send("/workflow-definitions", new JsonObject
                {
                    ["model"] = JsonNode.Parse("""{"definitionId":null,"name":"Workflow 2","toolVersion":"3.8.0.0","root":{"id":"e706af0255eab372","type":"Elsa.Flowchart","version":1,"name":"Flowchart1"}}"""),
                });
                _ids["fd34ad4998f0ccef"] = made["workflowDefinition"]!["definitionId"]!.ToString();
                break;
            case "058":
                var started = await admin.Send("/workflow-definitions/order-approval/dispatch", new JsonObject { ["versionOptions"] = "Published" });
                _ids["543f5bdbe27ad8f7"] = started["workflowInstanceId"]!.ToString();
                break;
            case "063":
                await Change(admin, "child-flow", "eff73f97d9b50a28", model => model["root"]!["activities"]![0]!["text"]!["expression"]!["value"] = "in the child");
                await Change(admin, "parent-flow", "29f6f1861c784308", model => model["root"]!["activities"]![1]!["version"] = 2);
                // The recorded server called the second workflow that it built Workflow2; here the root of all is Workflow1.
                _ids["Workflow2"] = "Workflow1";
                break;
        }
    }

    private async Task Publish(HttpClient admin, JsonNode model, string recordedId)
    {
        model = model.DeepClone();
        model["id"] = null;
        var saved = await admin.Send("/workflow-definitions", new JsonObject { ["model"] = model, ["publish"] = true });
        _ids[recordedId] = saved["workflowDefinition"]!["id"]!.ToString();
    }

    private async Task Change(HttpClient admin, string definitionId, string recordedId, Action<JsonNode> change)
    {
        var model = await admin.Read($"/workflow-definitions/by-definition-id/{definitionId}?versionOptions=Latest");
        change(model);
        var saved = await admin.Send("/workflow-definitions", new JsonObject { ["model"] = model.DeepClone(), ["publish"] = true });
        _ids[recordedId] = saved["workflowDefinition"]!["id"]!.ToString();
    }

    private string Here(string text) => _ids.Aggregate(text, (here, id) => here.Replace(id.Key, id.Value, StringComparison.Ordinal));

    /// <summary>Takes note of the ids that this host gave where the recorded server gave others.</summary>
    private void Learn(JsonNode? recorded, JsonNode? actual)
    {
        switch (recorded, actual)
        {
            case (JsonObject was, JsonObject now):
                foreach (var (name, value) in was.Where(member => member.Key is not "links"))
                    Learn(value, now[name]);
                break;
            case (JsonArray was, JsonArray now):
                foreach (var (first, second) in was.Zip(now))
                    Learn(first, second);
                break;
            case (JsonValue was, JsonValue now) when RecordedId().IsMatch(was.ToString()) && was.ToString() != now.ToString():
                _ids.TryAdd(was.ToString(), now.ToString());
                break;
        }
    }

    [GeneratedRegex("^[0-9a-f]{13,16}$")]
    private static partial Regex RecordedId();

    [GeneratedRegex("descriptors-activities.json")]
    private static partial Regex DescriptorFile();
}
