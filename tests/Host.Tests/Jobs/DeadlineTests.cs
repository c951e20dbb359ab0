using System.Net;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Host.Channels;
using GridWorkflow.Host.Tests.Channels;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Schedules;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Timers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace GridWorkflow.Host.Tests.Jobs;

/// <summary>A deadline passes: the sweep fires, notices are issued, a Hangfire job sends the mails to a real receiver.</summary>
public sealed class DeadlineTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // A Tuesday morning that the calendar of 2026 knows.
    private static readonly DateTimeOffset Morning = new(2026, 11, 24, 9, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public async Task A_missed_limit_brings_one_mail_for_each_notice_with_a_stable_id()
    {
        await using var receiver = new SmtpReceiver();
        var clock = new FakeTimeProvider(Morning);
        await using var host = new RunningHost();
        await host.Start(new Dictionary<string, string?>
        {
            ["Mail:Host"] = "127.0.0.1",
            ["Mail:Port"] = $"{receiver.Port}",
            ["Mail:Security"] = "None",
            ["Mail:From"] = "Grid centre <grid@example.org>",
        }, clock);
        var report = await host.File("Gas smell", more: ",\"targetAt\":\"2026-11-24T11:00:00+08:00\"");

        clock.Advance(TimeSpan.FromHours(2) + TimeSpan.FromMinutes(1));
        var rows = await Settled(host, receiver);

        var queries = host.Services.GetRequiredService<CaseQueries>();
        var detail = (await queries.Case((await queries.CaseWithNumber(report.CaseNumber, Cancellation))!.Value, Cancellation))!;
        detail.Notices.ShouldContain(notice => notice.Kind == NoticeKind.Urging);
        rows.ShouldAllBe(row => row.Status == OutboxStatus.Sent);
        receiver.Mails.Count.ShouldBe(detail.Notices.Length + 1, "one mail for each notice, since everybody of the demo has an address, and one when the task opened");
        detail.Deliveries.Keys.Order().ShouldBe(detail.Notices.Select(issued => issued.Id).Order());
        detail.Deliveries.Values.ShouldAllBe(delivery => delivery.SentAt != null);
        receiver.Mails.Select(mail => mail.Message.MessageId).Order().ShouldBe(rows.Select(row => MailChannel.MessageIdOf(row.Id)).Order());

        // The person reads the same in the inbox, signs, and the notice says so.
        using var worker = await host.Staff("zheng-kai");
        var list = await worker.GetStringAsync("/notices", Cancellation);
        var notice = detail.Notices.First(found => found.Recipient == "zheng-kai");
        list.ShouldContain($"/notices/{notice.Id}");
        using var signed = await RunningHost.Post(worker, $"/notices/{notice.Id}", []);
        signed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var document = await worker.GetStringAsync($"/notices/{notice.Id}", Cancellation);
        document.ShouldContain("You have signed for the notice.");
        document.ShouldContain("mail delivered");
        using var leader = await host.Staff("guo-yan");
        (await leader.GetAsync($"/notices/{notice.Id}", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    // M19. New Year's Day of the lunar calendar: nobody is at work, and no limit in open hours counts.
    [Fact]
    public async Task An_emergency_in_a_holiday_night_is_told_to_all_who_must_know_within_one_sweep()
    {
        await using var receiver = new SmtpReceiver();
        var night = new DateTimeOffset(2026, 2, 17, 2, 0, 0, TimeSpan.FromHours(8));
        var clock = new FakeTimeProvider(night);
        await using var host = new RunningHost();
        await host.Start(new Dictionary<string, string?> { ["Mail:Host"] = "127.0.0.1", ["Mail:Port"] = $"{receiver.Port}", ["Mail:Security"] = "None" }, clock);
        await host.File("Gas smell", more: ",\"emergency\":true", category: "G0107");

        var rows = await Settled(host, receiver);
        rows.ShouldAllBe(row => row.Status == OutboxStatus.Sent);
        rows.ShouldAllBe(row => row.NextAt <= night, "nothing is held until the offices open");

        // The grid leader, community, street and district; who judges it; and the night watch of the command centre.
        receiver.Mails.Where(mail => mail.Message.Subject!.StartsWith("紧急通知", StringComparison.Ordinal)).Select(mail => mail.Recipient).Order(StringComparer.Ordinal).ShouldBe(
            ["guo.yan@demo.example", "huang.ying@demo.example", "liang.hao@demo.example", "lin.na@demo.example", "wang.min@demo.example", "zhao.lei@demo.example", "zheng.kai@demo.example"]);
    }

    // What a schedule makes belongs to no case, and goes out by the same jobs, under ids that stay.
    [Fact]
    public async Task A_daily_list_and_a_published_bulletin_reach_their_readers_by_mail()
    {
        var first = true;
        await using var receiver = new SmtpReceiver(_ => Interlocked.Exchange(ref first, false) ? "451 come again" : null);
        var clock = new FakeTimeProvider(Morning);
        await using var host = new RunningHost();
        await host.Start(new Dictionary<string, string?> { ["Mail:Host"] = "127.0.0.1", ["Mail:Port"] = $"{receiver.Port}", ["Mail:Security"] = "None" }, clock);
        await host.Services.GetRequiredService<CutOffSweep>().RunOnce(Cancellation);
        await host.Services.GetRequiredService<RankingSweep>().RunOnce(Cancellation);
        var (queries, desk) = (host.Services.GetRequiredService<BulletinQueries>(), host.Services.GetRequiredService<BulletinDesk>());
        var organisation = host.Services.GetRequiredService<ReferenceCatalog>().Current.Organisation;
        var made = (await queries.For("wang-min", true, ["weekly-bulletin"], new PageRequest(1), Cancellation)).Rows;
        var (list, draft) = (made.Single(row => row.Kind == BulletinKind.DailyClearance), made.Single(row => row.ScheduleId == "weekly-bulletin"));
        (await desk.Publish(organisation.Person("wang-min"), draft.Id, Cancellation)).ShouldBeOfType<BulletinOutcome.Done>();

        var rows = await Settled(host, receiver);
        rows.ShouldAllBe(row => row.Status == OutboxStatus.Sent);
        rows.ShouldContain(row => row.Attempts == 1);
        receiver.Mails.Select(mail => mail.Message.MessageId).Order().ShouldBe(rows.Select(row => MailChannel.MessageIdOf(row.Id)).Order());
        var daily = receiver.Mails.Where(mail => mail.Message.HtmlBody!.Contains($"/bulletins/{list.Id:D}", StringComparison.Ordinal)).ShouldHaveSingleItem();
        daily.Recipient.ShouldContain("huang.ying@demo.example");
        var readers = (await queries.Readers(draft.Id, Cancellation)).Select(reader => organisation.Person(reader.PersonId)!.Email!);
        receiver.Mails.Where(mail => mail.Message.HtmlBody!.Contains($"/bulletins/{draft.Id:D}", StringComparison.Ordinal)).Select(mail => mail.Message.To.Mailboxes.Single().Address).ShouldBe(readers, ignoreOrder: true);

        // The link leads the duty officer to the list.
        using var officer = await host.Staff("huang-ying");
        (await officer.GetStringAsync($"/bulletins/{list.Id:D}", Cancellation)).ShouldContain($"<h1>Daily clearance {list.Period}</h1>");
    }

    [Fact]
    public async Task Without_a_mail_server_mails_are_suppressed_and_an_admin_sees_why()
    {
        var clock = new FakeTimeProvider(Morning);
        await using var host = new RunningHost();
        await host.Start(new Dictionary<string, string?>(), clock);
        await host.File("Gas smell", more: ",\"targetAt\":\"2026-11-24T11:00:00+08:00\"");
        clock.Advance(TimeSpan.FromHours(2) + TimeSpan.FromMinutes(1));
        (await Settled(host, null)).ShouldAllBe(row => row.Status == OutboxStatus.Suppressed);
        using var root = await host.Admin();
        var page = await root.GetStringAsync("/admin/outbox", Cancellation);
        page.ShouldContain("Set Mail:Host and Mail:From.");
        page.ShouldContain("suppressed");
    }

    [Fact]
    public async Task A_receiver_that_was_down_gets_the_mail_later_under_the_same_id()
    {
        var first = true;
        await using var receiver = new SmtpReceiver(_ => Interlocked.Exchange(ref first, false) ? "451 come again" : null);
        var clock = new FakeTimeProvider(Morning);
        await using var host = new RunningHost();
        await host.Start(new Dictionary<string, string?> { ["Mail:Host"] = "127.0.0.1", ["Mail:Port"] = $"{receiver.Port}", ["Mail:Security"] = "None" }, clock);
        await host.File("Gas smell", more: ",\"targetAt\":\"2026-11-24T11:00:00+08:00\"");
        clock.Advance(TimeSpan.FromHours(2) + TimeSpan.FromMinutes(1));
        var rows = await Settled(host, receiver);
        receiver.Mails.Select(mail => mail.Message.MessageId).Order().ShouldBe(rows.Select(row => MailChannel.MessageIdOf(row.Id)).Order());
        rows.ShouldContain(row => row.Attempts == 1);
    }

    /// <summary>Lets the processes of the host work, a second of the host's clock at a time, until nothing waits in the outbox.</summary>
    private static async Task<IReadOnlyList<OutboxRow>> Settled(RunningHost host, SmtpReceiver? receiver)
    {
        var clock = (FakeTimeProvider)host.Services.GetRequiredService<TimeProvider>();
        await host.Services.GetRequiredService<TimerSweep>().RunOnce(Cancellation);
        var queries = host.Services.GetRequiredService<TroubleQueries>();
        var patience = System.Diagnostics.Stopwatch.StartNew();
        while (patience.Elapsed < TimeSpan.FromSeconds(60))
        {
            var rows = await queries.Messages(1000, Cancellation);
            if (rows.Length > 0 && rows.All(row => row.Status != OutboxStatus.Pending))
                return rows;
            clock.Advance(TimeSpan.FromSeconds(1));
            // The processes run on threads of their own; there is no signal for "everything is settled". The host's clock must not run
            // far ahead of them: a lease of ten of its minutes would end before a busy machine has sent anything.
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancellation);
        }

        var waiting = (await queries.Messages(1000, Cancellation)).Select(row => $"{row.Id}: {row.Status}, attempts {row.Attempts}, next {row.NextAt:O}, owner {row.Owner} until {row.LockedUntil:O}, {row.LastError}");
        throw new TimeoutException($"Expected every message settled at {clock.GetUtcNow():O}, but {receiver?.Mails.Count ?? 0} mails arrived and these wait: {string.Join(Environment.NewLine, waiting)}");
    }
}
