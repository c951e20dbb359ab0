using System.Globalization;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Runtime.Store.Postgres;

namespace GridWorkflow.Host.Tests.Faults;

/// <summary>
/// Real nodes on a real server, and what becomes of either. <c>GRIDWORKFLOW_KILLS</c> and <c>GRIDWORKFLOW_STOPS</c> make the long forms.
/// </summary>
public sealed class PostgresFaultTests
{
    /// <summary>Fault 1 on PostgreSQL, and 5: one of two nodes is killed again and again; the other takes over.</summary>
    [Fact]
    public async Task A_node_of_two_is_killed_and_nothing_is_lost()
    {
        await using var server = await OwnPostgres.Start();
        await using var city = await NodeCity.Open(server.City, 2, Cancellation);
        for (var kill = 0; kill < Number("GRIDWORKFLOW_KILLS", 3); kill++)
        {
            await city.Acknowledge(20);
            await city.Kill(kill % 2);
            await city.Acknowledge(20);
            await city.Start(kill % 2);
        }

        await city.Rest();
        await EverythingIsThere(server, city);
        // What the killed node held is free, and the other looks each second; the machine that runs this may be slow.
        (await server.Long("select count(*) from rung_fires where fired_at - due_at > interval '10 seconds' and due_at > (select min(at) + interval '20 seconds' from inbox)")).ShouldBe(0);
    }

    /// <summary>A rolling restart: each node leaves in order and comes again, under load.</summary>
    [Fact]
    public async Task Nodes_are_restarted_one_after_the_other_and_nobody_who_retries_is_refused()
    {
        await using var server = await OwnPostgres.Start();
        await using var city = await NodeCity.Open(server.City, 2, Cancellation);
        for (var node = 0; node < 2; node++)
        {
            await city.Acknowledge(20);
            (await city.Leave(node, Cancellation)).ShouldBe(0);
            await city.Acknowledge(20);
            await city.Start(node);
        }

        await city.Rest();
        await EverythingIsThere(server, city);
    }

    /// <summary>Fault 3: the server stops at once under load and comes again. The long form asks that the rate is back within ten seconds, too.</summary>
    [Fact]
    public async Task The_server_stops_at_once_and_nothing_acknowledged_is_lost()
    {
        await using var server = await OwnPostgres.Start();
        await using var city = await NodeCity.Open(server.City, 1, Cancellation);
        var stops = Number("GRIDWORKFLOW_STOPS", 2);
        var isLong = stops >= 10;
        var rates = new List<double>();
        for (var stop = 0; stop < stops; stop++)
        {
            await city.Acknowledge(20);
            var before = isLong ? await city.Rate(5, Cancellation) : 0;
            await server.StopAtOnce();
            await server.StartAgain();
            await city.Acknowledge(20, TimeSpan.FromSeconds(30));
            if (!isLong)
                continue;
            // The long form alone: within ten seconds, the last five of which are measured.
            await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, Cancellation);
            rates.Add(await city.Rate(5, Cancellation) / before);
        }

        await city.Rest();
        if (isLong)
        {
            rates.Sort();
            TestContext.Current.SendDiagnosticMessage("Rate after against before: {0:N2}, of {1} stops", rates[rates.Count / 2], rates.Count);
            rates[rates.Count / 2].ShouldBeGreaterThan(0.9);
        }

        await EverythingIsThere(server, city);
    }

    /// <summary>Fault 6: what a dead node left in Hangfire's tables keeps no deadline waiting.</summary>
    [Fact]
    public async Task Stale_locks_and_dead_servers_of_Hangfire_delay_no_deadline()
    {
        await using var server = await OwnPostgres.Start();
        await using var city = await NodeCity.Open(server.City, 1, Cancellation);
        await city.Acknowledge(1);
        await city.Kill(0);
        await server.Execute("""
            insert into hangfire.lock (resource, updatecount, acquired)
                select 'hangfire:' || name, 0, now() from unnest(array['lock:schedulepoller', 'locks:schedulepoller', 'recurring-jobs:lock', 'lock:recurring-job:timer-net']) name
                on conflict do nothing;
            insert into hangfire.server (id, data, lastheartbeat) values ('dead', '{"WorkerCount":2,"Queues":["default"],"StartedAt":"2026-01-01T00:00:00Z"}', now() - interval '3 minutes');
            """);
        // A lock on a recurring job keeps no node from starting either.
        await city.Start(0);
        var before = await server.Long("select extract(epoch from now())::bigint");
        await city.Acknowledge(60);
        await city.Rest();
        await EverythingIsThere(server, city);
        (await server.Long(string.Create(CultureInfo.InvariantCulture, $"select count(*) from rung_fires where due_at > to_timestamp({before}) and fired_at - due_at > interval '10 seconds'"))).ShouldBe(0);
    }

    private static async Task EverythingIsThere(OwnPostgres server, NodeCity city)
    {
        city.Refusals.ShouldBeEmpty();
        // Every target has passed after three seconds, and its 催辦單 is out.
        await Patience.Until(async () => await server.Long("select count(*) from cases c where c.status = 'Open' and c.due_at < now() and not exists (select 1 from rung_fires r where r.case_id = c.id and r.due_at = c.due_at)") == 0);
        using var database = new PostgresDatabase(server.City);
        await using var context = database.CreateDbContext();
        var kept = context.Inbox.Where(row => row.Source.StartsWith("webhook:")).ToDictionary(row => row.MessageId, row => row.CaseId);
        // Schedules of the demo district open cases of their own.
        var scheduled = context.Inbox.Where(row => row.Source.StartsWith("schedule:")).Select(row => row.CaseId).ToHashSet();
        var numbers = context.Cases.AsEnumerable().Where(row => !scheduled.Contains(row.Id)).ToDictionary(row => row.Id, row => row.Number);
        foreach (var (id, number) in city.Reports)
            numbers[kept[id]].ShouldBe(number, id);
        // A report without an answer may be there, once; none is there twice.
        numbers.Count.ShouldBe(kept.Count);
        numbers.Count.ShouldBe(city.Reports.Count);
        (await server.Long("select count(*) from rung_fires where fired_at < due_at")).ShouldBe(0);
        (await server.Long("select count(*) from (select case_id, kind, rung_key, clock_id from notices group by 1, 2, 3, 4, recipient having count(*) > 1) twice")).ShouldBe(0);
        (await server.Long("select count(*) from instances i where i.journal_seq <> (select count(*) from journal j where j.case_id = i.id) or i.journal_seq <> i.version")).ShouldBe(0);
        var queries = new Runtime.Store.CaseQueries(database);
        foreach (var id in numbers.Keys)
            (await queries.VerifyJournal(id, Cancellation)).ShouldBeOfType<Runtime.Journal.ChainVerdict.Sound>();
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
