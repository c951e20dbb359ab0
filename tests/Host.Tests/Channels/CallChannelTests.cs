using System.Collections.Immutable;
using System.Text;
using GridWorkflow.Host.Channels;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Workflow.Delivery;
using Microsoft.AspNetCore.Http;

namespace GridWorkflow.Host.Tests.Channels;

/// <summary>Calls of workflows: what goes over the wire, what comes back, and where they may not go.</summary>
public sealed class CallChannelTests
{
    private static readonly Guid Message = new("01234567-89ab-7def-8123-456789abcdef");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_carries_its_content_headers_and_a_stable_key()
    {
        await using var peer = await Peer.Start(http => http.Response.WriteAsJsonAsync(new { ok = true }));
        using var client = Client();
        var call = new HttpPayload(Message, "POST", $"{peer.Address}orders", "\"{\\\"n\\\":1}\"", "application/json", "Bearer t", Headers(("X-Trace", "abc")));

        var answer = (await new CallChannel(client).Send(Message, call, Cancellation)).ShouldBeOfType<HttpAnswer.Response>();

        var seen = peer.Calls.ShouldHaveSingleItem();
        seen.Method.ShouldBe("POST");
        seen.Text.ShouldBe("{\"n\":1}");
        seen.Headers["Content-Type"].ShouldBe("application/json");
        seen.Headers["Authorization"].ShouldBe("Bearer t");
        seen.Headers["X-Trace"].ShouldBe("abc");
        seen.Headers["Idempotency-Key"].ShouldBe(Message.ToString("D"));
        answer.StatusCode.ShouldBe(200);
        Encoding.UTF8.GetString((byte[])answer.Content!).ShouldBe("{\"ok\":true}");
    }

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    public async Task An_error_status_is_an_answer(int status)
    {
        await using var peer = await Peer.Start(http => Respond(http, status));
        using var client = Client();

        (await new CallChannel(client).Send(Message, Get(peer.Address), Cancellation)).ShouldBeOfType<HttpAnswer.Response>().StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task A_redirect_is_an_answer_and_takes_no_secret_anywhere()
    {
        await using var trap = await Peer.Start(http => Respond(http, 200));
        await using var peer = await Peer.Start(http =>
        {
            http.Response.Redirect(trap.Address.ToString());
            return Task.CompletedTask;
        });
        using var client = Client();

        (await new CallChannel(client).Send(Message, Get(peer.Address) with { Authorization = "Bearer t" }, Cancellation))
            .ShouldBeOfType<HttpAnswer.Response>().StatusCode.ShouldBe(302);
        trap.Calls.ShouldBeEmpty();
    }

    // Every notation of an address inside, and names that lead there.
    public static TheoryData<string> Inside =>
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]",
        "10.0.0.1", "192.168.0.1", "172.16.0.1", "169.254.169.254", "[::ffff:169.254.169.254]", "[fd00:ec2::254]", "[fe80::1]", "100.100.100.200",
        "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "224.0.0.1", "255.255.255.255",
    ];

    [Theory, MemberData(nameof(Inside))]
    public async Task An_address_inside_is_never_dialled(string host)
    {
        await using var peer = await Peer.Start(http => Respond(http, 200));
        using var client = new GuardedClient(new CallSettings { TimeoutSeconds = 5 });

        var answer = await new CallChannel(client).Send(Message, Get(new Uri($"http://{host}:{peer.Address.Port}/")), Cancellation);

        answer.ShouldBeOfType<HttpAnswer.NoConnection>();
        peer.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_not_allowed_stays_forbidden_beside_an_allowed_network()
    {
        using var client = Client();

        (await new CallChannel(client).Send(Message, Get(new Uri("http://169.254.169.254/")), Cancellation)).ShouldBeOfType<HttpAnswer.NoConnection>();
    }

    [Fact]
    public async Task Plain_http_can_be_forbidden()
    {
        await using var peer = await Peer.Start(http => Respond(http, 200));
        using var client = Client(new CallSettings { AllowPlainHttp = false });

        (await new CallChannel(client).Send(Message, Get(peer.Address), Cancellation)).ShouldBeOfType<HttpAnswer.NoConnection>();
        peer.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_answer_that_is_too_long_is_none()
    {
        await using var peer = await Peer.Start(http => http.Response.WriteAsync(new string('x', 5000)));
        using var client = Client(new CallSettings { MostBytes = 4096 });

        (await new CallChannel(client).Send(Message, Get(peer.Address), Cancellation)).ShouldBeOfType<HttpAnswer.NoConnection>().Reason.ShouldContain("4096");
    }

    [Fact]
    public async Task No_answer_in_time_is_said_so()
    {
        var release = new TaskCompletionSource();
        await using var peer = await Peer.Start(_ => release.Task);
        using var client = Client(new CallSettings { TimeoutSeconds = 1 });

        (await new CallChannel(client).Send(Message, Get(peer.Address), Cancellation)).ShouldBeOfType<HttpAnswer.TimedOut>();
        release.SetResult();
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_no_connection()
    {
        Uri gone;
        await using (var peer = await Peer.Start(http => Respond(http, 200)))
            gone = peer.Address;
        using var client = Client();

        (await new CallChannel(client).Send(Message, Get(gone), Cancellation)).ShouldBeOfType<HttpAnswer.NoConnection>();
    }

    [Theory]
    [InlineData("attachment; filename=\"../../etc/passwd\"", "passwd")]
    [InlineData("attachment; filename*=UTF-8''%E7%85%A7%E7%89%87.jpg", "照片.jpg")]
    public async Task A_file_has_a_name_and_no_path(string disposition, string name)
    {
        await using var peer = await Peer.Start(http =>
        {
            http.Response.Headers.ContentDisposition = disposition;
            return http.Response.WriteAsync("x");
        });
        using var client = Client();

        (await new CallChannel(client).Send(Message, Get(peer.Address), Cancellation)).ShouldBeOfType<HttpAnswer.Response>().FileName.ShouldBe(name);
    }

    [Theory]
    [InlineData(0, 1024, null)]
    [InlineData(30, 0, null)]
    [InlineData(30, 1024, "not-a-network")]
    public void Settings_out_of_range_are_refused(int seconds, int bytes, string? network) =>
        Should.Throw<Host.Composition.RefusedStartException>(() => new CallSettings { TimeoutSeconds = seconds, MostBytes = bytes, AllowedNetworks = network is null ? [] : [network] }.Checked());

    private static GuardedClient Client(CallSettings? settings = null) =>
        new((settings ?? new CallSettings()) with { AllowedNetworks = ["127.0.0.0/8"] });

    private static HttpPayload Get(Uri address) => new(Message, "GET", address.ToString(), null, null, null, Headers());

    private static ImmutableSortedDictionary<string, string> Headers(params (string Name, string Value)[] headers) =>
        headers.ToImmutableSortedDictionary(header => header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase);

    private static Task Respond(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
