using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Figures;
using GridWorkflow.Casework.Schedules;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Browser.Tests;

/// <summary>What the calendar brings, and what admins look at beside it: bulletins, a daily list, rosters, orphans, calendars.</summary>
public sealed class ScheduleLooksTests(HostProcess host)
{
    // As the host writes it.
    private static readonly JsonSerializerOptions Stored = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, IgnoreReadOnlyProperties = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = { new JsonStringEnumConverter() },
    };

    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8));

    private static int _editions = 1;

    public static TheoryData<string, int, bool> Ways => new()
    {
        { "en", Visitor.Phone, false },
        { "zh-CN", Visitor.Desk, true },
    };

    [Theory, MemberData(nameof(Ways))]
    public async Task What_the_calendar_brings(string language, int width, bool dark)
    {
        var suffix = $"{language}-{width}{(dark ? "-dark" : "")}";
        var (list, bulletin) = await Make();
        await using (var officer = await Visitor.Open(host, language, width, dark: dark))
        {
            await officer.SignIn("huang-ying", host.DemoPassword);
            await officer.Page.GotoAsync("/bulletins");
            await officer.Look($"bulletins-{suffix}");
            await officer.Page.Locator($"a[href='/bulletins/{list}']").ClickAsync();
            await officer.Look($"daily-list-{suffix}");
            (await officer.Page.Locator(".bulletin-table tbody tr").CountAsync()).ShouldBe(4);
            await officer.Page.GotoAsync($"/bulletins/{bulletin}");
            await officer.Look($"bulletin-{suffix}");
            (await officer.Page.Locator(".tag-good").CountAsync()).ShouldBeGreaterThan(1, "published, and it agrees with its facts");
            await officer.Page.GotoAsync("/rosters");
            await officer.Look($"rosters-{suffix}");
            officer.Complaints.ShouldBeEmpty();
        }

        await using var admin = await Visitor.Open(host, language, width, dark: dark);
        await admin.SignIn("admin", host.AdminPassword);
        foreach (var page in new[] { "orphans", "calendars" })
        {
            await admin.Page.GotoAsync($"/admin/{page}");
            await admin.Look($"{page}-{suffix}");
        }

        admin.Complaints.ShouldBeEmpty();
    }

    /// <summary>A daily list and a bulletin with something in them, whatever the day on which this is run.</summary>
    private async Task<(Guid List, Guid Bulletin)> Make()
    {
        var edition = Interlocked.Increment(ref _editions);
        var now = TimeProvider.System.GetUtcNow();
        var data = ReferenceData.Load(WorkflowFolder.Read(HostProcess.Workflow(""), demo: true));
        OutstandingCase[] cases =
        [
            new("2026-03-02-000017", "井盖破损，请尽快处理 Broken manhole cover on the corner of Liberation Road", "E0110", "yangliu-1", "urban", Monday.AddHours(1)),
            new("2026-03-02-000018", "路灯不亮 Street lamp is dark", "C0137", "yangliu-2", "housing", Monday.AddHours(2)),
            new("2026-02-27-000003", "行道树倒伏 A tree has fallen", "C0402", "hubin-1", "urban", Monday.AddDays(-3)),
            new("2026-02-26-000009", "垃圾堆放 Rubbish heap", "E0110", "hubin-1", "urban", Monday.AddDays(-4)),
        ];
        var clearance = new ClearanceContent(Monday.AddDays(-3), Monday.AddHours(8.5), false, 5, 3, [.. cases[..2]], [.. cases[2..]]);
        var period = new FigurePeriod(Monday.AddDays(-7), Monday, Monday, data.Calendars["cn-2026"]);
        var snapshot = FigureSnapshot.Of(new[] { "urban", "urban", "housing", "civil" }.Select((unit, index) => new FigureCase
        {
            Id = new Guid(index, 0, 0, new byte[8]), Source = "patrol", RegisteredAt = Monday.AddDays(-5), DispatchedAt = Monday.AddDays(-5), FirstUnit = unit, FinalUnit = unit, GridCode = "yangliu-1",
            HandlingDueAt = Monday.AddDays(-3), FedBackAt = index < 3 ? Monday.AddDays(-4) : null, ClosedAt = index < 2 ? Monday.AddDays(-4) : null, DueAt = Monday.AddDays(-2),
        }), [], period, FigureRulesOf.Lifecycle(data, "city-case"));
        var rows = new[]
        {
            Row(BulletinKind.DailyClearance, "daily-clearance", $"{now:yyyy-MM-dd}", JsonSerializer.Serialize(clearance, Stored), null),
            Row(BulletinKind.Ranking, "weekly-bulletin", $"{now:yyyy-MM-dd}", JsonSerializer.Serialize(JsonSerializer.Deserialize<FigureSnapshot>(JsonSerializer.Serialize(snapshot, Stored), Stored)!.Compute(RankedBy.Unit), Stored), JsonSerializer.Serialize(snapshot, Stored)),
        };
        using var database = GridDatabase.Open(host.Database);
        await using var context = database.CreateDbContext();
        context.Bulletins.AddRange(rows);
        context.BulletinReaders.AddRange(rows.Select(row => new BulletinReaderRow { BulletinId = row.Id, PersonId = "huang-ying" }));
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        return (rows[0].Id, rows[1].Id);

        BulletinRow Row(BulletinKind kind, string schedule, string day, string content, string? facts) => new()
        {
            Id = new Guid(0x6b000000 + (edition * 2) + (int)kind, 0, 0, new byte[8]), Kind = kind, ScheduleId = schedule, Period = day, Edition = edition, Status = BulletinStatus.Published, DueAt = now, MadeAt = now,
            Content = content, Snapshot = facts, PublishedAt = now, PublishedBy = kind == BulletinKind.Ranking ? "wang-min" : "system",
        };
    }
}
