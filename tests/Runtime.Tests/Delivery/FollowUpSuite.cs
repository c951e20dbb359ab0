using System.Security.Cryptography;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Instances;
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

    private static readonly ReferenceData District = ReferenceData.Load(
    [
        .. WorkflowFolder.Read(Repository.Path("workflows"), demo: true)
            .Select(file => file.Path.EndsWith("ladders/default.yaml", StringComparison.Ordinal) ? file with { Text = Opening(file.Text) } : file),
    ]);

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
        (child.ParentId, child.Source, child.CategoryCode).ShouldBe((parent.CaseId, "case", "G0102"));
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

    private static string Opening(string ladder) => ladder.Replace("    template: supervision\n", "    template: supervision\n    opens: G0102\n", StringComparison.Ordinal);
}
