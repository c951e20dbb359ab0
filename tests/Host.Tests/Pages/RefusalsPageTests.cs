using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace GridWorkflow.Host.Tests.Pages;

/// <summary>越權留痕: what was refused on cases and at doors is kept, shown to auditors, and told to who was refused.</summary>
public sealed class RefusalsPageTests(RunningHost host)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Knocking_at_a_door_leaves_one_line_and_nobody_who_is_not_signed_in_does()
    {
        // Nobody else knocks in her name.
        using var clerk = await host.Staff("cai-wen");
        for (var times = 0; times < 3; times++)
        {
            (await clerk.GetAsync("/admin/people", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
            (await clerk.PutAsJsonAsync($"/api/v1/definitions/any-{times}/draft", new { }, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await clerk.GetAsync("/elsa/api/workflow-definitions", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }

        using var nobody = host.Anonymous();
        (await nobody.GetAsync("/api/v1/definitions", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var rows = (await Queries.Refusals("cai-wen", new PageRequest(1, 100), Cancellation)).Rows;
        rows.Select(one => DoorOf(one.Row)).ShouldBe(["GET /elsa/api/workflow-definitions", "PUT /api/v1/definitions/{definitionId}/draft", "GET /admin/people"]);
        rows.ShouldAllBe(one => one.Row.Code == "door-closed" && one.Row.Role == "service-station" && one.CaseNumber == null);
        // As whom it would be written: an account without a name.
        (await Queries.Refusals("system:account:", new PageRequest(1, 100), Cancellation)).Total.ShouldBe(0);

        using var admin = await host.Admin();
        var page = await admin.GetStringAsync("/admin/refusals?actor=cai-wen", Cancellation);
        page.ShouldContain("Cai Wen");
        page.ShouldContain("Passing a door");
        page.ShouldContain("GET /admin/people");
        (await clerk.GetAsync("/admin/refusals", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Who_knocks_everywhere_does_not_flood_the_list()
    {
        using var clerk = await host.Staff("fu-jian");
        var doors = host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/')).Where(path => path.StartsWith("/elsa/api", StringComparison.Ordinal) && !path.Contains('{')).Distinct().ToArray();
        doors.Length.ShouldBeGreaterThan(20);
        foreach (var door in doors)
            (await clerk.GetAsync(door, Cancellation)).IsSuccessStatusCode.ShouldBeFalse(door);
        // A path without a place for an id may be taken for one with: what counts is the door.
        var rows = (await Queries.Refusals("fu-jian", new PageRequest(1, 100), Cancellation)).Rows;
        rows.Length.ShouldBe(20);
        rows.Select(one => DoorOf(one.Row)).ShouldBeUnique();
        rows.ShouldAllBe(one => one.Row.Code == "door-closed" && DoorOf(one.Row).StartsWith("GET /elsa/api/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_claim_from_the_inbox_that_is_forbidden_says_so_with_its_status()
    {
        var report = await host.File(grid: "hubin-1");
        using var owner = await host.Staff("peng-lan");
        var view = await owner.GetFromJsonAsync<JsonElement>($"/api/v1/cases/{report.CaseNumber}", Cancellation);
        var cases = host.Services.GetRequiredService<CaseQueries>();
        using var stranger = await host.Staff("zheng-kai");
        var answer = await RunningHost.Post(stranger, "/report", new()
        {
            ["caseId"] = (await cases.CaseWithNumber(report.CaseNumber, Cancellation))!.Value.ToString(),
            ["taskId"] = view.GetProperty("tasks")[0].GetProperty("id").GetString()!,
            ["key"] = $"claim-{report.CaseNumber}",
        }, "/?handler=Claim");
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var html = await answer.Content.ReadAsStringAsync(Cancellation);
        html.ShouldContain("role=\"alert\"");
        html.ShouldContain("My tasks");
    }

    private static string DoorOf(AuditRow row) => row.Reason[(row.Reason.IndexOf("knocked at ", StringComparison.Ordinal) + "knocked at ".Length)..].TrimEnd('.').TrimEnd('/');

    private TroubleQueries Queries => host.Services.GetRequiredService<TroubleQueries>();
}
