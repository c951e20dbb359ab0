using System.Net;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Activities;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.Extensions.DependencyInjection;
using Definition = GridWorkflow.Workflow.Interpreter.Program;

namespace GridWorkflow.Host.Tests.Pages;

/// <summary>The way of a case and of a workflow: who sees it, what it shows, what an admin does there.</summary>
public sealed partial class WayTests(RunningHost host)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_way_is_for_whoever_may_see_the_case()
    {
        var report = await host.File(grid: "hubin-2");
        using var nobody = host.Anonymous();
        using var stranger = await host.Staff("zheng-kai");
        using var centre = await host.Staff("liu-yang");
        using var root = await host.Admin();

        (await nobody.GetAsync($"/cases/{report.CaseNumber}/way", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await stranger.GetAsync($"/cases/{report.CaseNumber}/way", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await centre.GetAsync($"/cases/{report.CaseNumber}/way", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await root.GetAsync($"/cases/{report.CaseNumber}/way", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await stranger.GetAsync("/cases/2000-01-01-000001/way", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        // The drawing of a definition leads on to it.
        (await centre.GetAsync($"/designer/community-case?case={report.CaseNumber}", Cancellation)).Headers.Location!.ToString().ShouldBe($"/cases/{report.CaseNumber}/way");
    }

    [Fact]
    public async Task The_drawing_the_list_and_the_journal_say_the_same_and_lead_to_each_other()
    {
        var report = await host.File("Rubbish", "yangliu-1", ",\"reporter\":{\"name\":\"Chen Wei\",\"phone\":\"13812345678\"}");
        using var worker = await host.Staff("zheng-kai");
        var html = await worker.GetStringAsync($"/cases/{report.CaseNumber}/way", Cancellation);

        var svg = XDocument.Parse(Svg().Match(html).Value);
        var classes = svg.Descendants().Where(node => (string?)node.Attribute("id") is "step-file" or "step-judge").Select(node => (string?)node.Attribute("class")).ToList();
        classes.ShouldBe(["flow-node start been", "flow-node task been here"]);
        svg.Descendants().Attributes("style").ShouldBeEmpty();
        svg.Descendants().Count(node => ((string?)node.Attribute("class"))?.StartsWith("flow-edge walked", StringComparison.Ordinal) == true).ShouldBe(2);
        html.ShouldContain("""<a href="#stay-2">""");
        html.ShouldContain("""id="stay-2" """);
        html.ShouldContain("""<a href="#j-1">""");
        html.ShouldContain("""id="j-1" """);
        html.ShouldContain("Unchanged: 1 rows fit each other");
        // Who reported stays masked, as on the page of the case.
        html.ShouldNotContain("13812345678");
        html.ShouldNotContain("Chen Wei");

        var before = await worker.GetStringAsync($"/cases/{report.CaseNumber}/way?step=1", Cancellation);
        before.ShouldContain("As it was when stay 1 of 3 began.");
        before.ShouldNotContain("""id="stay-2" """);
        before.ShouldContain($"/cases/{report.CaseNumber}/way#step-judge");
        var narrowed = await worker.GetStringAsync($"/cases/{report.CaseNumber}/way?kind=TaskClaimed", Cancellation);
        narrowed.ShouldNotContain("""id="j-1" """);
        foreach (var odd in new[] { "?step=-3", "?step=99999", "?page=0", "?page=77", "?kind=%27%20or%201%3D1" })
            (await worker.GetAsync($"/cases/{report.CaseNumber}/way{odd}", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK, odd);
    }

    [Fact]
    public async Task A_case_is_not_cancelled_and_a_reason_is_asked_for()
    {
        var report = await host.File();
        using var root = await host.Admin();
        var page = $"/cases/{report.CaseNumber}/way";
        using var refused = await RunningHost.Post(root, page, new() { ["reason"] = "mistake", ["key"] = "way-cancel-1" }, page + "?handler=Cancel");
        (await root.GetStringAsync(page, Cancellation)).ShouldContain("case");
        using var worker = await host.Staff("zheng-kai");
        using var forbidden = await RunningHost.Post(worker, $"/cases/{report.CaseNumber}", new() { ["reason"] = "mistake" }, page + "?handler=Cancel");
        forbidden.Headers.Location!.ToString().ShouldContain("/denied");
        var store = host.Services.GetRequiredService<IStore>();
        var id = (await host.Services.GetRequiredService<CaseQueries>().CaseWithNumber(report.CaseNumber, Cancellation))!.Value;
        (await store.Load(id, Cancellation))!.Status.ShouldBe(InstanceStatus.Running);
    }

    [Fact]
    public async Task An_incident_is_run_again_once_with_a_reason_on_record_and_an_instance_is_ended()
    {
        var catalog = host.Services.GetRequiredService<ReferenceCatalog>();
        var faulty = Definition.Compile(WorkflowDefinition.Parse("""
            {"id":"way-faulty:1","definitionId":"way-faulty","name":"way-faulty","version":1,"isLatest":true,"isPublished":true,
             "root":{"id":"root","type":"Elsa.Flowchart","version":1,"activities":[{"id":"bad","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"JavaScript","value":"nowhere.at.all"}}}],"connections":[]}}
            """), CaseActivities.Types);
        var waits = Definition.Compile(WorkflowDefinition.Parse("""
            {"id":"way-waits:1","definitionId":"way-waits","name":"way-waits","version":1,"isLatest":true,"isPublished":true,
             "root":{"id":"root","type":"Elsa.Sequence","version":1,"activities":[{"id":"wait","type":"Elsa.Event","version":1,"eventName":{"typeName":"String","expression":{"type":"Literal","value":"WayNever"}}}]}}
            """), CaseActivities.Types);
        await catalog.Use(catalog.Current with { Definitions = new DefinitionSet([.. catalog.Current.Definitions.All.Where(one => !one.DefinitionId.StartsWith("way-", StringComparison.Ordinal)), faulty, waits]) });
        var runner = host.Services.GetRequiredService<InstanceRunner>();
        var store = host.Services.GetRequiredService<IStore>();
        using var root = await host.Admin();

        var id = ((StartOutcome.Started)await runner.Start(new StartOrder("way-faulty"), new Actor("tester"))).InstanceId;
        var page = $"/admin/instances/{id}";
        var html = await root.GetStringAsync(page, Cancellation);
        html.ShouldContain("flow-node start been here fault");
        html.ShouldContain("incident");
        using var without = await RunningHost.Post(root, page, new() { ["activity"] = "bad", ["reason"] = " ", ["key"] = "way-1" }, page + "?handler=Retry");
        (await store.Load(id, Cancellation))!.Version.ShouldBe(1);
        // A double click is one act.
        var form = () => new Dictionary<string, string> { ["activity"] = "bad", ["reason"] = "The peer is back 已恢復", ["key"] = "way-2" };
        using var first = await RunningHost.Post(root, page, form(), page + "?handler=Retry");
        using var second = await RunningHost.Post(root, page, form(), page + "?handler=Retry");
        (await store.Load(id, Cancellation))!.Version.ShouldBe(2);
        var after = await root.GetStringAsync(page, Cancellation);
        WebUtility.HtmlDecode(after).ShouldContain("The peer is back 已恢復");
        after.ShouldContain("""id="stay-2" """);

        var waiting = ((StartOutcome.Started)await runner.Start(new StartOrder("way-waits"), new Actor("tester"))).InstanceId;
        using var cancelled = await RunningHost.Post(root, $"/admin/instances/{waiting}", new() { ["reason"] = "Not needed", ["key"] = "way-3" }, $"/admin/instances/{waiting}?handler=Cancel");
        (await store.Load(waiting, Cancellation))!.SubStatus.ShouldBe(InstanceSubStatus.Cancelled);
        (await root.GetStringAsync($"/admin/instances/{waiting}", Cancellation)).ShouldContain("Not needed");
    }

    [Fact]
    public async Task A_definition_is_drawn_in_numbers_with_a_table_a_file_and_an_answer_for_systems()
    {
        var report = await host.File();
        using var worker = await host.Staff("zheng-kai");
        using var root = await host.Admin();
        var html = await worker.GetStringAsync("/designer/community-case/heat", Cancellation);
        html.ShouldContain("id=\"figures-judge\"");
        html.ShouldContain("flow-edge passed");
        (await worker.GetStringAsync("/designer/community-case/heat?category=NONE", Cancellation)).ShouldContain("No case has passed a step in this period.");
        foreach (var shade in Enum.GetNames<GridWorkflow.Host.Pages.Heat.HeatMeasure>())
            (await worker.GetAsync($"/designer/community-case/heat?shade={shade}&version=1&unit=yangliu", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK, shade);
        (await worker.GetStringAsync("/designer/community-case/heat?from=2026-05-01&to=2026-04-01", Cancellation)).ShouldContain("role=\"alert\"");
        (await worker.GetAsync("/designer/no-such/heat", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var csv = await root.GetAsync("/designer/community-case/heat?handler=Export", Cancellation);
        csv.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        (await csv.Content.ReadAsStringAsync(Cancellation)).ShouldContain("\r\njudge,");
        var json = await root.GetStringAsync("/api/v1/heat/community-case", Cancellation);
        json.ShouldContain("\"activityId\":\"judge\"");
        json.ShouldContain("\"source\":\"alert\",\"target\":\"judge\"");
        using var nobody = host.Anonymous();
        (await nobody.GetAsync("/api/v1/heat/community-case", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await root.GetAsync("/api/v1/heat/community-case?from=2026-05-01&to=2026-04-01", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await root.GetAsync("/api/v1/heat/no-such", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        // A day that is none is told, on both pages of figures.
        foreach (var page in new[] { "/designer/community-case/heat", "/figures" })
            (await root.GetStringAsync($"{page}?from=2026-13-40", Cancellation)).ShouldContain("Days are written like");
        report.CaseNumber.ShouldNotBeNull();
    }

    [GeneratedRegex("<svg [^>]*aria-label=\"Way of.*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Svg();
}
