using System.Text.RegularExpressions;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;

namespace GridWorkflow.Runtime.Tests.Running;

/// <summary>Every command goes one way: load, decide, commit, answer.</summary>
public abstract partial class CaseRunnerSuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
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
    public async Task A_report_becomes_a_case_with_a_number_of_the_day_and_an_unguessable_token()
    {
        var filed = (await _rig.File("m-1")).ShouldBeOfType<IntakeOutcome.Filed>();

        filed.Number.ShouldBe("2026-11-24-000001");
        filed.Duplicate.ShouldBeFalse();
        Token().IsMatch(filed.TrackingToken).ShouldBeTrue(filed.TrackingToken);
        var tracked = (await _rig.Queries.Track(filed.TrackingToken, Rig.Cancellation)).ShouldNotBeNull();
        tracked.Number.ShouldBe(filed.Number);
        (await _rig.Queries.Track("guessed", Rig.Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Numbers_rise_within_the_day_and_begin_again_on_the_next()
    {
        var numbers = new List<string>();
        for (var message = 0; message < 10; message++)
            numbers.Add((await _rig.File($"a-{message}")).ShouldBeOfType<IntakeOutcome.Filed>().Number);
        _rig.Time.Advance(TimeSpan.FromDays(1));
        numbers.Add((await _rig.File("b")).ShouldBeOfType<IntakeOutcome.Filed>().Number);

        numbers.Take(10).ShouldBe(Enumerable.Range(1, 10).Select(number => $"2026-11-24-{number:D6}"));
        numbers[10].ShouldBe("2026-11-25-000001");
    }

    [Fact]
    public async Task The_same_message_twice_is_one_case_and_one_answer()
    {
        var first = (await _rig.File("m-1")).ShouldBeOfType<IntakeOutcome.Filed>();
        var second = (await _rig.File("m-1")).ShouldBeOfType<IntakeOutcome.Filed>();

        second.ShouldBe(first with { Duplicate = true });
        (await _rig.Queries.Counts(Rig.Morning, Rig.Cancellation)).Open.ShouldBe(1);
    }

    [Fact]
    public async Task The_same_id_with_another_body_is_told_so()
    {
        await _rig.File("m-1");
        (await _rig.File("m-1", "Another body")).ShouldBeOfType<IntakeOutcome.Conflicting>().Reason.ShouldContain("m-1");
    }

    [Fact]
    public async Task The_same_id_from_another_source_is_another_case()
    {
        var first = (await _rig.File("m-1")).ShouldBeOfType<IntakeOutcome.Filed>();
        var second = (await _rig.File("m-1", source: "webhook:other")).ShouldBeOfType<IntakeOutcome.Filed>();

        second.CaseId.ShouldNotBe(first.CaseId);
    }

    [Fact]
    public async Task A_refused_report_may_be_mended_and_sent_again_under_its_id()
    {
        (await _rig.File("m-1", "refused")).ShouldBeOfType<IntakeOutcome.Refused>();
        (await _rig.File("m-1")).ShouldBeOfType<IntakeOutcome.Filed>().Duplicate.ShouldBeFalse();
    }

    [Fact]
    public async Task An_unknown_category_is_named()
    {
        var outcome = await _rig.Runner.File("s", "m", [1], TestDesk.Report() with { CategoryCode = "nope" }, Rig.Cancellation);

        var refusal = outcome.ShouldBeOfType<IntakeOutcome.Refused>().Refusal;
        (refusal.Kind, refusal.Code, refusal.Field).ShouldBe((RefusalKind.Invalid, "unknown-category", "categoryCode"));
        refusal.Reason.ShouldContain("nope");
    }

    [Fact]
    public async Task Each_command_is_one_row_in_an_unbroken_journal()
    {
        var id = await _rig.Open();
        (await _rig.Say(id, "first")).ShouldBeOfType<CommandOutcome.Done>().File.HandledBy.ShouldBe(["Filed", "first"]);
        (await _rig.Say(id, "second")).ShouldBeOfType<CommandOutcome.Done>();

        var timeline = await _rig.Queries.Timeline(id, Rig.Cancellation);
        timeline.Select(item => (item.Seq, item.Actor, item.Command)).ShouldBe(
            [(1, "system:webhook:test", "File"), (2, "p1", "AddRemark"), (3, "p1", "AddRemark")]);
        timeline[2].Entries.ShouldHaveSingleItem().Data["text"].ShouldBe("second");
        (await _rig.Journal(id)).Verdict.ShouldBe(new ChainVerdict.Sound(3));
    }

    [Fact]
    public async Task What_changes_nothing_writes_nothing()
    {
        var id = await _rig.Open();
        (await _rig.Say(id, "same")).ShouldBeOfType<CommandOutcome.Unchanged>();
        (await _rig.Journal(id)).Version.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_forbidden_is_refused_and_recorded()
    {
        var id = await _rig.Open();
        (await _rig.Say(id, "forbidden", person: "p7")).ShouldBeOfType<CommandOutcome.Refused>().Refusal.Kind.ShouldBe(RefusalKind.Forbidden);

        var row = (await _rig.Troubles.Refusals(null, new PageRequest(1, 10), Rig.Cancellation)).Rows.ShouldHaveSingleItem().Row;
        (row.Actor, row.CaseId, row.Command, row.Code).ShouldBe(("p7", id, "AddRemark", "not-possible"));
        var page = await _rig.Troubles.Refusals("p7", new PageRequest(1, 10), Rig.Cancellation);
        page.Rows.ShouldHaveSingleItem().CaseNumber.ShouldNotBeNull();
        (await _rig.Troubles.Refusals("p8", new PageRequest(1, 10), Rig.Cancellation)).Total.ShouldBe(0);
        (await _rig.Journal(id)).Version.ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_on_record_is_a_row_of_the_chain_and_changes_nothing_else()
    {
        var id = await _rig.Open();
        var before = (await _rig.Journal(id)).File;
        (await _rig.Say(id, "record", person: "p7")).ShouldBeOfType<CommandOutcome.Refused>();

        var after = await _rig.Journal(id);
        after.Verdict.ShouldBe(new ChainVerdict.Sound(2));
        after.File.ShouldBeEquivalentTo(before);
        var row = (await _rig.Queries.Timeline(id, Rig.Cancellation))[^1];
        (row.Actor, row.Command, row.Entries.Single().Kind).ShouldBe(("p7", "AddRemark", "CommandRefused"));
        (await _rig.Troubles.Refusals(null, new PageRequest(1, 10), Rig.Cancellation)).Total.ShouldBe(1);
    }

    [Fact]
    public async Task Refusals_and_commands_at_once_all_have_their_row()
    {
        var id = await _rig.Open();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(() => _rig.Say(id, caller % 2 == 0 ? "record" : "hello", person: $"p{caller}"))));
        outcomes.Count(outcome => outcome is CommandOutcome.Done).ShouldBe(8);
        outcomes.Count(outcome => outcome is CommandOutcome.Refused).ShouldBe(8);
        (await _rig.Journal(id)).Verdict.ShouldBe(new ChainVerdict.Sound(17));
        (await _rig.Troubles.Refusals(null, new PageRequest(1, 10), Rig.Cancellation)).Total.ShouldBe(8);
    }

    [Fact]
    public async Task A_refusal_is_the_answer_also_when_it_cannot_be_recorded()
    {
        var id = await _rig.Open();
        await _rig.Pipeline.DisposeAsync();
        (await _rig.Say(id, "record")).ShouldBeOfType<CommandOutcome.Refused>().Refusal.Kind.ShouldBe(RefusalKind.Forbidden);
        (await _rig.Journal(id)).Version.ShouldBe(1);
    }

    [Fact]
    public async Task A_case_that_is_not_there_is_not_found() =>
        (await _rig.Say(Store.Samples.Id(9), "hello")).ShouldBeOfType<CommandOutcome.NotFound>();

    [Fact]
    public async Task A_command_with_its_idempotency_key_happens_once()
    {
        var id = await _rig.Open();
        (await _rig.Say(id, "once", key: "k1")).ShouldBeOfType<CommandOutcome.Done>();
        (await _rig.Say(id, "meanwhile")).ShouldBeOfType<CommandOutcome.Done>();
        (await _rig.Say(id, "once", key: "k1")).ShouldBeOfType<CommandOutcome.Done>().File.HandledBy.ShouldBe(["Filed", "once", "meanwhile"]);
        (await _rig.Say(id, "once", key: "k1", person: "p2")).ShouldBeOfType<CommandOutcome.Done>().File.HandledBy.Length.ShouldBe(4);
        (await _rig.Say(id, "other", key: "k1")).ShouldBeOfType<CommandOutcome.Refused>().Refusal.Code.ShouldBe("idempotency-key-reused");
    }

    [Fact]
    public async Task A_key_that_is_used_many_times_at_once_counts_once()
    {
        var id = await _rig.Open();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => _rig.Say(id, "once", key: "k1"))));

        outcomes.ShouldAllBe(outcome => outcome is CommandOutcome.Done);
        (await _rig.Journal(id)).File.HandledBy.ShouldBe(["Filed", "once"]);
    }

    [Fact]
    public async Task A_burst_that_throws_changes_nothing_and_leaves_the_case_usable()
    {
        var id = await _rig.Open();
        await Should.ThrowAsync<InvalidOperationException>(() => _rig.Say(id, "throw"));
        (await _rig.Say(id, "after")).ShouldBeOfType<CommandOutcome.Done>();
    }

    [Fact]
    public async Task A_rung_that_has_fired_ends_as_a_conflict_that_is_decided_again_and_then_given_up()
    {
        var id = await _rig.Open();
        (await _rig.Say(id, "rung due")).ShouldBeOfType<CommandOutcome.Done>();
        // This desk wants the same rung whatever it reads; a real one sees in the file that it has fired.
        (await _rig.Say(id, "rung due")).ShouldBeOfType<CommandOutcome.Busy>();
        (await _rig.Journal(id)).Version.ShouldBe(2);
    }

    [Fact]
    public async Task A_case_keeps_its_definition_version_when_the_files_change()
    {
        var id = await _rig.Open();
        await _rig.Catalog.Use(Casework.ReferenceData.Empty);

        (await _rig.Say(id, "still here")).ShouldBeOfType<CommandOutcome.Done>();
        (await _rig.File("m-2")).ShouldBeOfType<IntakeOutcome.Refused>().Refusal.Code.ShouldBe("unknown-category");
    }

    [GeneratedRegex("^[0-9a-z]{26}$")]
    private static partial Regex Token();
}
