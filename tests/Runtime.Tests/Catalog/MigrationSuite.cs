using System.Collections.Immutable;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Reviews;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Commit;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace GridWorkflow.Runtime.Tests.Catalog;

/// <summary>Running cases of the shipped lifecycle move to another version of it.</summary>
public abstract class MigrationSuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    private const string Lifecycle = "community-case";

    private static readonly IReadOnlyList<SourceFile> District = WorkflowFolder.Read(Repository.Path("workflows"), demo: true);
    private static readonly string Text = District.Single(file => file.Path == $"definitions/{Lifecycle}.json").Text;
    private static readonly ImmutableSortedDictionary<string, string> NoMap = ImmutableSortedDictionary<string, string>.Empty;
    private static readonly Actor Anna = new("anna");

    // Monday, 09:00 in Shanghai.
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    private readonly TDatabase _database = new();
    private Rig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await Node(1);

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_dry_run_counts_lists_and_changes_nothing()
    {
        var (judged, handled) = await Cases();
        var order = await Renamed();
        var before = await Rows(context => context.Instances.OrderBy(row => row.Id));

        var planned = (await _rig.Migrations.DryRun(order, onlyStuck: false, new PageRequest(1, 4), Rig.Cancellation)).ShouldBeOfType<MigrationReport.Planned>();

        (planned.Counts.Total, planned.Counts.Movable, planned.Counts.Stuck).ShouldBe((5, 2, 3));
        var reason = planned.Counts.Reasons.ShouldHaveSingleItem();
        (reason.Code, reason.ActivityId, reason.Count).ShouldBe(("no-image", "judge", 3));
        (planned.Items.Total, planned.Items.Rows.Length, planned.Items.Pages).ShouldBe((5, 4, 2));
        planned.Items.Rows.ShouldAllBe(item => item.CaseNumber != null && item.Problems.IsEmpty == handled.Contains(item.InstanceId));
        var stuck = (await _rig.Migrations.DryRun(order, onlyStuck: true, new PageRequest(1), Rig.Cancellation)).ShouldBeOfType<MigrationReport.Planned>().Items;
        stuck.Rows.Select(item => item.InstanceId).ShouldBe(judged, ignoreOrder: true);
        (await _rig.Migrations.DryRun(order with { Map = Map }, false, new PageRequest(1), Rig.Cancellation)).ShouldBeOfType<MigrationReport.Planned>().Counts.Movable.ShouldBe(5);
        (await Rows(context => context.Instances.OrderBy(row => row.Id))).Select(row => row.Version).ShouldBe(before.Select(row => row.Version));
    }

    [Fact]
    public async Task A_run_moves_all_or_none_unless_some_may_stay_behind()
    {
        await Cases();
        var order = await Renamed();

        (await _rig.Migrations.Run(order, leaveStuck: false, Anna, Rig.Cancellation)).ShouldBeOfType<MigrationReport.Blocked>().Counts.Stuck.ShouldBe(3);
        (await Pinned()).ShouldBe((5, 0));

        (await _rig.Migrations.Run(order, leaveStuck: true, Anna, Rig.Cancellation)).ShouldBe(new MigrationReport.Done(Current, 2, 3));
        (await Pinned()).ShouldBe((3, 2));
        (await _rig.Migrations.Run(order with { Map = Map }, leaveStuck: false, Anna, Rig.Cancellation)).ShouldBe(new MigrationReport.Done(Current, 3, 0));
        (await _rig.Migrations.Run(order with { Map = Map }, leaveStuck: false, Anna, Rig.Cancellation)).ShouldBe(new MigrationReport.Done(Current, 0, 0));
        (await Pinned()).ShouldBe((0, 5));

        var acts = (await _rig.Definitions.Acts(Lifecycle, 10, Rig.Cancellation)).Where(act => act.Act == DefinitionAct.Migrated).ToList();
        acts.Select(act => (act.By, act.Version, act.Note)).ShouldBe([("anna", 2, "3 moved, 0 left"), ("anna", 2, "2 moved, 3 left")]);
    }

    [Fact]
    public async Task A_moved_case_goes_on_with_its_task_its_timers_and_a_sound_journal()
    {
        var before = _rig.Catalog.Current;
        var (judged, _) = await Cases();
        var id = judged[0];
        var (timers, bookmarks) = (await Rows(context => context.Timers), await Rows(context => context.Bookmarks));
        var order = await Renamed();
        await _rig.Migrations.Run(order with { Map = Map }, leaveStuck: false, Anna, Rig.Cancellation);

        (await Rows(context => context.Timers)).ShouldBe(timers, ignoreOrder: true);
        (await Rows(context => context.Bookmarks)).ShouldBe(bookmarks, ignoreOrder: true);
        (await Rows(context => context.Tasks.Where(task => task.CaseId == id))).Single().ActivityId.ShouldBe("assess");
        (await _rig.Journal(id)).File.Tasks.Single().ActivityId.ShouldBe("assess");
        var moved = (await _rig.Queries.Timeline(id, Rig.Cancellation))[^1];
        (moved.Actor, moved.Command).ShouldBe(("anna", "Migrate"));
        var entry = moved.Entries.ShouldHaveSingleItem();
        entry.Kind.ShouldBe("InstanceMigrated");
        entry.Data["fromHash"].ShouldBe(order.FromHash);
        entry.Data["toHash"].ShouldBe(Current);
        entry.Data["map"].ShouldBe("judge → assess");
        var stored = (await Rows(context => context.Journal.Where(row => row.CaseId == id).OrderByDescending(row => row.Seq)))[0];
        var origin = JournalText.ReadOrigin(stored.Entries).ShouldNotBeNull();
        var command = CommandText.Read("Migrate", origin.Command).ShouldBeOfType<InstanceCommand.Migrate>();
        (command.From, command.To, command.Map["judge"]).ShouldBe((order.FromHash, Current, "assess"));

        await Do(id, "judge", "General", null);
        await Do(id, "handle", "Handled", "Mended.");
        await Do(id, "reply", "Replied", "It is mended.");
        (await _rig.Queries.Case(id, Rig.Cancellation)).ShouldNotBeNull().Case.Status.ShouldBe(CaseStatus.Archived);
        await RunsAgain(id, before);
    }

    // Handling may take a day of eight hours since 09:00; at 11:00 it begins again, or counts anew with what the policy says then.
    [Theory]
    [InlineData("handle", "restart", "2026-03-03T03:00:00Z")]
    [InlineData("handle", "keep", "2026-03-03T01:00:00Z")]
    public async Task A_clock_that_begins_again_has_its_timer_and_a_history_that_runs_again(string step, string word, string due)
    {
        var before = _rig.Catalog.Current;
        var (_, handled) = await Cases();
        var id = handled[0];
        var order = (await Renamed()) with { Map = Map, Clocks = new Dictionary<string, string> { [step] = word } };
        _rig.Time.Advance(TimeSpan.FromHours(2));
        var total = (await _rig.Journal(id)).File.Clocks.Single(clock => clock.Kind == ClockKind.Total);

        var planned = (await _rig.Migrations.DryRun(order, onlyStuck: false, new PageRequest(1), Rig.Cancellation)).ShouldBeOfType<MigrationReport.Planned>();
        planned.Items.Rows.Count(item => item.Notes.Any(note => note.StartsWith("Clock 'handle' begins again", StringComparison.Ordinal))).ShouldBe(word == "restart" ? 2 : 0);
        (await _rig.Migrations.Run(order, leaveStuck: false, Anna, Rig.Cancellation)).ShouldBe(new MigrationReport.Done(Current, 5, 0));

        var file = (await _rig.Journal(id)).File;
        var clock = file.Clocks.Single(clock => clock.Name == "handle");
        clock.Due(_rig.Catalog.Current.Calendars[clock.CalendarId], _rig.Time.GetUtcNow()).At.ShouldBe(DateTimeOffset.Parse(due, System.Globalization.CultureInfo.InvariantCulture));
        file.Clocks.Single(clock => clock.Kind == ClockKind.Total).ShouldBe(total);
        (await Rows(context => context.Timers.Where(timer => timer.Key == $"clock:{clock.Id:D}"))).ShouldHaveSingleItem().Epoch.ShouldBe(clock.Epoch);
        var entries = (await _rig.Queries.Timeline(id, Rig.Cancellation))[^1].Entries;
        entries.Select(entry => entry.Kind).ShouldBe(word == "restart" ? ["InstanceMigrated", "ClockReset"] : ["InstanceMigrated"]);
        entries[0].Data["clocks"].ShouldBe($"{step} → {word}");

        await Do(id, "handle", "Handled", "Mended.");
        await RunsAgain(id, before);
    }

    [Fact]
    public async Task Clocks_that_are_named_wrongly_refuse_the_order_and_the_dry_run()
    {
        await Cases();
        var order = (await Renamed()) with { Map = Map, Clocks = new Dictionary<string, string> { ["handel"] = "keep", ["handle"] = "reset" } };
        foreach (var report in new[] { await _rig.Migrations.DryRun(order, false, new PageRequest(1), Rig.Cancellation), await _rig.Migrations.Run(order, false, Anna, Rig.Cancellation) })
        {
            report.ShouldBeOfType<MigrationReport.Refused>().Problems.Select(problem => (problem.Code, problem.Path))
                .ShouldBe([("unknown-step", "clocks.handel"), ("unknown-word", "clocks.handle")]);
        }

        (await Pinned()).ShouldBe((5, 0));
    }

    [Fact]
    public async Task With_the_two_person_rule_a_second_admin_approves_what_then_runs()
    {
        var (_, handled) = await Cases();
        var order = (await Renamed()) with { Map = Map, Clocks = new Dictionary<string, string> { ["handle"] = "restart" } };
        await _rig.Rule.TurnOn("anna", Rig.Cancellation);

        // What cannot be run is not asked for.
        (await _rig.Migrations.Run(order with { Map = NoMap }, leaveStuck: false, Anna, Rig.Cancellation)).ShouldBeOfType<MigrationReport.Blocked>();
        var asked = (await _rig.Migrations.Run(order, leaveStuck: false, Anna, Rig.Cancellation)).ShouldBeOfType<MigrationReport.AwaitsReview>();
        (asked.Counts.Total, asked.Counts.Movable).ShouldBe((5, 5));
        var review = asked.Review;
        (review.Kind, review.AskedBy, review.BeforeVersion, review.Version, review.State).ShouldBe((ReviewKind.Migration, "anna", 1, 2, ReviewState.Asked));
        (await _rig.Migrations.Run(order, leaveStuck: false, Anna, Rig.Cancellation)).ShouldBeOfType<MigrationReport.AwaitsReview>().Review.Id.ShouldBe(review.Id);
        (await _rig.Desk.Approve(review.Id, "anna", null, Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.NotYours>();
        (await Pinned()).ShouldBe((5, 0));
        // The reviewer tries exactly what was asked for.
        var kept = ReviewedMigrations.Order((await _rig.Reviews.Find(review.Id, Rig.Cancellation)).ShouldNotBeNull().Content);
        (await _rig.Migrations.DryRun(kept, false, new PageRequest(1), Rig.Cancellation)).ShouldBeOfType<MigrationReport.Planned>().Counts.Movable.ShouldBe(5);

        (await _rig.Desk.Approve(review.Id, "bert", "Looks right.", Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.Decided>().Review.State.ShouldBe(ReviewState.Approved);
        (await Pinned()).ShouldBe((0, 5));
        (await _rig.Journal(handled[0])).File.Clocks.Single(clock => clock.Name == "handle").Ledger[^1].ShouldBeOfType<LedgerEntry.Reset>().ApprovedBy.ShouldBe("bert");
        var moved = (await _rig.Queries.Timeline(handled[0], Rig.Cancellation))[^1];
        (moved.Actor, moved.Entries[0].Data["approvedBy"]).ShouldBe(("anna", "bert"));
        (await _rig.Definitions.Acts(Lifecycle, 10, Rig.Cancellation)).Single(act => act.Act == DefinitionAct.Migrated).Note.ShouldBe("5 moved, 0 left; approved by bert");
        // With nothing left there is nothing to ask.
        (await _rig.Migrations.Run(order, leaveStuck: false, Anna, Rig.Cancellation)).ShouldBe(new MigrationReport.Done(Current, 0, 0));
    }

    [Theory]
    [InlineData("outdated")]
    [InlineData("refused")]
    [InlineData("withdrawn")]
    public async Task What_is_not_approved_or_has_changed_since_moves_no_case(string how)
    {
        await Cases();
        var order = (await Renamed()) with { Map = Map };
        await _rig.Rule.TurnOn("anna", Rig.Cancellation);
        var review = (await _rig.Migrations.Run(order, leaveStuck: false, Anna, Rig.Cancellation)).ShouldBeOfType<MigrationReport.AwaitsReview>().Review;
        switch (how)
        {
            case "outdated":
                await Save(Text.Replace("\"id\": \"judge\"", "\"id\": \"weigh\"", StringComparison.Ordinal).Replace("\"activity\": \"judge\"", "\"activity\": \"weigh\"", StringComparison.Ordinal));
                var other = (await _rig.Library.Publish(Lifecycle, null, "anna", Rig.Cancellation)).ShouldBeOfType<DefinitionOutcome.AwaitsReview>().Review;
                (await _rig.Desk.Approve(other.Id, "bert", null, Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.Decided>();
                (await _rig.Desk.Approve(review.Id, "bert", null, Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.Outdated>();
                break;
            case "refused":
                (await _rig.Desk.Refuse(review.Id, "bert", "Not now.", Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.Decided>();
                (await _rig.Desk.Approve(review.Id, "cara", null, Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.DecidedBefore>();
                break;
            default:
                (await _rig.Desk.Withdraw(review.Id, "anna", Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.Decided>();
                break;
        }

        (await Pinned()).ShouldBe((5, 0));
    }

    [Fact]
    public void A_command_that_was_kept_before_clocks_were_asked_for_reads_as_all_keep()
    {
        var read = CommandText.Read("Migrate", """{"from":"a","to":"b","map":{"judge":"assess"},"actor":{"personId":"anna","isSystem":false}}""").ShouldBeOfType<InstanceCommand.Migrate>();
        (read.Clocks, read.ApprovedBy, read.Map["judge"]).ShouldBe((null, null, "assess"));
        var now = read with { Clocks = ImmutableSortedDictionary<string, ClockFate>.Empty.Add("handle", ClockFate.Restart), ApprovedBy = "boris" };
        var again = CommandText.Read("Migrate", CommandText.Write(now)).ShouldBeOfType<InstanceCommand.Migrate>();
        (again.Clocks!["handle"], again.ApprovedBy).ShouldBe((ClockFate.Restart, "boris"));
        CommandText.Write(read).ShouldNotContain("clocks");
    }

    [Fact]
    public async Task A_timer_of_a_moved_case_fires_at_its_old_instant()
    {
        var (judged, _) = await Cases();
        var due = (await _rig.Sweep.NextDue(Rig.Cancellation)).ShouldNotBeNull();
        await _rig.Migrations.Run((await Renamed()) with { Map = Map }, leaveStuck: false, Anna, Rig.Cancellation);
        _rig.Time.SetUtcNow(due);
        var sweep = await _rig.Sweep.RunOnce(Rig.Cancellation);
        (sweep.PutOff, sweep.Parked, sweep.Trouble).ShouldBe((0, 0, null));
        sweep.Fired.ShouldBeGreaterThan(0);
        (await Rows(context => context.RungFires)).ShouldAllBe(rung => rung.FiredAt == due);
        judged.Length.ShouldBe(3);
    }

    [Fact]
    public async Task A_draft_may_be_tried_but_no_case_moves_to_it()
    {
        await Cases();
        var from = Current;
        await Save(Text.Replace("\"id\": \"judge\"", "\"id\": \"assess\"", StringComparison.Ordinal).Replace("\"activity\": \"judge\"", "\"activity\": \"assess\"", StringComparison.Ordinal));
        var order = new MigrationOrder(Lifecycle, from, 2, Map);
        (await _rig.Migrations.DryRun(order, false, new PageRequest(1), Rig.Cancellation)).ShouldBeOfType<MigrationReport.Planned>().Counts.Movable.ShouldBe(5);
        (await _rig.Migrations.Run(order, false, Anna, Rig.Cancellation)).ShouldBeOfType<MigrationReport.Refused>().Problems.ShouldHaveSingleItem().Code.ShouldBe("not-published");
    }

    [Fact]
    public async Task An_open_task_whose_outcome_leads_nowhere_any_more_stays()
    {
        await Cases();
        var from = Current;
        await Save(Text.Replace("\"CannotHandle\"", "\"Impossible\"", StringComparison.Ordinal).Replace("CannotHandle", "Impossible", StringComparison.Ordinal));
        var planned = (await _rig.Migrations.DryRun(new MigrationOrder(Lifecycle, from, 2, NoMap), true, new PageRequest(1), Rig.Cancellation)).ShouldBeOfType<MigrationReport.Planned>();
        var reason = planned.Counts.Reasons.ShouldHaveSingleItem();
        (reason.Code, reason.ActivityId, reason.Count).ShouldBe(("lost-outcome", "handle", 2));
        reason.Reason.ShouldContain("CannotHandle");
    }

    [Theory]
    [InlineData("nothing", 1, "", "unknown-version")]
    [InlineData("current", 9, "", "unknown-version")]
    [InlineData("current", 1, "", "same-program")]
    [InlineData("current", 2, "nobody", "unknown-activity")]
    [InlineData("current", 3, "", "not-compiled")]
    public async Task An_order_that_makes_no_sense_is_refused(string from, int to, string mapped, string code)
    {
        var hash = from == "current" ? Current : from;
        await Renamed();
        await Save("""{"definitionId":"community-case","root":{"type":"Elsa.Nothing"}}""");
        var map = mapped.Length == 0 ? NoMap : NoMap.Add(mapped, "assess");
        (await _rig.Migrations.DryRun(new MigrationOrder(Lifecycle, hash, to, map), false, new PageRequest(1), Rig.Cancellation))
            .ShouldBeOfType<MigrationReport.Refused>().Problems.ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    [Fact]
    public async Task A_run_that_breaks_off_is_taken_up_again()
    {
        await Cases();
        var order = (await Renamed()) with { Map = Map };
        WatchedStore watched = null!;
        await using (var breaking = await Node(2, store => watched = new WatchedStore(store), CommitOptions.Default with { GroupSize = 1 }))
        {
            var moves = 0;
            watched.BeforeCommit = group =>
            {
                if (group.Any(write => write is Write.Transition { Journal.Command: "Migrate" }) && ++moves > 2)
                    throw new StoreUnavailableException(StoreTrouble.Full, "The disk is full.");
            };
            (await breaking.Migrations.Run(order, leaveStuck: false, Anna, Rig.Cancellation)).ShouldBeOfType<MigrationReport.Busy>();
        }

        (await Pinned()).ShouldBe((3, 2));
        (await _rig.Migrations.Run(order, leaveStuck: false, Anna, Rig.Cancellation)).ShouldBe(new MigrationReport.Done(Current, 3, 0));
        foreach (var row in await Rows(context => context.Instances))
            (await _rig.Journal(row.Id)).Verdict.ShouldBeOfType<ChainVerdict.Sound>();
    }

    [Fact]
    public async Task An_approved_run_that_breaks_off_says_so_and_what_is_left_is_asked_for_again()
    {
        await Cases();
        var order = (await Renamed()) with { Map = Map };
        await _rig.Rule.TurnOn("anna", Rig.Cancellation);
        var review = (await _rig.Migrations.Run(order, leaveStuck: false, Anna, Rig.Cancellation)).ShouldBeOfType<MigrationReport.AwaitsReview>().Review;
        WatchedStore watched = null!;
        await using (var breaking = await Node(2, store => watched = new WatchedStore(store), CommitOptions.Default with { GroupSize = 1 }))
        {
            var moves = 0;
            watched.BeforeCommit = group =>
            {
                if (group.Any(write => write is Write.Transition { Journal.Command: "Migrate" }) && ++moves > 2)
                    throw new StoreUnavailableException(StoreTrouble.Full, "The disk is full.");
            };
            var problem = (await breaking.Desk.Approve(review.Id, "bert", null, Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.Refused>().Problems.ShouldHaveSingleItem();
            problem.Code.ShouldBe("broken-off");
            problem.Reason.ShouldContain("The disk is full.");
        }

        (await Pinned()).ShouldBe((3, 2));
        (await _rig.Reviews.Find(review.Id, Rig.Cancellation)).ShouldNotBeNull().Review.State.ShouldBe(ReviewState.Approved);
        var again = (await _rig.Migrations.Run(order, leaveStuck: false, Anna, Rig.Cancellation)).ShouldBeOfType<MigrationReport.AwaitsReview>();
        (again.Review.Id == review.Id, again.Counts.Movable).ShouldBe((false, 3));
        (await _rig.Desk.Approve(again.Review.Id, "bert", null, Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.Decided>();
        (await Pinned()).ShouldBe((0, 5));
    }

    // Sorted as the language of the machine has it, "a" came before "B", and the text of one order was two.
    [Fact]
    public void A_reviewed_order_reads_the_same_in_every_language()
    {
        var map = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.OrdinalIgnoreCase).Add("judge", "assess").Add("Handle", "mend").Add("Reply", "answer");
        var text = ReviewedMigrations.Text(new MigrationOrder(Lifecycle, "from", 2, map), "to", leaveStuck: false);
        text.IndexOf("Reply", StringComparison.Ordinal).ShouldBeLessThan(text.IndexOf("judge", StringComparison.Ordinal));
        ReviewedMigrations.Order(text).Map.Keys.ShouldBe(["Handle", "Reply", "judge"]);
    }

    [Fact]
    public async Task A_case_that_somebody_works_on_meanwhile_loses_nothing()
    {
        var (judged, _) = await Cases();
        var order = (await Renamed()) with { Map = Map };
        WatchedStore watched = null!;
        await using var moving = await Node(2, store => watched = new WatchedStore(store));
        var interfered = false;
        watched.BeforeCommit = group =>
        {
            if (interfered || !group.Any(write => write is Write.Transition { Journal.Command: "Migrate" }))
                return;
            interfered = true;
            Task.Run(() => _rig.Say(judged[0], "meanwhile", person: "zheng-kai")).GetAwaiter().GetResult().ShouldBeOfType<CommandOutcome.Done>();
        };
        (await moving.Migrations.Run(order, leaveStuck: false, Anna, Rig.Cancellation)).ShouldBe(new MigrationReport.Done(Current, 5, 0));
        (await _rig.Queries.Timeline(judged[0], Rig.Cancellation)).Select(item => item.Command).ShouldBe(["File", "AddRemark", "Migrate"]);
    }

    private static ImmutableSortedDictionary<string, string> Map => NoMap.Add("judge", "assess");

    private string Current => _rig.Catalog.Current.Definitions.Current(Lifecycle)!.ContentHash;

    private Task<Rig> Node(ulong seed, Func<IStore, IStore>? wrap = null, CommitOptions? options = null) =>
        Rig.On(_database, wrap, new FakeTimeProvider(Monday), options, seed, InstanceDesk.Decide, files: District);

    /// <summary>Three cases that wait for a judgement, two that are being handled, one that has ended.</summary>
    // The chain is sound, and the stored history gives the same again with the data before and after the move.
    private async Task RunsAgain(Guid id, ReferenceData before)
    {
        (await _rig.Journal(id)).Verdict.ShouldBeOfType<ChainVerdict.Sound>();
        var after = _rig.Catalog.Current;
        HistoryReplay.Run(
            (await _rig.Store.Load(id, Rig.Cancellation)).ShouldNotBeNull(),
            await Rows(context => context.Journal.Where(row => row.CaseId == id).OrderBy(row => row.Seq)),
            hash => after.Definitions.Pinned(hash) ?? before.Definitions.Pinned(hash),
            hash => new[] { before, after }.FirstOrDefault(data => data.ContentHash == hash)).ShouldBeOfType<ReplayVerdict.Same>();
    }

    private async Task<(Guid[] Judged, Guid[] Handled)> Cases()
    {
        var ids = new List<Guid>();
        for (var number = 1; number <= 6; number++)
            ids.Add((await _rig.Runner.File("webhook:hotline", $"m-{number}", [1], new Report { Title = $"Case {number}", CategoryCode = "G0101", GridCode = "yangliu-1" }, Rig.Cancellation)).ShouldBeOfType<IntakeOutcome.Filed>().CaseId);
        foreach (var id in ids.Skip(3))
            await Do(id, "judge", "General", null);
        await Do(ids[5], "handle", "Handled", "Mended.");
        await Do(ids[5], "reply", "Replied", "It is mended.");
        return ([.. ids.Take(3)], [.. ids.Skip(3).Take(2)]);
    }

    /// <summary>Publishes a version in which the judging activity has another id.</summary>
    private async Task<MigrationOrder> Renamed()
    {
        var from = Current;
        await Save(Text.Replace("\"id\": \"judge\"", "\"id\": \"assess\"", StringComparison.Ordinal).Replace("\"activity\": \"judge\"", "\"activity\": \"assess\"", StringComparison.Ordinal));
        (await _rig.Library.Publish(Lifecycle, null, "anna", Rig.Cancellation)).ShouldBeOfType<DefinitionOutcome.Changed>();
        return new MigrationOrder(Lifecycle, from, 2, NoMap);
    }

    private async Task Save(string text) => (await _rig.Library.SaveDraft(Lifecycle, text, null, "anna", Rig.Cancellation)).ShouldBeOfType<DefinitionOutcome.Changed>();

    private async Task Do(Guid caseId, string key, string outcome, string? remark)
    {
        var task = (await _rig.Journal(caseId)).File.Tasks.Single(open => open.Key == key);
        (await _rig.Runner.Run(caseId, new CaseCommand.Claim(new Actor("zheng-kai"), task.Id), null, Rig.Cancellation)).ShouldBeOfType<CommandOutcome.Done>();
        (await _rig.Runner.Run(caseId, new CaseCommand.Complete(new Actor("zheng-kai"), task.Id, outcome, remark), null, Rig.Cancellation)).ShouldBeOfType<CommandOutcome.Done>(key);
    }

    /// <summary>Running cases that are not, and that are, pinned to what is in force.</summary>
    private async Task<(int Old, int New)> Pinned()
    {
        var rows = await Rows(context => context.Instances.Where(row => row.Status == Workflow.Interpreter.InstanceStatus.Running));
        return (rows.Count(row => row.ProgramHash != Current), rows.Count(row => row.ProgramHash == Current));
    }

    private async Task<List<T>> Rows<T>(Func<GridDbContext, IQueryable<T>> query)
        where T : class
    {
        await using var context = _database.CreateDbContext();
        return await query(context).AsNoTracking().ToListAsync(Rig.Cancellation);
    }
}
