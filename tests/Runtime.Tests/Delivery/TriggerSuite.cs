using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;

namespace GridWorkflow.Runtime.Tests.Delivery;

/// <summary>Definitions that time starts, and those that do not let themselves be started twice.</summary>
public abstract class TriggerSuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    private static readonly string Timer = Drawn.Sequence("each-ten", Drawn.Trigger("timer", "Timer", "interval=00:10:00"), Drawn.Activity("hello", "WriteLine", "text=tick"));
    private static readonly string Cron = Drawn.Sequence("on-the-hour", Drawn.Trigger("cron", "Cron", "cronExpression=0 0 * * * *"), Drawn.Activity("hello", "WriteLine", "text=hour"));
    private static readonly string Single = Drawn.Sequence("single", "SingletonStrategy", [Drawn.Trigger("timer", "Timer", "interval=00:10:00"), Drawn.Await("wait", "Go")]);

    private readonly TDatabase _database = new();
    private Rig _rig = null!;
    private Postman _post = null!;

    public async ValueTask InitializeAsync()
    {
        _rig = await Rig.On(_database, decide: InstanceDesk.Decide);
        _post = new Postman(_rig, _database);
    }

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_timer_starts_an_instance_at_each_interval_from_its_publication_on()
    {
        await Publish(Timer);

        (await After(TimeSpan.FromMinutes(9))).ShouldBe(0);
        (await After(TimeSpan.FromMinutes(1))).ShouldBe(1);
        (await After(TimeSpan.Zero)).ShouldBe(0);
        (await After(TimeSpan.FromMinutes(10))).ShouldBe(1);
        _post.Of("each-ten").Count.ShouldBe(2);
    }

    // The rig's clock begins at 01:00:00.
    [Fact]
    public async Task A_cron_expression_is_read_in_utc()
    {
        await Publish(Cron);

        (await After(new TimeSpan(0, 59, 59))).ShouldBe(0);
        (await After(TimeSpan.FromSeconds(1))).ShouldBe(1);
        (await After(TimeSpan.FromHours(1))).ShouldBe(1);
    }

    [Fact]
    public async Task What_was_missed_while_nothing_ran_is_made_up_once()
    {
        await Publish(Timer);

        (await After(TimeSpan.FromHours(5))).ShouldBe(1);
        (await After(TimeSpan.Zero)).ShouldBe(0);
        (await After(TimeSpan.FromMinutes(9))).ShouldBe(0);
        (await After(TimeSpan.FromMinutes(1))).ShouldBe(1);
    }

    [Fact]
    public async Task Of_two_sweeps_at_once_one_starts_it()
    {
        await Publish(Timer);
        _rig.Time.Advance(TimeSpan.FromMinutes(10));

        var started = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _rig.Triggers.RunOnce(Rig.Cancellation))));

        started.Sum().ShouldBe(1);
        _post.Of("each-ten").Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_definition_that_is_taken_back_is_started_no_more()
    {
        await Publish(Timer);
        await Publish(Cron);

        (await After(TimeSpan.FromMinutes(30))).ShouldBe(0);
        await Publish(Timer);
        (await After(TimeSpan.FromMinutes(9))).ShouldBe(0);
    }

    [Fact]
    public async Task A_singleton_that_runs_lets_its_turn_pass()
    {
        await Publish(Single);

        (await After(TimeSpan.FromMinutes(10))).ShouldBe(1);
        (await After(TimeSpan.FromMinutes(10))).ShouldBe(0);
        await _post.Publish("Go");
        await _post.DeliverAll();
        (await After(TimeSpan.FromMinutes(9))).ShouldBe(0);
        (await After(TimeSpan.FromMinutes(1))).ShouldBe(1);
    }

    [Fact]
    public async Task Of_many_starts_of_a_singleton_at_once_one_wins()
    {
        await Publish(Single);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => _rig.Instances.Start(new StartOrder("single"), new Actor("admin")))));

        outcomes.Count(outcome => outcome is StartOutcome.Started).ShouldBe(1);
        outcomes.Count(outcome => outcome is StartOutcome.Excluded).ShouldBe(15);
    }

    [Theory]
    [InlineData("CorrelatedSingletonStrategy", "a", "a", false)]
    [InlineData("CorrelatedSingletonStrategy", "a", "b", true)]
    [InlineData("CorrelatedSingletonStrategy", null, null, false)]
    [InlineData("CorrelationStrategy", "a", "a", false)]
    [InlineData("CorrelationStrategy", "a", "b", true)]
    [InlineData("AllowAlwaysStrategy", "a", "a", true)]
    public async Task Activation_strategies_look_at_correlation_ids(string strategy, string? first, string? second, bool bothStart)
    {
        await Publish(Drawn.Sequence("strategic", strategy, [Drawn.Await("wait", "Go")]));
        await _post.Start("strategic", first);

        var outcome = await _rig.Instances.Start(new StartOrder("strategic") { CorrelationId = second }, new Actor("admin"));

        (outcome is StartOutcome.Started).ShouldBe(bothStart);
    }

    [Fact]
    public async Task A_start_with_a_key_is_made_once()
    {
        await Publish(Drawn.Sequence("plain", Drawn.Await("wait", "Go")));
        var order = new StartOrder("plain") { CorrelationId = "c" };

        var first = (await _rig.Instances.Start(order, new Actor("admin"), "k1")).ShouldBeOfType<StartOutcome.Started>();
        var again = (await _rig.Instances.Start(order, new Actor("admin"), "k1")).ShouldBeOfType<StartOutcome.Started>();
        var other = await _rig.Instances.Start(order with { CorrelationId = "d" }, new Actor("admin"), "k1");

        again.InstanceId.ShouldBe(first.InstanceId);
        again.Duplicate.ShouldBeTrue();
        other.ShouldBeOfType<StartOutcome.Refused>().Refusal.Code.ShouldBe("idempotency-key-reused");
        _post.Of("plain").Count.ShouldBe(1);
    }

    private Task Publish(string definition) => PublishAndSweep(definition);

    private async Task PublishAndSweep(string definition)
    {
        await _rig.Catalog.Use(Drawn.Data(definition));
        await _rig.Triggers.RunOnce(Rig.Cancellation);
    }

    private async Task<int> After(TimeSpan time)
    {
        _rig.Time.Advance(time);
        return await _rig.Triggers.RunOnce(Rig.Cancellation);
    }
}
