using System.Text.Json;
using System.Text.Json.Nodes;

namespace GridWorkflow.Browser.Tests;

/// <summary>Two administrators: one asks, the other looks at the drawn difference and decides.</summary>
public sealed class ReviewTests(HostProcess host)
{
    private const string Second = "shi-lei";

    [Fact]
    public async Task Two_admins_put_a_changed_lifecycle_in_force_and_the_rule_guards_itself()
    {
        await using var anna = await Visitor.Open(host);
        await anna.SignIn("admin", host.AdminPassword);
        // One alone cannot turn the rule on.
        await anna.Page.GotoAsync("/admin/reviews");
        (await anna.Page.Locator("form[action*='handler=On'] button").IsDisabledAsync()).ShouldBeTrue();
        await anna.Look("reviews-one-admin-en-1440");
        await anna.Page.GotoAsync($"/admin/people?q={Second}");
        await anna.Look("people-admin-en-1440");
        await anna.Page.ClickAsync("button[formaction*='GiveAdmin']");
        await anna.Page.GotoAsync("/admin/reviews");
        await anna.Page.ClickAsync("form[action*='handler=On'] button");

        await Draft(anna);
        await anna.Page.GotoAsync("/designer/community-case?version=2");
        await anna.Page.ClickAsync("a[href$='/publish']");
        await anna.Look("publish-en-1440");
        await anna.Page.FillAsync("#note", "Urgent matters are read first.");
        await anna.Page.ClickAsync("form:has(#note) button[type=submit]");
        var review = new Uri(anna.Page.Url).AbsolutePath;
        (await anna.Page.Locator("form[action*='handler=Withdraw']").CountAsync()).ShouldBe(1);
        (await anna.Page.Locator("button[formaction*='handler=Approve']").CountAsync()).ShouldBe(0);
        await anna.Look("review-asked-en-1440");

        foreach (var (language, width) in new[] { ("en", Visitor.Phone), ("zh-CN", Visitor.Phone), ("zh-CN", Visitor.Desk) })
        {
            await using var looker = await Visitor.Open(host, language, width, dark: width == Visitor.Phone && language == "zh-CN");
            await looker.SignIn(Second, host.DemoPassword);
            await looker.Page.GotoAsync(review);
            await looker.Look($"review-{language}-{width}");
            await looker.Page.GotoAsync("/admin/reviews");
            await looker.Look($"reviews-{language}-{width}");
            await looker.Page.GotoAsync("/designer/community-case/compare?from=1&to=2");
            await looker.Look($"compare-{language}-{width}");
            looker.Complaints.ShouldBeEmpty();
        }

        await using var bert = await Visitor.Open(host);
        await bert.SignIn(Second, host.DemoPassword);
        (await bert.Page.Locator("details.menu .count").First.InnerTextAsync()).ShouldStartWith("1");
        await bert.Page.GotoAsync(review);
        // Drawn, with a sign and a word for each change, and in a table.
        foreach (var (kind, sign) in new[] { ("is-added", "+"), ("is-removed", "−"), ("is-changed", "~") })
        {
            (await bert.Page.Locator($"svg .flow-node.{kind}").CountAsync()).ShouldBeGreaterThan(0, kind);
            (await bert.Page.Locator($"svg .{kind} .flow-badge text").First.TextContentAsync()).ShouldBe(sign);
            (await bert.Page.Locator($"svg .flow-count.{kind} text").First.TextContentAsync()).ShouldBe(sign);
            (await bert.Page.Locator($"svg .flow-edge.{kind}").CountAsync()).ShouldBeGreaterThan(0, kind);
        }

        var table = await bert.Page.Locator(".difference-lines table").InnerTextAsync();
        table.ShouldContain("look-first");
        table.ShouldContain("leads to");
        await bert.Look("review-en-1440");
        // A refusal needs its reason.
        await bert.Page.ClickAsync("button[formaction*='handler=Refuse']");
        (await bert.Page.Locator(".alert-late").First.InnerTextAsync()).ShouldContain("must change");
        await bert.Page.FillAsync("#reason", "Agreed.");
        await bert.Page.ClickAsync("button[formaction*='handler=Approve']");
        (await bert.Page.Locator(".alert-good").First.InnerTextAsync()).ShouldContain("in force");
        await bert.Look("review-approved-en-1440");
        await bert.Page.GotoAsync("/designer/community-case");
        (await bert.Page.Locator("p.small").Last.InnerTextAsync()).ShouldContain("version 2");
        (await bert.Page.Locator("a[href='/admin/reviews'] .count").CountAsync()).ShouldBe(0);

        // Back to where all other tests begin: the first version, and no rule.
        await bert.Page.GotoAsync("/admin/reviews");
        await bert.Page.ClickAsync("form[action*='handler=Off'] button");
        var off = new Uri(bert.Page.Url).AbsolutePath;
        await anna.Page.GotoAsync(off);
        await anna.Look("review-setting-en-1440");
        await anna.Page.ClickAsync("button[formaction*='handler=Approve']");
        await Send(anna, "POST", "/api/v1/definitions/community-case/versions/1/revert", null);
        await Send(anna, "POST", "/api/v1/definitions/community-case/publish", null);
        anna.Complaints.ShouldBeEmpty();
        bert.Complaints.ShouldBeEmpty();
    }

    /// <summary>The lifecycle in force with a step more, a step fewer, a step changed and a connection turned.</summary>
    private static async Task Draft(Visitor visitor)
    {
        var text = await visitor.Page.EvaluateAsync<string>("async () => await (await fetch('/api/v1/definitions/community-case/versions/1')).text()");
        var definition = JsonNode.Parse(text)!.AsObject();
        var root = definition["root"]!.AsObject();
        var activities = root["activities"]!.AsArray();
        var connections = root["connections"]!.AsArray();
        var first = connections[0]!.AsObject();
        var (source, target) = (first["source"]!["activity"]!.GetValue<string>(), first["target"]!["activity"]!.GetValue<string>());

        // A way over a new step.
        var place = activities.First(activity => activity!["id"]!.GetValue<string>() == source)!["metadata"]!["designer"]!["position"]!;
        activities.Add(JsonNode.Parse($$"""
            {"id":"look-first","type":"Elsa.FlowJoin","version":1,"name":"LookFirst","metadata":{"displayText":"Look first 先看","designer":{"position":{"x":{{place["x"]}},"y":{{place["y"]!.GetValue<double>() + 160}}},"size":{"width":190,"height":64} } },
             "mode":{"typeName":"FlowJoinMode","expression":{"type":"Literal","value":"WaitAny"} } }
            """));
        first["target"]!["activity"] = "look-first";
        connections.Add(JsonNode.Parse($$"""{"source":{"activity":"look-first","port":"Done"},"target":{"activity":"{{target}}","port":"In"},"vertices":[]}"""));

        // A step that nothing needs goes: its way leads on to where it led.
        var reply = activities.First(activity => activity!["type"]!.GetValue<string>() == "Grid.Reply")!["id"]!.GetValue<string>();
        var after = connections.First(way => way!["source"]!["activity"]!.GetValue<string>() == reply)!["target"]!["activity"]!.GetValue<string>();
        foreach (var way in connections.Where(way => way!["target"]!["activity"]!.GetValue<string>() == reply).ToList())
            way!["target"]!["activity"] = after;
        connections.Remove(connections.First(way => way!["source"]!["activity"]!.GetValue<string>() == reply));
        activities.Remove(activities.First(activity => activity!["id"]!.GetValue<string>() == reply));

        activities.First(activity => activity!["type"]!.GetValue<string>() == "Grid.Task")!["metadata"]!["displayText"] = "Judge it";
        await Send(visitor, "PUT", "/api/v1/definitions/community-case/draft", definition.ToJsonString());
    }

    private static async Task Send(Visitor visitor, string method, string path, string? body)
    {
        var answer = await visitor.Page.EvaluateAsync<JsonElement>(
            "async ([method, path, body]) => { const answer = await fetch(path, { method, body, headers: { 'Content-Type': 'application/json', 'If-Match': '*' } }); return { status: answer.status, text: await answer.text() }; }",
            new object?[] { method, path, body });
        answer.GetProperty("status").GetInt32().ShouldBeInRange(200, 201, answer.GetProperty("text").GetString());
    }
}
