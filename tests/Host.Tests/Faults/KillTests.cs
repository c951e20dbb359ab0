using System.Globalization;
using GridWorkflow.Host.Tests.Channels;
using Microsoft.Data.Sqlite;

namespace GridWorkflow.Host.Tests.Faults;

/// <summary>
/// kill -9 at random moments against a running host under load, again and again on one database: what was acknowledged is there,
/// once; what was not can be sent again and is then there, once.
/// </summary>
/// <remarks>The number of kills is 8; <c>GRIDWORKFLOW_KILLS=200</c> makes the long form. A failing seed is in the message and replays with <c>GRIDWORKFLOW_SEED</c>.</remarks>
public sealed class KillTests
{
    private static readonly int Kills = Number("GRIDWORKFLOW_KILLS", 8);
    private static readonly int Seed = Number("GRIDWORKFLOW_SEED", 20261124);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_or_doubled()
    {
        var folder = Directory.CreateTempSubdirectory("gridworkflow-kill-").FullName;
        try
        {
            await using var mail = new SmtpReceiver();
            var database = Path.Combine(folder, "kill.db");
            var city = await KillCity.Open(database, mail.Port, new Random(Seed));

            for (var kill = 1; kill <= Kills; kill++)
                await city.LiveAndDie(Cancellation);
            await city.LiveToRest(Cancellation);

            Verify(city, database, mail);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Verify(KillCity city, string database, SmtpReceiver mail)
    {
        var because = $"seed {Seed}, {Kills} kills";
        using var db = new KillDatabase(database);

        db.Text("pragma integrity_check").ShouldBe("ok", because);

        // The load was real: reports and completions were acknowledged, and some were cut off in between.
        city.Reports.Count.ShouldBeGreaterThan(Kills * 3, because);
        city.Completions.Count.ShouldBeGreaterThan(0, because);

        // Each report is one case, with the number that was answered each time it was asked.
        db.Long("select count(*) from cases").ShouldBe(city.Reports.Count, because);
        foreach (var (id, number) in city.Reports)
            db.Long("select count(*) from inbox i join cases c on c.id = i.case_id where i.message_id = $1 and c.number = $2", id, number).ShouldBe(1, $"report {id} {because}");

        // Each acknowledged outcome stands once, in the task and in the journal.
        foreach (var completion in city.Completions)
        {
            db.Long("select count(*) from tasks where hex(id) = $1 and outcome = $2", completion.TaskId.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant(), completion.Outcome).ShouldBe(1, $"task {completion} {because}");
            db.Long("select count(*) from inbox where message_id = $1", completion.Key).ShouldBe(1, $"task {completion} {because}");
        }

        // Each deadline fired each rung once; each rung and addressee has one notice; each notice with an address has one mail row.
        db.Long("select count(*) from (select 1 from notices group by clock_id, rung_key, recipient having count(*) > 1)").ShouldBe(0, because);
        db.Long("select count(*) from (select 1 from rung_fires group by clock_id, cycle, rung_key having count(*) > 1)").ShouldBe(0, because);
        db.Long("select count(*) from outbox where kind = 'mail'").ShouldBe(db.Long("select count(*) from notices"), $"everybody of the demo has an address; {because}");
        db.Long("select count(*) from timers where parked_at is not null").ShouldBe(0, because);

        // Every case whose limit passed while it was open has its 催辦單, however often the host was dead at that moment.
        db.Long("""
            select count(*) from clocks k join cases c on c.id = k.case_id
            where c.status = 0 and k.due_at is not null and k.due_at < $1 and not exists (select 1 from rung_fires f where f.clock_id = k.id and f.rung_key = 'due')
            """, city.RestedAt.ToUnixTimeMilliseconds()).ShouldBe(0, because);

        // Mail goes at least once, and a repeated one is known by its id: as many different ids as rows, none unknown.
        var ids = mail.Mails.Select(sent => sent.Message.MessageId).ToArray();
        ids.Distinct().Count().ShouldBe((int)db.Long("select count(*) from outbox where kind = 'mail' and sent_at is not null"), because);
        db.Long("select count(*) from outbox where sent_at is null").ShouldBe(0, because);
    }

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
