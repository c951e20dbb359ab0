using System.IO.Compression;
using Microsoft.Playwright;

namespace GridWorkflow.Browser.Tests;

/// <summary>The policy pages as an admin meets them: looked at in each kind, and a change that goes its way into force.</summary>
public sealed class PolicyPageTests(HostProcess host)
{
    public static TheoryData<string, int, bool> Ways => new()
    {
        { "en", Visitor.Desk, false },
        { "zh-Hans", Visitor.Phone, false },
        { "zh-Hant", Visitor.Desk, true },
        { "en", Visitor.Phone, false },
    };

    [Theory, MemberData(nameof(Ways))]
    public async Task Each_kind_can_be_looked_at(string language, int width, bool dark)
    {
        var suffix = $"{language}-{width}{(dark ? "-dark" : "")}";
        await using var visitor = await Visitor.Open(host, language, width, dark: dark);
        await visitor.SignIn("admin", host.AdminPassword);
        foreach (var (name, address) in new[]
        {
            ("overview", ""), ("limits", "/file/policies/city.yaml"), ("ladder", "/file/ladders/default.yaml"), ("year", "/file/calendars/cn-2026.yaml?day=2026-02-14"),
            ("catalogue", "/file/catalogue/city.yaml?code=E0112"), ("template", "/file/templates/notices/urging.yaml"), ("form", "/file/forms/dispatch.yaml"),
            ("organisation", "/file/demo/organisation.yaml"), ("duties", "/file/demo/duties/roles.yaml"), ("roster", "/file/demo/rosters/jinhe-2026.yaml"),
            ("history", "/history/policies/city.yaml"),
        })
        {
            await visitor.Page.GotoAsync($"/admin/policies{address}");
            await visitor.Look($"policies-{name}-{suffix}");
        }

        visitor.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_limit_is_changed_and_published_and_holds_for_new_cases_only(bool script)
    {
        // Without scripts too: the other way round then.
        var (days, other) = script ? ("21", "31") : ("41", "51");
        await using var admin = await Visitor.Open(host, script: script);
        await admin.SignIn("admin", host.AdminPassword);
        await Publish(admin, days);
        var running = await host.Report("Before the change", "hubin-3");
        var before = await Due(admin, running.CaseNumber);
        await Publish(admin, other);
        var fresh = await host.Report("After the change", "hubin-3");

        (await Due(admin, running.CaseNumber)).ShouldBe(before, "a running case keeps its due");
        (await Due(admin, fresh.CaseNumber)).ShouldNotBe(before);
        await admin.Page.GotoAsync("/admin/policies/history/policies/community.yaml");
        await Assertions.Expect(admin.Page.Locator(".difference .removed", new() { HasText = $"{days} urgentHour" })).ToHaveCountAsync(1);
        await Assertions.Expect(admin.Page.Locator(".difference .added", new() { HasText = $"{other} urgentHour" })).ToHaveCountAsync(1);
        admin.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_day_is_made_off_and_what_does_not_fit_is_named_with_its_line()
    {
        await using var admin = await Visitor.Open(host);
        await admin.SignIn("admin", host.AdminPassword);
        await admin.Page.GotoAsync("/admin/policies/file/calendars/cn-2026.yaml?year=2026");
        await admin.Page.Locator("a[href*='day=2026-03-12']").ClickAsync();
        await admin.Page.FillAsync("#day-name", "植树节");
        await admin.Page.Locator("button[name=wish][value=off]").ClickAsync();
        await Assertions.Expect(admin.Page.Locator("#day h3")).ToContainTextAsync("植树节");
        await Assertions.Expect(admin.Page.Locator(".month .day-off a[href*='day=2026-03-12']")).ToContainTextAsync("H");
        await Assertions.Expect(admin.Page.Locator("#text")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("- \\{ days: 2026-02-28, work: 春节调休 \\}\n  - \\{ days: 2026-03-12, off: 植树节 \\}"));

        var text = await admin.Page.Locator("#text").InputValueAsync();
        await admin.Page.FillAsync("#text", text.Replace("zone: Asia/Shanghai", "zone: Asia/Shangai", StringComparison.Ordinal));
        await admin.Page.Locator("button[formaction*=Check]").ClickAsync();
        await Assertions.Expect(admin.Page.Locator(".problems")).ToContainTextAsync("calendars/cn-2026.yaml:5");
        await Assertions.Expect(admin.Page.Locator(".problems")).ToContainTextAsync("Asia/Shanghai");
        await admin.Look("policies-refused-en-1440");

        await admin.Page.Locator("a.tag-soon").First.ClickAsync();
        await Assertions.Expect(admin.Page.Locator(".difference .added", new() { HasText = "植树节" })).ToHaveCountAsync(1);
        await admin.Look("policies-change-en-1440");
        await admin.Page.SetViewportSizeAsync(Visitor.Phone, 844);
        await admin.Look("policies-change-en-390");
        await admin.Page.Locator("summary", new() { HasText = "More" }).ClickAsync();
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Give up this change" }).ClickAsync();
        await Assertions.Expect(admin.Page.Locator(".head .tag")).ToHaveTextAsync("given up");
        admin.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_exported_is_imported_without_a_change_and_a_trick_is_refused()
    {
        await using var admin = await Visitor.Open(host);
        await admin.SignIn("admin", host.AdminPassword);
        var answer = await admin.Page.APIRequest.GetAsync("/admin/policies?handler=Export");
        var bytes = await answer.BodyAsync();
        using (var zip = new ZipArchive(new MemoryStream(bytes)))
        {
            foreach (var entry in zip.Entries.Where(entry => !entry.FullName.Contains("community.yaml", StringComparison.Ordinal) && !entry.FullName.StartsWith("definitions/", StringComparison.Ordinal)))
            {
                using var reader = new StreamReader(entry.Open());
                (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldBe(await File.ReadAllTextAsync(Path.Combine(HostProcess.Pictures, "..", "..", "workflows", entry.FullName), TestContext.Current.CancellationToken), entry.FullName);
            }
        }

        await admin.Page.GotoAsync("/admin/policies");
        await admin.Page.SetInputFilesAsync("#upload", new FilePayload { Name = "workflows.zip", MimeType = "application/zip", Buffer = bytes });
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await Assertions.Expect(admin.Page.Locator(".alert-box").First).ToContainTextAsync("nothing was changed");

        await admin.Page.SetInputFilesAsync("#upload", new FilePayload { Name = "trick.zip", MimeType = "application/zip", Buffer = Zip("../../policies/city.yaml", "id: city") });
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await Assertions.Expect(admin.Page.Locator(".problems")).ToContainTextAsync("../../policies/city.yaml");
    }

    private static byte[] Zip(string path, string text)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var writer = new StreamWriter(zip.CreateEntry(path).Open());
            writer.Write(text);
        }

        return bytes.ToArray();
    }

    private static async Task Publish(Visitor admin, string days)
    {
        await admin.Page.GotoAsync("/admin/policies/file/policies/community.yaml");
        await admin.Page.FillAsync("[name='v:total:G0101']", days);
        // Around the clock: no calendar ends before such a limit does.
        await admin.Page.SelectOptionAsync("[name='u:total:G0101']", "urgentHour");
        await admin.Page.Locator("form[action*=Limits] button[type=submit]").ClickAsync();
        await admin.Page.Locator("a.tag-soon").First.ClickAsync();
        await Assertions.Expect(admin.Page.Locator(".difference .added", new() { HasText = $"{days} urgentHour" })).ToHaveCountAsync(1);
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        await Assertions.Expect(admin.Page.Locator(".head .tag")).ToHaveTextAsync("in force");
    }

    private static async Task<string> Due(Visitor admin, string number)
    {
        await admin.Page.GotoAsync($"/cases/{number}");
        var facts = await admin.Page.Locator(".clock").First.Locator("p").First.InnerTextAsync();
        return System.Text.RegularExpressions.Regex.Match(facts, "[0-9]+ [A-Z][a-z]+ [0-9]{4}, [0-9:]+").Value is { Length: > 0 } due ? due : throw new InvalidOperationException($"Expected a due instant, but found '{facts}'.");
    }
}
