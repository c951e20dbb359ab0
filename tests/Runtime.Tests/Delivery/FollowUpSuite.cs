using System.Collections.Immutable;
using System.Security.Cryptography;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace GridWorkflow.Runtime.Tests.Delivery;

/// <summary>A case opens another one, all the way through the outbox: once, with frozen facts, seen from both.</summary>
public abstract class FollowUpSuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    // Monday, 09:00 in Shanghai.
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    private static readonly ReferenceData District = ReferenceData.Load(WorkflowFolder.Read(Repository.Path("workflows"), demo: true));

    private readonly TDatabase _database = new();
    private Rig _rig = null!;
    private Postman _post = null!;

    public async ValueTask InitializeAsync()
    {
        _rig = await Rig.On(_database, time: new FakeTimeProvider(Monday), decide: InstanceDesk.Decide, reference: District);
        _post = new Postman(_rig, _database);
    }

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_supervision_opens_its_case_once_and_both_know_each_other()
    {
        var parent = await Overdue();

        var order = (await _post.DeliverAll()).Where(row => row.Kind == OutboxKind.Case).ShouldHaveSingleItem();

        var child = (await _rig.Queries.Children(parent.CaseId, Rig.Cancellation)).ShouldHaveSingleItem();
        (child.ParentId, child.Source, child.CategoryCode).ShouldBe((parent.CaseId, "case", "DB01"));
        var detail = (await _rig.Queries.Case(child.Id, Rig.Cancellation)).ShouldNotBeNull();
        var origin = detail.File.Origin.ShouldNotBeNull();
        (origin.CaseId, origin.Number, origin.Relation, origin.Rung).ShouldBe((parent.CaseId, parent.Number, CaseRelation.Supervision, "supervise"));
        origin.OverdueBy.ShouldNotBeNull();
        origin.Items.ShouldHaveSingleItem().ShouldStartWith(parent.Number);
        _post.Message(order.Id).Status.ShouldBe(OutboxStatus.Sent);
        (await _rig.Journal(child.Id)).Verdict.ShouldBeOfType<ChainVerdict.Sound>();
    }

    [Fact]
    public async Task A_message_that_is_delivered_again_opens_nothing_more()
    {
        var parent = await Overdue();
        var order = (await _rig.Outbox.Lease("first", 100, TimeSpan.FromMinutes(1))).Single(row => row.Kind == OutboxKind.Case);

        // The first sender was too slow: its lease ends, another takes over, and both deliver.
        _rig.Time.Advance(TimeSpan.FromMinutes(2));
        (await _rig.Outbox.Lease("second", 100, TimeSpan.FromMinutes(1))).ShouldContain(row => row.Id == order.Id);
        (await _rig.Delivery.Deliver(order, "first", Rig.Cancellation)).ShouldBeNull();
        (await _rig.Queries.Children(parent.CaseId, Rig.Cancellation)).ShouldBeEmpty();
        (await _rig.Delivery.Deliver(order, "second", Rig.Cancellation)).ShouldBeNull();
        (await _rig.Delivery.Deliver(order, "second", Rig.Cancellation)).ShouldBeOfType<Settlement.Sent>();

        (await _rig.Queries.Children(parent.CaseId, Rig.Cancellation)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_supervision_is_numbered_served_and_signed_and_its_row_says_how_far_it_came()
    {
        var report = new Report { Title = "Lamps", CategoryCode = "DB01", GridCode = "yangliu-1" };
        var filed = (await _rig.Runner.File("webhook:hotline", "m-2", SHA256.HashData("m-2"u8), report, Rig.Cancellation)).ShouldBeOfType<IntakeOutcome.Filed>();
        filed.Number.ShouldBe("DB-2026-1");
        await Do(filed.CaseId, "qian-jin", "draft-notice", "Issue", null, ("unit", "urban"), ("items", "Lamp at the gate\nLamp at the school"));
        var notice = (await _rig.Queries.Case(filed.CaseId, Rig.Cancellation)).ShouldNotBeNull().Notices.ShouldHaveSingleItem();
        (notice.Number, notice.Recipient, notice.Items).ShouldBe(("督辦〔2026〕1號", "zhou-tao", """["Lamp at the gate","Lamp at the school"]"""));

        (await _rig.Runner.Run(filed.CaseId, new CaseCommand.SignNotice(new Actor("zhou-tao"), notice.Id), "k-sign", Rig.Cancellation)).ShouldBeOfType<CommandOutcome.Done>();
        await Do(filed.CaseId, "zhou-tao", "rectify", "Replied", "Done.", ("measures", "New bulbs"), ("evidence", "photo 1"));
        (await Row()).Status.ShouldBe(NoticeStatus.Replied);
        await Do(filed.CaseId, "qian-jin", "review-notice", "Rectified", "Both are lit.");

        var rectified = await Row();
        (rectified.Status, rectified.SignedBy, rectified.RectifiedAt).ShouldBe((NoticeStatus.Rectified, "zhou-tao", _rig.Time.GetUtcNow()));
        (await _rig.Journal(filed.CaseId)).Verdict.ShouldBeOfType<ChainVerdict.Sound>();

        async Task<NoticeRow> Row() => (await _rig.Queries.Notice(notice.Id, Rig.Cancellation)).ShouldNotBeNull().Notice;
    }

    [Fact]
    public async Task An_exemption_marks_the_clock_of_the_parent_and_changes_none_of_its_facts()
    {
        var parent = await Overdue();
        var before = (await _rig.Queries.Case(parent.CaseId, Rig.Cancellation)).ShouldNotBeNull().File;
        var clock = before.Clocks.First(one => one.Kind == ClockKind.Stage);
        var report = new Report
        {
            Title = "Lamps", CategoryCode = "WZ01", GridCode = "yangliu-1",
            Origin = new CaseOrigin(parent.CaseId, parent.Number, CaseRelation.Accountability, _rig.Time.GetUtcNow()) { ClockId = clock.Id, Clock = clock.Name, UnitId = "urban", Items = ["Lamp dark"] },
        };
        var filed = (await _rig.Runner.File("case", "m-3", SHA256.HashData("m-3"u8), report, Rig.Cancellation)).ShouldBeOfType<IntakeOutcome.Filed>();
        await Do(filed.CaseId, "zhou-tao", "respond", "Responded", "The grid was under water.");
        await Do(filed.CaseId, "qian-jin", "review-accountability", "Exempt", "Force majeure.");

        (await _post.DeliverAll()).ShouldContain(row => row.Kind == OutboxKind.Exemption);

        var after = (await _rig.Queries.Case(parent.CaseId, Rig.Cancellation)).ShouldNotBeNull().File;
        var exempt = after.Clocks.First(one => one.Id == clock.Id);
        exempt.State.Exempt.ShouldBeTrue();
        exempt.Verdict(District.Calendars[clock.CalendarId], _rig.Time.GetUtcNow()).ShouldBe(clock.Verdict(District.Calendars[clock.CalendarId], _rig.Time.GetUtcNow()));
        after.Facts.ShouldBe(before.Facts);
        (await _rig.Journal(parent.CaseId)).Verdict.ShouldBeOfType<ChainVerdict.Sound>();
    }

    private async Task Do(Guid caseId, string person, string task, string outcome, string? remark, params (string Name, string Value)[] fields)
    {
        var open = (await _rig.Queries.Case(caseId, Rig.Cancellation)).ShouldNotBeNull().File.Tasks.Single(one => one.Key == task);
        var command = new CaseCommand.Complete(new Actor(person), open.Id, outcome, remark) { Fields = fields.ToImmutableSortedDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal) };
        (await _rig.Runner.Run(caseId, command, null, Rig.Cancellation)).ShouldBeOfType<CommandOutcome.Done>();
    }

    private async Task<IntakeOutcome.Filed> Overdue()
    {
        var report = new Report { Title = "Lamp dark", CategoryCode = "G0102", GridCode = "yangliu-1" };
        var filed = (await _rig.Runner.File("webhook:hotline", "m-1", SHA256.HashData("m-1"u8), report, Rig.Cancellation)).ShouldBeOfType<IntakeOutcome.Filed>();
        for (var day = 0; day < 40 && !await Ordered(); day++)
        {
            _rig.Time.Advance(TimeSpan.FromHours(6));
            await _rig.Sweep.RunOnce(Rig.Cancellation);
        }

        return filed;
    }

    private async Task<bool> Ordered()
    {
        await using var context = _database.CreateDbContext();
        return await context.Outbox.AnyAsync(row => row.Kind == OutboxKind.Case, Rig.Cancellation);
    }
}
