using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Purging;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using GridWorkflow.Runtime.Tests.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridWorkflow.Runtime.Tests.Purging;

/// <summary>What is settled for good goes after its time; what somebody may still need stays.</summary>
public abstract class PurgeSuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    private static readonly PurgePeriods Periods = PurgePeriods.Default with { Batch = 3 };

    private readonly TDatabase _database = new();
    private Rig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await Rig.On(_database);

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Settled_messages_go_after_their_time_and_the_others_stay()
    {
        var first = _rig.Time.GetUtcNow();
        for (var number = 1; number <= 10; number++)
            await Post(number, first);
        var leased = await _rig.Outbox.Lease("s", 10, TimeSpan.FromMinutes(1));
        // 1 to 6 sent, 7 suppressed, 8 dead, 9 tried again later, 10 withdrawn.
        await _rig.Outbox.Settle("s",
        [
            .. leased.Take(6).Select(row => new Settlement.Sent(row.Id, first)),
            new Settlement.Suppressed(leased[6].Id, "No channel."), new Settlement.Dead(leased[7].Id, "Given up."), new Settlement.Failed(leased[8].Id, "Later.", first.AddDays(60)),
        ]);
        (await _rig.Pipeline.Commit(new Write.WithdrawMessage(leased[9].Id, "Gone."))).ShouldBeOfType<WriteOutcome.Committed>();
        _rig.Time.Advance(TimeSpan.FromDays(30));
        for (var number = 11; number <= 14; number++)
            await Post(number, _rig.Time.GetUtcNow());

        (await Purge()).ShouldBe(new PurgeResult(0, 0), "thirty days are not over");
        _rig.Time.Advance(TimeSpan.FromMilliseconds(1));
        (await Purge()).Messages.ShouldBe(8);
        (await Purge()).Messages.ShouldBe(0);

        await using var context = _database.CreateDbContext();
        (await context.Outbox.OrderBy(row => row.Seq).Select(row => row.Status).ToListAsync(Rig.Cancellation))
            .ShouldBe([OutboxStatus.Dead, OutboxStatus.Pending, OutboxStatus.Pending, OutboxStatus.Pending, OutboxStatus.Pending, OutboxStatus.Pending]);
    }

    [Fact]
    public async Task A_message_that_was_sent_late_is_kept_from_then_on()
    {
        await Post(1, _rig.Time.GetUtcNow());
        _rig.Time.Advance(TimeSpan.FromDays(29));
        var late = (await _rig.Outbox.Lease("s", 1, TimeSpan.FromMinutes(1))).ShouldHaveSingleItem();
        await _rig.Outbox.Settle("s", [new Settlement.Sent(late.Id, _rig.Time.GetUtcNow())]);
        _rig.Time.Advance(TimeSpan.FromDays(29));

        (await Purge()).Messages.ShouldBe(0);
        _rig.Time.Advance(TimeSpan.FromDays(2));
        (await Purge()).Messages.ShouldBe(1);
    }

    [Fact]
    public async Task Answers_go_after_their_time_and_the_case_stays()
    {
        await Task.WhenAll(Enumerable.Range(0, 7).Select(number => _rig.File($"old-{number}")));
        _rig.Time.Advance(TimeSpan.FromDays(60));
        var young = await _rig.Open("young");
        _rig.Time.Advance(TimeSpan.FromDays(30) + TimeSpan.FromMilliseconds(1));

        (await Purge()).Answers.ShouldBe(7);
        (await Purge()).Answers.ShouldBe(0);

        (await _rig.File("young")).ShouldBeOfType<IntakeOutcome.Filed>().CaseId.ShouldBe(young);
        await using var context = _database.CreateDbContext();
        (await context.Instances.CountAsync(Rig.Cancellation)).ShouldBe(8);
        (await context.Journal.CountAsync(Rig.Cancellation)).ShouldBe(8);
    }

    private Task<PurgeResult> Purge() => new Purge(_rig.Pipeline, _database, _rig.Time, Periods, NullLogger<Purge>.Instance).RunOnce(Rig.Cancellation);

    private async Task Post(int number, DateTimeOffset at) =>
        (await _rig.Pipeline.Commit(new Write.PostMessage(Samples.Message(number, Guid.Empty, at), null))).ShouldBeOfType<WriteOutcome.Committed>();
}
