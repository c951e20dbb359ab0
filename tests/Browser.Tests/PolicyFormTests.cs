using Microsoft.Playwright;

namespace GridWorkflow.Browser.Tests;

/// <summary>Elements of policy files changed by their forms: people, fields, duties, categories.</summary>
public sealed class PolicyFormTests(HostProcess host)
{
    private const string Chart = "/admin/policies/file/demo/organisation.yaml";

    [Theory]
    [InlineData("en", Visitor.Desk)]
    [InlineData("zh-Hans", Visitor.Phone)]
    public async Task A_person_a_field_a_duty_and_a_category_are_changed_in_one_change(string language, int width)
    {
        await using var admin = await Visitor.Open(host, language, width);
        await admin.SignIn("admin", host.AdminPassword);
        var page = admin.Page;

        await page.GotoAsync($"{Chart}?item=*#item");
        await page.FillAsync("#id", "mo-li");
        await page.FillAsync("#names-zh-Hans", "莫莉");
        await page.Locator("select[name=role]").First.SelectOptionAsync("grid-worker");
        await page.Locator("select[name=unit]").First.SelectOptionAsync("yangliu-2");
        await page.Locator("input[name=from]").First.FillAsync("2026-12-01");
        await page.Locator("input[name=to]").First.FillAsync("2026-12-05");
        await admin.Look($"policies-person-new-{language}-{width}");
        await Save(page);
        await Assertions.Expect(page.Locator("#text")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex(
            @"\{ id: mo-li, names: \{ en: 莫莉, zh-Hans: 莫莉, zh-Hant: 莫莉 \}, posts: \[\{ role: grid-worker, unit: yangliu-2 \}\], leave: \[\{ from: 2026-12-01, to: 2026-12-05 \}\] \}"));
        await admin.Look($"policies-person-{language}-{width}");

        await page.GotoAsync("/admin/policies/file/forms/handling.yaml?item=*#item");
        await page.FillAsync("#name", "way");
        await page.FillAsync("#names-en", "How");
        await page.SelectOptionAsync("#type", "choice");
        await page.FillAsync("#options", "hand | By hand | 人工 | 人工\nmachine | By machine | 机械 | 機械");
        await Save(page);
        await page.Locator("#item button[value=up]").ClickAsync();
        await Assertions.Expect(page.Locator("select#field-way option")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("label[for^=field-]").Nth(1)).ToHaveAttributeAsync("for", "field-way");
        await admin.Look($"policies-field-{language}-{width}");

        await page.GotoAsync("/admin/policies/file/demo/rosters/jinhe-2026.yaml?item=3#item");
        await page.SelectOptionAsync("#person", "song-jing");
        await Save(page);
        await admin.Look($"policies-duty-{language}-{width}");

        await page.GotoAsync("/admin/policies/file/catalogue/community.yaml?code=G0102#category");
        await page.Locator("#category summary").ClickAsync();
        await page.CheckAsync("#category input[name=emergency]");
        await Save(page, "#category .item-form");
        await admin.Look($"policies-category-{language}-{width}");

        await page.Locator("a.tag-soon").First.ClickAsync();
        await Assertions.Expect(page.Locator(".difference .added", new() { HasText = "mo-li" })).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".difference .added", new() { HasText = "emergency: true" })).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".difference .added", new() { HasText = "person: song-jing, post: grid-leader, area: shuyuan-2" })).ToHaveCountAsync(1);
        await page.Locator("details:has([formaction*=Discard], form[action*=Discard]) summary").Last.ClickAsync();
        await page.Locator("form[action*=Discard] button, button[formaction*=Discard]").ClickAsync();
        await Assertions.Expect(page.Locator(".head .tag")).ToHaveCountAsync(1);
        admin.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_there_already_is_said_and_what_was_typed_is_kept()
    {
        await using var admin = await Visitor.Open(host);
        await admin.SignIn("admin", host.AdminPassword);
        await admin.Page.GotoAsync($"{Chart}?item=*#item");
        await admin.Page.FillAsync("#id", "lin-na");
        await admin.Page.FillAsync("#names-en", "Another Lin");
        await Save(admin.Page, good: false);
        await Assertions.Expect(admin.Page.Locator(".problems")).ToContainTextAsync("lin-na");
        await Assertions.Expect(admin.Page.Locator("#id")).ToHaveValueAsync("lin-na");
        await Assertions.Expect(admin.Page.Locator("#names-en")).ToHaveValueAsync("Another Lin");
        // The browser says that the answer is no success.
        admin.Complaints.ShouldHaveSingleItem().ShouldContain("422");
    }

    private static async Task Save(IPage page, string form = "#item", bool good = true)
    {
        await page.Locator($"{form} button[type=submit]").First.ClickAsync();
        await Assertions.Expect(page.Locator(good ? ".alert-good" : ".alert-box").First).ToBeVisibleAsync();
    }
}
