using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Reviews;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Catalog;
using GridWorkflow.Runtime.Tests.Commit;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;

namespace GridWorkflow.Runtime.Tests.Reviews;

/// <summary>The life of a review: asked, approved, refused, withdrawn, outdated.</summary>
public abstract class ReviewSuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    private const string Anna = "anna";
    private const string Bert = "bert";
    private const string Cara = "cara";

    private readonly TDatabase _database = new();
    private Rig _rig = null!;

    public async ValueTask InitializeAsync()
    {
        _rig = await Rig.On(_database, files: TestDesk.Files);
        (await _rig.Rule.TurnOn(Anna, Rig.Cancellation)).ShouldBe(new RuleOutcome.Set(true));
    }

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task With_the_rule_publishing_asks_and_what_was_in_force_stays()
    {
        await Save("one");
        var asked = await Ask();

        asked.Version.State.ShouldBe(VersionState.Draft);
        var review = asked.Review;
        (review.Kind, review.SubjectId, review.Version, review.BeforeVersion, review.State).ShouldBe((ReviewKind.Definition, Drawn.Id, 1, null, ReviewState.Asked));
        (review.AskedBy, review.EditedBy, review.AskedAt, review.ContentHash).ShouldBe((Anna, Anna, Rig.Morning, ReviewQueue.HashOf(Text("one"))));
        InForce().ShouldBeNull();
        var found = (await _rig.Reviews.Find(review.Id, Rig.Cancellation)).ShouldNotBeNull();
        (found.Review, found.Before, found.Content).ShouldBe((review, null, Text("one")));
        // The act of asking changes no version, and disturbs no editor.
        (await _rig.Definitions.History(Drawn.Id, Rig.Cancellation)).Revision.ShouldBe(1);
    }

    [Fact]
    public async Task A_second_person_puts_exactly_the_reviewed_text_in_force()
    {
        await Save("one");
        var review = (await Ask()).Review;
        _rig.Time.Advance(TimeSpan.FromMinutes(5));

        var decided = (await _rig.Desk.Approve(review.Id, Bert, " Looks right. ", Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.Decided>().Review;

        (decided.State, decided.DecidedBy, decided.DecidedAt, decided.Reason).ShouldBe((ReviewState.Approved, Bert, Rig.Morning.AddMinutes(5), "Looks right."));
        InForce().ShouldBe(1);
        var published = (await _rig.Definitions.Find(Drawn.Id, new VersionChoice.Published(), Rig.Cancellation)).ShouldNotBeNull();
        (published.Json, published.Version.PublishedBy).ShouldBe((Text("one"), Bert));
        var act = (await _rig.Definitions.Acts(Drawn.Id, 1, Rig.Cancellation)).ShouldHaveSingleItem();
        (act.Act, act.By).ShouldBe((DefinitionAct.Published, Bert));
        act.Note.ShouldNotBeNull().ShouldContain(Anna);
        act.Note.ShouldContain($"{review.Id}");
    }

    [Theory]
    // Saved and asked for by, decided by: whoever had a hand in it is no second person.
    [InlineData(Anna, Anna, Anna, false)]
    [InlineData(Anna, Bert, Anna, false)]
    [InlineData(Anna, Bert, Bert, false)]
    [InlineData(Anna, Anna, Bert, true)]
    [InlineData(Anna, Bert, Cara, true)]
    public async Task Whoever_asked_or_edited_last_does_not_approve(string editor, string asker, string approver, bool may)
    {
        await Save("one", editor);
        var review = (await Ask(asker)).Review;
        var outcome = await _rig.Desk.Approve(review.Id, approver, null, Rig.Cancellation);
        (outcome is ReviewOutcome.Decided).ShouldBe(may);
        (outcome is ReviewOutcome.NotYours).ShouldBe(!may);
        InForce().ShouldBe(may ? 1 : null);
        (await _rig.Reviews.CountFor(approver, Rig.Cancellation)).ShouldBe(0);
        (await _rig.Reviews.CountFor("dora", Rig.Cancellation)).ShouldBe(may ? 0 : 1);
    }

    [Theory]
    [InlineData(Bert, true)]
    [InlineData(Anna, false)]
    public async Task Refusing_is_for_the_others(string by, bool may)
    {
        await Save("one");
        var review = (await Ask()).Review;
        var outcome = await _rig.Desk.Refuse(review.Id, by, "The reply is missing.", Rig.Cancellation);
        if (may)
            outcome.ShouldBeOfType<ReviewOutcome.Decided>().Review.Reason.ShouldBe("The reply is missing.");
        else
            outcome.ShouldBeOfType<ReviewOutcome.NotYours>();
        (await State(review)).ShouldBe(may ? ReviewState.Refused : ReviewState.Asked);
        InForce().ShouldBeNull();
    }

    [Theory]
    [InlineData(Anna, true)]
    [InlineData(Bert, false)]
    public async Task Withdrawing_is_for_whoever_asked(string by, bool may)
    {
        await Save("one");
        var review = (await Ask()).Review;
        (await _rig.Desk.Withdraw(review.Id, by, Rig.Cancellation) is ReviewOutcome.Decided).ShouldBe(may);
        (await State(review)).ShouldBe(may ? ReviewState.Withdrawn : ReviewState.Asked);
    }

    [Fact]
    public async Task After_a_refusal_the_same_text_may_be_asked_for_again()
    {
        await Save("one");
        var first = (await Ask()).Review;
        await _rig.Desk.Refuse(first.Id, Bert, "No.", Rig.Cancellation);
        var second = (await Ask()).Review;
        second.Id.ShouldNotBe(first.Id);
        (await _rig.Desk.Approve(first.Id, Bert, null, Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.DecidedBefore>();
        InForce().ShouldBeNull();
        (await _rig.Desk.Approve(second.Id, Bert, null, Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.Decided>();
        (await _rig.Reviews.List(false, new PageRequest(1), Rig.Cancellation)).Total.ShouldBe(2);
    }

    [Theory]
    [InlineData("save")]
    [InlineData("save back")]
    [InlineData("revert")]
    [InlineData("retract")]
    [InlineData("delete draft")]
    [InlineData("delete all")]
    public async Task Whatever_changes_since_it_was_asked_outdates_it(string act)
    {
        await Published("one");
        await Save("two");
        var review = (await Ask()).Review;
        (review.BeforeVersion, review.Version).ShouldBe((1, 2));
        switch (act)
        {
            case "save back":
                await Save("three");
                await Save("two");
                break;
            case "save":
                await Save("three");
                break;
            case "revert":
                await _rig.Library.Revert(Drawn.Id, 1, null, Anna, Rig.Cancellation);
                break;
            case "retract":
                await _rig.Library.Retract(Drawn.Id, null, Anna, Rig.Cancellation);
                break;
            default:
                await _rig.Library.Retract(Drawn.Id, null, Anna, Rig.Cancellation);
                await _rig.Library.Delete(Drawn.Id, act == "delete all" ? null : 2, null, Anna, Rig.Cancellation);
                break;
        }

        (await State(review)).ShouldBe(ReviewState.Outdated);
        var before = InForce();
        (await _rig.Desk.Approve(review.Id, Bert, null, Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.Outdated>();
        InForce().ShouldBe(before);
    }

    [Fact]
    public async Task What_changes_nothing_of_it_leaves_it_open()
    {
        await Published("one");
        await Published("two");
        await Save("three");
        var review = (await Ask()).Review;
        await _rig.Library.Delete(Drawn.Id, 1, null, Bert, Rig.Cancellation);
        (await _rig.Library.SaveDraft(Drawn.Id, Text("three"), null, Bert, Rig.Cancellation)).ShouldBeOfType<DefinitionOutcome.Unchanged>();
        (await State(review)).ShouldBe(ReviewState.Asked);
        (await _rig.Desk.Approve(review.Id, Bert, null, Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.Decided>();
    }

    [Fact]
    public async Task A_text_that_another_node_slipped_in_is_not_approved_in_its_place()
    {
        await Save("one");
        // As if asking and saving had crossed: the review is of a text that the draft has no more.
        var review = await _rig.Reviews.Ask(
            new ReviewRequest(ReviewKind.Definition, Drawn.Id, "Lamp", Text("old"), Anna) { Version = 1, EditedBy = Anna }, Rig.Cancellation);
        (await _rig.Desk.Approve(review.Id, Bert, null, Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.Outdated>();
        InForce().ShouldBeNull();
        (await Ask()).Review.Id.ShouldNotBe(review.Id);
    }

    [Fact]
    public async Task What_the_gate_refuses_is_neither_asked_for_nor_approved()
    {
        var bad = Drawn.Sequence(Drawn.Id, 1, Drawn.Use("nobody", 0));
        await _rig.Library.SaveDraft(Drawn.Id, bad, null, Anna, Rig.Cancellation);
        (await _rig.Library.Publish(Drawn.Id, null, Anna, Rig.Cancellation)).ShouldBeOfType<DefinitionOutcome.Refused>();
        (await _rig.Reviews.List(null, new PageRequest(1), Rig.Cancellation)).Total.ShouldBe(0);

        // The path was free when it was asked, and is taken when it is approved.
        await _rig.Library.SaveDraft(Drawn.Id, Drawn.Sequence(Drawn.Id, 1, Drawn.Endpoint("orders", "POST")), null, Anna, Rig.Cancellation);
        var review = (await Ask()).Review;
        await _rig.Library.SaveDraft("other", Drawn.Sequence("other", 1, Drawn.Endpoint("orders", "POST")), null, Anna, Rig.Cancellation);
        var first = (await _rig.Library.Publish("other", null, Anna, Rig.Cancellation)).ShouldBeOfType<DefinitionOutcome.AwaitsReview>().Review;
        await _rig.Desk.Approve(first.Id, Bert, null, Rig.Cancellation);
        (await _rig.Desk.Approve(review.Id, Bert, null, Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.Refused>().Problems.ShouldHaveSingleItem().Code.ShouldBe("duplicate-route");
        (await State(review)).ShouldBe(ReviewState.Asked);
        (await _rig.Desk.Refuse(review.Id, Bert, "The path is taken.", Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.Decided>();
    }

    [Fact]
    public async Task A_double_click_asks_once_and_approves_once()
    {
        await Save("one");
        var asked = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => _rig.Library.Publish(Drawn.Id, null, Anna, Rig.Cancellation))));
        var id = asked.Select(outcome => outcome.ShouldBeOfType<DefinitionOutcome.AwaitsReview>().Review.Id).Distinct().ShouldHaveSingleItem();
        var decided = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => _rig.Desk.Approve(id, Bert, null, Rig.Cancellation))));
        decided.ShouldAllBe(outcome => outcome is ReviewOutcome.Decided || outcome is ReviewOutcome.DecidedBefore);
        (await _rig.Definitions.Acts(Drawn.Id, 10, Rig.Cancellation)).Count(act => act.Act == DefinitionAct.Published).ShouldBe(1);
    }

    [Fact]
    public async Task On_two_nodes_one_of_approval_and_refusal_wins()
    {
        await using var other = await Rig.On(_database, seed: 2, files: TestDesk.Files);
        for (var round = 0; round < 6; round++)
        {
            await Save($"round {round}");
            var review = (await Ask()).Review;
            var outcomes = await Task.WhenAll(
                Task.Run(() => _rig.Desk.Approve(review.Id, Bert, null, Rig.Cancellation)), Task.Run(() => other.Desk.Refuse(review.Id, Cara, "No.", Rig.Cancellation)));
            var state = await State(review);
            outcomes.Count(outcome => outcome is ReviewOutcome.Decided).ShouldBe(1);
            var approved = await _rig.Definitions.Find(Drawn.Id, new VersionChoice.Published(), Rig.Cancellation);
            (approved?.Json == Text($"round {round}")).ShouldBe(state == ReviewState.Approved);
        }
    }

    [Fact]
    public async Task Of_a_save_and_an_approval_at_once_the_one_in_force_is_the_reviewed_one()
    {
        await using var other = await Rig.On(_database, seed: 2, files: TestDesk.Files);
        for (var round = 0; round < 6; round++)
        {
            await Save($"round {round}");
            var review = (await Ask()).Review;
            await Task.WhenAll(
                Task.Run(() => _rig.Desk.Approve(review.Id, Bert, null, Rig.Cancellation)),
                Task.Run(() => other.Library.SaveDraft(Drawn.Id, Text($"slipped in {round}"), null, Cara, Rig.Cancellation)));
            (await State(review)).ShouldBeOneOf(ReviewState.Approved, ReviewState.Outdated);
            (await _rig.Definitions.Find(Drawn.Id, new VersionChoice.Published(), Rig.Cancellation))?.Json.ShouldNotContain("slipped");
        }
    }

    [Theory]
    [InlineData(false, ReviewState.Asked)]
    [InlineData(true, ReviewState.Approved)]
    public async Task A_node_that_dies_around_the_commit_leaves_approval_and_publication_together_or_neither(bool committed, ReviewState state)
    {
        await Save("one");
        var review = (await Ask()).Review;
        WatchedStore watched = null!;
        await using (var dying = await Rig.On(_database, store => watched = new WatchedStore(store), seed: 3, files: TestDesk.Files))
        {
            void Die(IReadOnlyList<Write> group)
            {
                if (group.Any(write => write is Write.DecideReview))
                    throw new StoreUnavailableException(StoreTrouble.Broken, "The node dies.");
            }

            if (committed)
                watched.AfterCommit = Die;
            else
                watched.BeforeCommit = Die;
            (await dying.Desk.Approve(review.Id, Bert, null, Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.Busy>();
        }

        (await State(review)).ShouldBe(state);
        await using var next = await Rig.On(_database, seed: 4, files: TestDesk.Files);
        next.Catalog.Current.Definitions.Current(Drawn.Id)?.Version.ShouldBe(1);
        (next.Catalog.Current.Definitions.Current(Drawn.Id) is not null).ShouldBe(committed);
        var again = await next.Desk.Approve(review.Id, Bert, null, Rig.Cancellation);
        (again is ReviewOutcome.DecidedBefore or ReviewOutcome.Decided).ShouldBeTrue();
        next.Catalog.Current.Definitions.Current(Drawn.Id).ShouldNotBeNull();
    }

    [Fact]
    public async Task The_rule_goes_only_with_a_second_person()
    {
        (await _rig.Rule.TurnOn(Bert, Rig.Cancellation)).ShouldBe(new RuleOutcome.Unchanged(true));
        var review = (await _rig.Rule.TurnOff(Anna, "Too slow.", Rig.Cancellation)).ShouldBeOfType<RuleOutcome.AwaitsReview>().Review;
        (await _rig.Rule.IsOn(Rig.Cancellation)).ShouldBeTrue();
        (await _rig.Desk.Approve(review.Id, Anna, null, Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.NotYours>();
        (await _rig.Rule.IsOn(Rig.Cancellation)).ShouldBeTrue();
        (await _rig.Desk.Approve(review.Id, Bert, null, Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.Decided>();
        (await _rig.Rule.IsOn(Rig.Cancellation)).ShouldBeFalse();
        (await _rig.Rule.TurnOff(Anna, null, Rig.Cancellation)).ShouldBe(new RuleOutcome.Unchanged(false));
        await Save("one");
        (await _rig.Library.Publish(Drawn.Id, null, Anna, Rig.Cancellation)).ShouldBeOfType<DefinitionOutcome.Changed>();
        // Who set it, and when, stays.
        await using var context = _database.CreateDbContext();
        context.Settings.OrderBy(row => row.Revision).Select(row => row.SetBy + " " + row.Value).ShouldBe([$"{Anna} on", $"{Bert} off"]);
    }

    [Fact]
    public async Task A_node_sees_at_once_that_another_has_turned_the_rule_on()
    {
        await using var other = await Rig.On(_database, seed: 2, files: TestDesk.Files);
        await other.Library.SaveDraft(Drawn.Id, Text("one"), null, Anna, Rig.Cancellation);
        (await other.Library.Publish(Drawn.Id, null, Anna, Rig.Cancellation)).ShouldBeOfType<DefinitionOutcome.AwaitsReview>();
    }

    [Fact]
    public async Task Published_without_the_rule_the_open_review_is_outdated()
    {
        var off = (await _rig.Rule.TurnOff(Anna, null, Rig.Cancellation)).ShouldBeOfType<RuleOutcome.AwaitsReview>().Review;
        await Save("one");
        var review = (await Ask()).Review;
        await _rig.Desk.Approve(off.Id, Bert, null, Rig.Cancellation);
        (await _rig.Library.Publish(Drawn.Id, null, Anna, Rig.Cancellation)).ShouldBeOfType<DefinitionOutcome.Changed>();
        (await State(review)).ShouldBe(ReviewState.Outdated);
    }

    [Fact]
    public async Task Nobody_is_asked_about_a_review_that_is_not_there() =>
        (await _rig.Desk.Approve(Guid.Empty, Bert, null, Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.NotFound>();

    private static string Text(string line) => Drawn.Sequence(Drawn.Id, 1, Drawn.Line(line));

    private async Task Save(string line, string by = Anna) =>
        (await _rig.Library.SaveDraft(Drawn.Id, Text(line), null, by, Rig.Cancellation)).ShouldBeOfType<DefinitionOutcome.Changed>();

    private async Task<DefinitionOutcome.AwaitsReview> Ask(string by = Anna) =>
        (await _rig.Library.Publish(Drawn.Id, null, by, Rig.Cancellation, "Please look.")).ShouldBeOfType<DefinitionOutcome.AwaitsReview>();

    private async Task Published(string line)
    {
        await Save(line);
        (await _rig.Desk.Approve((await Ask()).Review.Id, Bert, null, Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.Decided>();
    }

    private async Task<ReviewState> State(Review review) => (await _rig.Reviews.Find(review.Id, Rig.Cancellation)).ShouldNotBeNull().Review.State;

    private int? InForce() => _rig.Catalog.Current.Definitions.Current(Drawn.Id)?.Version;
}
