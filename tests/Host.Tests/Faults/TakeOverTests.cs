using System.Globalization;
using GridWorkflow.Host.Tests.Running;

namespace GridWorkflow.Host.Tests.Faults;

/// <summary>
/// Fault 5: two nodes watch the same deadlines and one is killed in their midst. Each fires once, none early, and the other node takes over.
/// </summary>
/// <remarks><c>GRIDWORKFLOW_TIMERS=10000</c> makes the long form: 100 deadlines a second, take-over within 5 s.</remarks>
public sealed class TakeOverTests
{
    private const int Rate = 100;

    private static readonly int Timers =
        int.TryParse(Environment.GetEnvironmentVariable("GRIDWORKFLOW_TIMERS"), NumberStyles.None, CultureInfo.InvariantCulture, out var timers) ? timers : 600;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_of_two_nodes_is_killed_and_the_other_fires_what_it_held()
    {
        await using var server = await OwnPostgres.Start();
        // Counted from the first report, when both nodes are up. Everything is filed before the first is due: only the deadlines are watched.
        var start = new Lazy<DateTimeOffset>(() => TimeProvider.System.GetUtcNow().AddSeconds(Math.Max(34, 10 + (Timers / 100.0))));
        await using var city = await NodeCity.Open(server.City, 2, Cancellation, reporters: 16, due: (number, _) => start.Value.AddSeconds((double)number / Rate), most: Timers);
        var first = start.Value;
        await city.Acknowledge(Timers, first - TimeProvider.System.GetUtcNow());
        await city.Rest();
        city.Refusals.ShouldBeEmpty();

        // A third of them have come due when it happens.
        await Patience.Until(() => Task.FromResult(TimeProvider.System.GetUtcNow() > first.AddSeconds(Timers / 3.0 / Rate)));
        await city.Kill(0);
        await Patience.Until(async () => await Fired(server, "true") >= Timers, TimeSpan.FromSeconds(60 + (Timers / (double)Rate)));

        (await server.Long("select count(*) - (select count(*) from (select distinct clock_id, cycle, rung_key, epoch from rung_fires) once) from rung_fires")).ShouldBe(0);
        (await Fired(server, "true")).ShouldBe(Timers);
        (await Fired(server, "r.fired_at < r.due_at")).ShouldBe(0);
        var late = await server.Long($"select round(extract(epoch from max(r.fired_at - r.due_at)) * 1000)::bigint {OfTargets}");
        TestContext.Current.SendDiagnosticMessage("{0} deadlines, {1} a second, the latest {2} ms late", Timers, Rate, late);
        late.ShouldBeLessThan(5000);
    }

    // Each report's total clock has one rung at its target.
    private const string OfTargets = "from rung_fires r join cases c on c.id = r.case_id and c.due_at = r.due_at";

    private static Task<long> Fired(OwnPostgres server, string condition) => server.Long($"select count(*) {OfTargets} where {condition}");
}
