using GridWorkflow.Host.Tests.Channels;

namespace GridWorkflow.Host.Tests.Faults;

/// <summary>What must hold of a city at rest, however often its host ended.</summary>
internal static class KillVerdict
{
    public static void Pass(KillCity city, string database, SmtpReceiver mail, int lives, string because)
    {
        using var db = new KillDatabase(database);

        db.Text("pragma integrity_check").ShouldBe("ok", because);

        // The load was real: reports and completions were acknowledged, and some were cut off in between.
        city.Reports.Count.ShouldBeGreaterThan(lives * 3, because);
        city.Completions.Count.ShouldBeGreaterThan(0, because);

        // Each report is one case, with the number that was answered each time it was asked.
        // Besides them are those that a schedule opens: whoever starts a district finds its inspections.
        db.Long("select count(*) from cases where id not in (select case_id from inbox where source like 'schedule:%' and case_id is not null)").ShouldBe(city.Reports.Count, because);
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
        db.Long("select count(*) from outbox where kind = 'mail' and id in (select id from notices)").ShouldBe(db.Long("select count(*) from notices"), $"everybody of the demo has an address; {because}");
        db.Long("select count(*) from timers where parked_at is not null").ShouldBe(0, because);

        // Every case whose limit passed while it was open has its 催辦單, however often the host was dead at that moment.
        db.Long("""
            select count(*) from clocks k join cases c on c.id = k.case_id
            where c.status = 0 and k.due_at is not null and k.due_at < $1 and not exists (select 1 from rung_fires f where f.clock_id = k.id and f.rung_key = 'due')
            """, city.RestedAt.ToUnixTimeMilliseconds()).ShouldBe(0, because);

        // Mail goes at least once, and a repeated one is known by its id: as many different ids as rows, none unknown.
        var ids = mail.Mails.Select(sent => sent.Message.MessageId).ToArray();
        ids.Distinct().Count().ShouldBe((int)db.Long("select count(*) from outbox where kind = 'mail' and sent_at is not null"), because);
        db.Long("select count(*) from outbox where sent_at is null and next_at <= $1 + 120000", city.RestedAt.ToUnixTimeMilliseconds()).ShouldBe(0, because);
    }
}
