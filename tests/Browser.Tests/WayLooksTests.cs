using Microsoft.Playwright;

namespace GridWorkflow.Browser.Tests;

/// <summary>The way of a case and the drawing in numbers: how they look, and that they work without script and with the keyboard.</summary>
public sealed class WayLooksTests(HostProcess host)
{
    public static TheoryData<string, int, bool> Ways => new()
    {
        { "en", Visitor.Phone, false },
        { "en", Visitor.Desk, true },
        { "zh-CN", Visitor.Desk, false },
        { "zh-TW", Visitor.Phone, true },
    };

    [Theory, MemberData(nameof(Ways))]
    public async Task A_case_that_went_up_and_a_lifecycle_in_numbers(string language, int width, bool dark)
    {
        var suffix = $"{language}-{width}{(dark ? "-dark" : "")}";
        var report = await host.Report("垃圾堆放 Rubbish heap", "yangliu-1", "G0101");
        await using var worker = await Visitor.Open(host, language, width, dark: dark);
        await worker.SignIn("zheng-kai", host.DemoPassword);
        await worker.Page.GotoAsync($"/cases/{report.CaseNumber}");
        await worker.Page.Locator("form[action*=Claim] button").First.ClickAsync();
        await worker.Page.Locator("input[name=outcome][value=Coordination]").CheckAsync();
        await worker.Page.Locator("textarea[name=remark]").First.FillAsync("Three households 三戶.");
        await worker.Page.Locator("form[action*=Complete] button[type=submit]").First.ClickAsync();

        await worker.Page.GotoAsync($"/cases/{report.CaseNumber}/way");
        await worker.Look($"way-{suffix}");
        (await worker.Page.Locator("li.stay").CountAsync()).ShouldBe(5);
        (await worker.Page.Locator(".flow-node.here").CountAsync()).ShouldBe(1);
        await worker.Page.Locator("label[for=zoom-whole]").ClickAsync();
        (await worker.Page.Locator(".drawing").EvaluateAsync<bool>("drawing => drawing.scrollWidth <= drawing.clientWidth + 1")).ShouldBeTrue();

        await worker.Page.GotoAsync("/designer/community-case/heat?shade=Spent");
        await worker.Look($"heat-{suffix}");
        (await worker.Page.Locator(".heat-table tbody tr").CountAsync()).ShouldBeGreaterThan(2);
        await worker.Page.GotoAsync("/designer/community-case");
        await worker.Look($"lifecycle-drawn-{suffix}");
        worker.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_way_is_gone_through_without_script_and_with_the_keyboard()
    {
        var report = await host.Report("Rubbish heap without script", "yangliu-1", "G0101");
        await using var worker = await Visitor.Open(host, script: false);
        await worker.SignIn("zheng-kai", host.DemoPassword);
        await worker.Page.GotoAsync($"/cases/{report.CaseNumber}/way");
        await Assertions.Expect(worker.Page.Locator("li.stay")).ToHaveCountAsync(3);
        await worker.Page.Locator("a[rel=prev]").First.ClickAsync();
        await worker.Page.Locator("a[rel=prev]").First.ClickAsync();
        await Assertions.Expect(worker.Page.Locator("li.stay")).ToHaveCountAsync(1);
        worker.Page.Url.ShouldEndWith("#step-file");
        await worker.Page.Locator("a[rel=next]").First.ClickAsync();
        await worker.Page.Locator("a[rel=next]").First.ClickAsync();
        await worker.Page.Locator(".drawing a[href='#stay-3']").FocusAsync();
        await worker.Page.Keyboard.PressAsync("Enter");
        worker.Page.Url.ShouldEndWith("#stay-3");
        await worker.Page.Locator("#stay-3 a[href*='#j-']").First.ClickAsync();
        worker.Page.Url.ShouldEndWith("#j-1");
        await worker.Page.Locator("#j-1 a[href='#stay-3']").ClickAsync();
        worker.Page.Url.ShouldEndWith("#stay-3");
        worker.Complaints.ShouldBeEmpty();
    }
}
