using System.Net;
using GridWorkflow.Host.Tests.Running;

namespace GridWorkflow.Host.Tests.Designer;

/// <summary>Who gets through the doors of <c>/elsa</c>.</summary>
public sealed class ElsaDoorTests(RunningHost host)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, int, int, int> Doors => new()
    {
        // path, anonymous, staff (a grid worker), admin
        { "/elsa/api/package/version", 401, 403, 200 },
        { "/elsa/api/no/such/call", 401, 403, 404 },
        { "/elsa/hubs/no-such-hub", 401, 404, 404 },
    };

    [Theory, MemberData(nameof(Doors))]
    public async Task A_machine_gets_a_status_and_no_page_to_sign_in(string path, int anonymous, int staff, int admin)
    {
        using var nobody = host.Anonymous();
        using var worker = await host.Staff("zheng-kai");
        using var root = await host.Admin();
        ((int)(await nobody.GetAsync(path, Cancellation)).StatusCode).ShouldBe(anonymous, $"anonymous {path}");
        ((int)(await worker.GetAsync(path, Cancellation)).StatusCode).ShouldBe(staff, $"staff {path}");
        ((int)(await root.GetAsync(path, Cancellation)).StatusCode).ShouldBe(admin, $"admin {path}");
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Origin", "http://elsewhere.example")]
    public async Task A_page_of_another_site_reads_nothing_with_the_cookie(string header, string value)
    {
        using var root = await host.Admin();
        using var message = new HttpRequestMessage(HttpMethod.Get, "/elsa/api/package/version");
        message.Headers.Add(header, value);
        (await root.SendAsync(message, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }
}
