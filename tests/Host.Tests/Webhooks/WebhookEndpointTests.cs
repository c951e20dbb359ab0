using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Host.Webhooks;
using GridWorkflow.Runtime.Access;
using Microsoft.Extensions.DependencyInjection;

namespace GridWorkflow.Host.Tests.Webhooks;

/// <summary>What a sender may and may not do, over a real socket.</summary>
public sealed class WebhookEndpointTests(RunningHost host)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_signed_report_becomes_a_case_with_a_tracking_link()
    {
        var (source, key) = await host.Source();
        using var client = host.Anonymous();
        using var answer = await client.SendAsync(host.Signed(source, key, "m1", RunningHost.Report()), Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var report = (await answer.Content.ReadFromJsonAsync<ReportAnswer>(Cancellation))!;
        report.CaseNumber.ShouldMatch(@"^\d{4}-\d\d-\d\d-\d{6}$");
        report.TrackingUrl.ShouldStartWith($"{host.Address}track/");
        answer.Headers.Location!.ToString().ShouldBe(report.TrackingUrl);
        (await client.GetAsync(report.TrackingUrl, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_same_id_gives_one_case_and_the_same_answer()
    {
        var (source, key) = await host.Source();
        using var client = host.Anonymous();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var answer = await client.SendAsync(host.Signed(source, key, "m1", RunningHost.Report()), Cancellation);
            answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            return await answer.Content.ReadFromJsonAsync<ReportAnswer>(Cancellation);
        }));
        answers.Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_same_id_with_another_body_is_a_conflict()
    {
        var (source, key) = await host.Source();
        using var client = host.Anonymous();
        using var first = await client.SendAsync(host.Signed(source, key, "m1", RunningHost.Report("one")), Cancellation);
        using var second = await client.SendAsync(host.Signed(source, key, "m1", RunningHost.Report("two")), Cancellation);
        first.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await ShouldBeProblem(second, HttpStatusCode.Conflict, "id-with-other-body");
    }

    public static TheoryData<string> Unsigned => ["unknown source", "wrong key", "changed body", "six minutes old", "six minutes early", "no headers", "disabled source", "other id", "id with line end"];

    [Theory, MemberData(nameof(Unsigned))]
    public async Task What_is_not_genuine_is_refused_without_a_reason(string attack)
    {
        var (source, key) = await host.Source();
        using var client = host.Anonymous();
        var message = attack switch
        {
            "unknown source" => host.Signed("nobody", key, "m1", RunningHost.Report()),
            "wrong key" => host.Signed(source, [.. key.Reverse()], "m1", RunningHost.Report()),
            "six minutes old" => host.Signed(source, key, "m1", RunningHost.Report(), host.Now.AddMinutes(-6)),
            "six minutes early" => host.Signed(source, key, "m1", RunningHost.Report(), host.Now.AddMinutes(6)),
            "id with line end" => host.Signed(source, key, "m 1", RunningHost.Report()),
            _ => host.Signed(source, key, "m1", RunningHost.Report()),
        };
        if (attack == "changed body")
            message.Content = JsonContent("""{"title":"another","category":"G0101","grid":"yangliu-1"}""");
        if (attack == "no headers")
            message.Headers.Clear();
        if (attack == "other id")
        {
            message.Headers.Remove(WebhookSignature.IdHeader);
            message.Headers.Add(WebhookSignature.IdHeader, "m2");
        }

        if (attack == "disabled source")
            await host.Services.GetRequiredService<WebhookSources>().Disable(source, Cancellation);

        using var answer = await client.SendAsync(message, Cancellation);
        await ShouldBeProblem(answer, HttpStatusCode.Unauthorized, "not-signed");
    }

    [Fact]
    public async Task Unknown_source_and_bad_signature_cannot_be_told_apart()
    {
        var (source, key) = await host.Source();
        using var client = host.Anonymous();
        using var unknown = await client.SendAsync(host.Signed("nobody", key, "m1", RunningHost.Report()), Cancellation);
        using var forged = await client.SendAsync(host.Signed(source, [.. key.Reverse()], "m1", RunningHost.Report()), Cancellation);
        Strip(await unknown.Content.ReadAsStringAsync(Cancellation)).ShouldBe(Strip(await forged.Content.ReadAsStringAsync(Cancellation)));
        unknown.Headers.Select(header => header.Key).Order().ShouldBe(forged.Headers.Select(header => header.Key).Order());

        static string Strip(string json) => System.Text.RegularExpressions.Regex.Replace(json, "\"traceId\":\"[^\"]*\"", "");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_the_cap_is_refused_however_it_is_sent(bool chunked)
    {
        var (source, key) = await host.Source();
        using var client = host.Anonymous();
        var json = RunningHost.Report(more: $",\"description\":\"{new string('x', SignedMessage.BodyCap)}\"");
        using var message = host.Signed(source, key, "m1", json);
        message.Headers.TransferEncodingChunked = chunked;
        using var answer = await client.SendAsync(message, Cancellation);
        await ShouldBeProblem(answer, HttpStatusCode.RequestEntityTooLarge, "body-too-long");
    }

    [Fact]
    public async Task An_endless_chunked_body_is_cut_off_and_costs_little_memory()
    {
        using var client = host.Anonymous();
        using var endless = new EndlessContent(megabytes: 64);
        using var message = new HttpRequestMessage(HttpMethod.Post, "/webhooks/nobody") { Content = endless };
        message.Headers.TransferEncodingChunked = true;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        try
        {
            using var answer = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, Cancellation);
            answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        }
        catch (HttpRequestException)
        {
            // The host may hang up on a sender that goes on talking.
        }

        endless.Sent.ShouldBeLessThan(64L * 1024 * 1024);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(SignedMessage.BodyCap + (16 * 1024 * 1024));
    }

    [Fact]
    public async Task Deep_json_is_refused_unread()
    {
        var (source, key) = await host.Source();
        using var client = host.Anonymous();
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 20_000)) + "1" + new string('}', 20_000);
        using var answer = await client.SendAsync(host.Signed(source, key, "m1", deep), Cancellation);
        await ShouldBeProblem(answer, HttpStatusCode.UnprocessableEntity, "invalid-message");
    }

    [Theory]
    [InlineData("text/plain", null)]
    [InlineData("application/json", "gzip")]
    public async Task Only_plain_json_is_taken(string type, string? encoding)
    {
        var (source, key) = await host.Source();
        using var client = host.Anonymous();
        using var message = host.Signed(source, key, "m1", RunningHost.Report());
        message.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (encoding is not null)
            message.Content.Headers.ContentEncoding.Add(encoding);
        using var answer = await client.SendAsync(message, Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task What_is_wrong_with_a_report_is_named_field_by_field()
    {
        var (source, key) = await host.Source();
        using var client = host.Anonymous();
        using var answer = await client.SendAsync(host.Signed(source, key, "m1", """{"titel":"x","category":"G0101","grid":"yangliu-9"}"""), Cancellation);
        var problem = await ShouldBeProblem(answer, HttpStatusCode.UnprocessableEntity, "invalid-message");
        var errors = problem.GetProperty("errors").EnumerateArray().ToDictionary(error => error.GetProperty("field").GetString()!, error => error.GetProperty("remedy").GetString());
        errors.Keys.ShouldBe(["titel", "title", "grid"], ignoreOrder: true);
        errors["titel"].ShouldBe("Did you mean 'title'?");
    }

    private static async Task<JsonElement> ShouldBeProblem(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        answer.StatusCode.ShouldBe(status, text);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = JsonDocument.Parse(text).RootElement.Clone();
        problem.GetProperty("type").GetString().ShouldBe($"urn:gridworkflow:problem:{code}");
        problem.GetProperty("title").GetString().ShouldNotBeNullOrWhiteSpace();
        problem.GetProperty("detail").GetString().ShouldNotBeNullOrWhiteSpace();
        return problem;
    }

    private static ByteArrayContent JsonContent(string json)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
        content.Headers.ContentType = new("application/json");
        return content;
    }

    private sealed class EndlessContent(int megabytes) : HttpContent
    {
        public long Sent { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var block = new byte[64 * 1024];
            for (var i = 0; i < megabytes * 16; i++)
            {
                await stream.WriteAsync(block, Cancellation);
                Sent += block.Length;
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
