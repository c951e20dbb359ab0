using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;

namespace GridWorkflow.Runtime.Tests.Outbox;

/// <summary>Messages are sent at least once, under one id, and never by two senders at a time.</summary>
public abstract class OutboxSuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

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
    public async Task A_mail_of_a_burst_waits_with_its_payload()
    {
        var id = await _rig.Open();
        await _rig.Say(id, "mail a@example.org");

        var message = (await _rig.Outbox.Lease("s1", 10, Lease)).ShouldHaveSingleItem();

        (message.Kind, message.CaseId, message.Attempts).ShouldBe((OutboxKind.Mail, id, 0));
        OutboxPayload.Mail(message).ShouldBe(new MailPayload("a@example.org", "Subject 主題", "<p>Hello</p>", "Hello"));
    }

    [Fact]
    public async Task An_event_of_a_burst_waits_with_its_payload()
    {
        await _rig.Say(await _rig.Open(), "event CaseMoved");

        var message = (await _rig.Outbox.Lease("s1", 10, Lease)).ShouldHaveSingleItem();

        message.Kind.ShouldBe(OutboxKind.Event);
        OutboxPayload.Event(message).ShouldBe(new EventPayload("CaseMoved", null, "7"));
    }

    [Fact]
    public async Task Two_senders_share_the_messages()
    {
        var id = await _rig.Open();
        for (var number = 0; number < 5; number++)
            await _rig.Say(id, $"mail {number}@example.org");

        var leases = await Task.WhenAll(Enumerable.Range(0, 4).Select(sender => _rig.Outbox.Lease($"s{sender}", 2, Lease)));

        var leased = leases.SelectMany(lease => lease).Select(message => message.Id).ToList();
        leased.Count.ShouldBe(5);
        leased.Distinct().Count().ShouldBe(5);
    }

    [Fact]
    public async Task A_lease_that_ends_gives_the_message_to_the_next_sender_under_the_same_id()
    {
        await _rig.Say(await _rig.Open(), "mail a@example.org");
        var first = (await _rig.Outbox.Lease("s1", 10, Lease)).ShouldHaveSingleItem();
        (await _rig.Outbox.Lease("s2", 10, Lease)).ShouldBeEmpty();

        _rig.Time.Advance(Lease);
        var second = (await _rig.Outbox.Lease("s2", 10, Lease)).ShouldHaveSingleItem();

        second.Id.ShouldBe(first.Id);
        (await _rig.Outbox.Load("s1", Rig.Cancellation)).ShouldBeEmpty();
        (await _rig.Outbox.Load("s2", Rig.Cancellation)).ShouldHaveSingleItem();
        // The slow sender comes back: what it says about a message of another is nothing.
        (await _rig.Outbox.Settle("s1", [new Settlement.Dead(first.Id, "slow")])).ShouldBeTrue();
        (await _rig.Outbox.Settle("s2", [new Settlement.Sent(first.Id, _rig.Time.GetUtcNow())])).ShouldBeTrue();
        (await _rig.Troubles.Counts(Rig.Cancellation)).DeadMessages.ShouldBe(0);
        _rig.Time.Advance(Lease);
        (await _rig.Outbox.Lease("s3", 10, Lease)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failed_message_waits_longer_each_time_then_dies_and_can_be_revived()
    {
        await _rig.Say(await _rig.Open(), "mail a@example.org");
        var policy = RetryPolicy.Default;
        var waits = new List<TimeSpan>();
        var id = Guid.Empty;

        while (await Next() is { } message)
        {
            id = message.Id;
            var settlement = policy.AfterFailure(message.Id, message.Attempts, "550 no such user", _rig.Time.GetUtcNow());
            await _rig.Outbox.Settle("s", [settlement]);
            if (settlement is not Settlement.Failed failed)
                break;
            waits.Add(failed.NextAt - _rig.Time.GetUtcNow());
            (await Next()).ShouldBeNull();
            _rig.Time.SetUtcNow(failed.NextAt);
        }

        waits.ShouldBe(policy.Delays);
        var dead = (await _rig.Troubles.DeadMessages(10, Rig.Cancellation)).ShouldHaveSingleItem();
        (dead.Id, dead.LastError, dead.Attempts).ShouldBe((id, "550 no such user", policy.Delays.Length + 1));
        (await _rig.Outbox.Revive(id)).ShouldBeTrue();
        (await Next()).ShouldNotBeNull().Id.ShouldBe(id);
        (await _rig.Outbox.Revive(id)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_message_wakes_the_sleeping_sender()
    {
        var id = await _rig.Open();
        var sleep = _rig.Outbox.WaitForMessages(TimeSpan.FromHours(1), Rig.Cancellation);
        sleep.IsCompleted.ShouldBeFalse();

        await _rig.Say(id, "mail a@example.org");

        await sleep;
    }

    private async Task<OutboxRow?> Next() => (await _rig.Outbox.Lease("s", 1, Lease)) is [var message] ? message : null;
}
