using System.Net;
using System.Text;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Tests.Running;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace GridWorkflow.Host.Tests.Designer.Api;

/// <summary>Every endpoint of Elsa's API and every role: who passes which door.</summary>
public sealed class ElsaApiDoorTests(RunningHost host)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IReadOnlyList<(string Method, string Path, bool Changes)> Doors =>
    [
        .. host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith("elsa/", StringComparison.Ordinal))
            .SelectMany(endpoint =>
            {
                var policies = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).ToList();
                policies.ShouldContain(policy => policy == Policies.Admin || policy == Policies.Auditor, endpoint.DisplayName);
                var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST", "PUT", "DELETE"];
                return methods.Select(method => (method, Path(endpoint), policies.Contains(Policies.Admin)));
            })
            .Distinct(),
    ];

    [Fact]
    public async Task Nobody_passes_without_signing_in_and_staff_pass_nowhere()
    {
        using var nobody = host.Anonymous();
        using var staff = await host.Staff("zheng-kai");

        foreach (var (method, path, _) in Doors)
        {
            (await Status(nobody, method, path)).ShouldBe(HttpStatusCode.Unauthorized, $"{method} {path}");
            (await Status(staff, method, path)).ShouldBe(HttpStatusCode.Forbidden, $"{method} {path}");
        }
    }

    [Fact]
    public async Task Auditors_read_everything_and_change_nothing_and_admins_do_all()
    {
        using var auditor = await Auditor();
        using var admin = await host.Admin();

        foreach (var (method, path, changes) in Doors)
        {
            var status = await Status(auditor, method, path);
            if (changes)
                status.ShouldBe(HttpStatusCode.Forbidden, $"{method} {path}");
            else
                status.ShouldNotBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.InternalServerError);
            (await Status(admin, method, path)).ShouldNotBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.InternalServerError);
        }

        // Whatever an auditor may send, it reads: these are the calls that Studio makes by POST to read.
        Doors.Where(door => !door.Changes && door.Method is not ("GET" or "HEAD")).Select(door => $"{door.Method} {door.Path}")
            .Where(door => !door.Contains("/descriptors/", StringComparison.Ordinal) && !door.Contains("/scripting/", StringComparison.Ordinal) && !door.Contains("/none", StringComparison.Ordinal)
                && !door.Contains("/elsa/hubs/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ShouldBe(
            [
                "POST /elsa/api/activity-executions/report", "POST /elsa/api/bulk-actions/export/workflow-definitions", "POST /elsa/api/bulk-actions/export/workflow-instances",
                "POST /elsa/api/identity/login", "POST /elsa/api/workflow-instances",
            ], ignoreOrder: true);
    }

    [Fact]
    public async Task A_call_from_a_page_of_another_site_is_refused()
    {
        using var admin = await host.Admin();
        admin.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");

        (await Status(admin, "POST", "/elsa/api/workflow-definitions")).ShouldBe(HttpStatusCode.Forbidden);
        (await Status(admin, "GET", "/elsa/api/workflow-definitions")).ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task<HttpClient> Auditor()
    {
        await using var scope = host.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<Microsoft.AspNetCore.Identity.UserManager<Runtime.Access.GridUser>>();
        const string password = "Looks-at-everything-1";
        if (await accounts.FindByNameAsync("elsa-auditor") is null)
        {
            var user = new Runtime.Access.GridUser { UserName = "elsa-auditor" };
            (await accounts.CreateAsync(user, password)).Succeeded.ShouldBeTrue();
            (await accounts.AddToRoleAsync(user, GridRoles.Auditor)).Succeeded.ShouldBeTrue();
        }

        return await host.SignedIn("elsa-auditor", password);
    }

    private static async Task<HttpStatusCode> Status(HttpClient client, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is "POST" or "PUT")
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        return answer.StatusCode;
    }

    /// <summary>The route with something in its places that is not there.</summary>
    private static string Path(RouteEndpoint endpoint) =>
        "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "version" } => "1",
            _ => "none",
        }))));
}
