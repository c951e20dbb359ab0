using GridWorkflow.Casework.Loading;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Reviews;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Commit;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Tests.Catalog;

/// <summary>Changes of reference files: drafts that come into force whole or not at all, whoever else acts, and whatever the folder says.</summary>
public abstract class ChangeOrderSuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    private const string Path = "policies/none.yaml";
    private const string Other = "policies/other.yaml";
    private const string Calendar = "calendars/plain.yaml";

    private readonly TDatabase _database = new();
    private Rig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await Rig.On(_database, files: TestDesk.Files);

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_draft_changes_nothing_until_its_change_is_published()
    {
        var before = _rig.Catalog.Current;
        var order = await Save(null, (Path, Policy(20)));
        _rig.Catalog.Current.ShouldBeSameAs(before);
        order.Files.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            file => (file.Version, file.State, file.UpdatedBy).ShouldBe((2, VersionState.Draft, "anna")));

        var published = (await Publish(order.Number)).ShouldBeOfType<ChangeOutcome.Changed>().Order;

        (published.Row.State, published.Row.ClosedBy, published.Row.ClosedAt).ShouldBe((ChangeOrderState.Published, "anna", Rig.Morning));
        Days(_rig).ShouldBe(20);
        (await Versions()).ShouldBe("1 Superseded, 2 Published");
        (await _rig.FileQueries.Acts(Path, 9, Rig.Cancellation)).Select(act => $"{act.Revision} {act.Act} {act.Version} {act.By}")
            .ShouldBe(["3 Published 2 anna", "2 Saved 2 anna", "1 Imported 1 system:files"]);
        var last = (await _rig.FileQueries.Acts(Path, 1, Rig.Cancellation))[0];
        (last.HashBefore, last.HashAfter, last.ChangeOrder).ShouldBe((FileImport.HashOf(TestDesk.Files[2].Text), FileImport.HashOf(Policy(20)), order.Number));
        (await _rig.Library.IsStale(Rig.Cancellation)).ShouldBeFalse("who publishes knows of it");
    }

    [Fact]
    public async Task A_change_comes_into_force_whole_or_not_at_all()
    {
        var before = _rig.Catalog.Current;
        var order = await Save(null, (Path, Policy(20)), (Other, Policy(5).Replace("id: none", "id: other", StringComparison.Ordinal).Replace("calendar: plain", "calendar: plian", StringComparison.Ordinal)));

        var problem = (await Publish(order.Number)).ShouldBeOfType<ChangeOutcome.Refused>().Problems.ShouldHaveSingleItem();

        (problem.File, problem.Line).ShouldBe((Other, 3));
        problem.Remedy.ShouldContain("plain");
        _rig.Catalog.Current.ShouldBeSameAs(before);
        (await Versions()).ShouldBe("1 Published, 2 Draft");
        await Save(order.Number, (Other, Policy(5).Replace("id: none", "id: other", StringComparison.Ordinal)));
        (await Publish(order.Number)).ShouldBeOfType<ChangeOutcome.Changed>();
        _rig.Catalog.Current.Policies.Keys.ShouldBe(["none", "other"]);
        Days(_rig).ShouldBe(20);
    }

    [Fact]
    public async Task A_second_editor_is_told_and_overwrites_nothing()
    {
        var revision = (await _rig.FileQueries.FindPublished(Path, Rig.Cancellation))!.Version.Revision;
        var order = await Save(null, (Path, Policy(20)));

        var late = await _rig.Files.Save(order.Number, null, [new FileDraft(Path, Policy(30), revision)], "ben", Rig.Cancellation);
        late.ShouldBe(new ChangeOutcome.Conflicting(Path, "anna", Rig.Morning, revision + 1));
        var elsewhere = await _rig.Files.Save(null, null, [new FileDraft(Path, Policy(30), null)], "ben", Rig.Cancellation);
        elsewhere.ShouldBeOfType<ChangeOutcome.Refused>().Problems.ShouldHaveSingleItem().Code.ShouldBe("in-other-change");
        (await _rig.FileQueries.FindDraft(Path, Rig.Cancellation))!.Text.ShouldBe(Policy(20));

        (await _rig.Files.Publish(order.Number, order.Row.Revision - 1, "ben", Rig.Cancellation)).ShouldBeOfType<ChangeOutcome.Conflicting>();
        await Save(order.Number, (Path, Policy(30)));
        (await _rig.Files.Publish(order.Number, order.Row.Revision, "ben", Rig.Cancellation)).ShouldBeOfType<ChangeOutcome.Conflicting>("what ben has looked at is no longer what would come into force");
    }

    [Fact]
    public async Task What_is_saved_twice_is_saved_once()
    {
        var revision = (await _rig.FileQueries.FindPublished(Path, Rig.Cancellation))!.Version.Revision;
        var draft = new FileDraft(Path, Policy(20), revision);
        var order = (await _rig.Files.Save(null, null, [draft], "anna", Rig.Cancellation)).ShouldBeOfType<ChangeOutcome.Changed>().Order;

        // The second click knows the revision of the first, and of the change or not.
        (await _rig.Files.Save(order.Number, null, [draft], "anna", Rig.Cancellation)).ShouldBeOfType<ChangeOutcome.Unchanged>();
        (await _rig.Files.Save(null, null, [draft], "anna", Rig.Cancellation)).ShouldBeOfType<ChangeOutcome.Unchanged>();
        (await Versions()).ShouldBe("1 Published, 2 Draft");
        // Somebody else's is another's, whatever it says.
        (await _rig.Files.Save(order.Number, null, [draft], "ben", Rig.Cancellation)).ShouldBeOfType<ChangeOutcome.Conflicting>();
    }

    // Anna has one of the files in a change already, word for word; a folder of hers with two is no half of a change.
    [Fact]
    public async Task An_import_drops_no_file_that_lies_in_another_change()
    {
        var first = await Save(null, (Path, Policy(20)));
        var other = Policy(5).Replace("id: none", "id: other", StringComparison.Ordinal);
        FileDraft[] folder = [new(Path, Policy(20), null), new(Other, other, null)];

        foreach (var order in new long?[] { null, (await Save(null, (Calendar, TestDesk.Files.Single(file => file.Path == Calendar).Text + "# more\n"))).Number })
        {
            var problem = (await _rig.Files.Save(order, "Folder", folder, "anna", Rig.Cancellation)).ShouldBeOfType<ChangeOutcome.Refused>().Problems.ShouldHaveSingleItem();
            (problem.Code, problem.File).ShouldBe(("in-other-change", Path));
        }

        // Into the change that has it, the rest is added.
        (await _rig.Files.Save(first.Number, "Folder", folder, "anna", Rig.Cancellation)).ShouldBeOfType<ChangeOutcome.Changed>().Order.Files.Select(file => file.Path).ShouldBe([Path, Other], ignoreOrder: true);
    }

    [Fact]
    public async Task Editors_who_save_at_once_lose_nothing()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 8).Select(index => Task.Run(() =>
            _rig.Files.Save(null, null, [new FileDraft($"policies/p{index}.yaml", Policy(index), 0)], "anna", Rig.Cancellation))));
        outcomes.Select(outcome => outcome.ShouldBeOfType<ChangeOutcome.Changed>().Order.Number).Order().ShouldBe([1, 2, 3, 4, 5, 6, 7, 8]);
    }

    [Fact]
    public async Task A_file_that_is_taken_away_is_gone_and_can_come_back()
    {
        await Save(null, (Other, Policy(5).Replace("id: none", "id: other", StringComparison.Ordinal)));
        await Publish(1);
        await Save(null, (Other, null));
        await Publish(2);
        _rig.Catalog.Current.Policies.Keys.ShouldBe(["none"]);
        (await Versions(Other)).ShouldBe("1 Superseded, 2 Retracted");

        (await _rig.Files.Revert(null, Other, 1, "ben", Rig.Cancellation)).ShouldBeOfType<ChangeOutcome.Changed>();
        await Publish(3);
        _rig.Catalog.Current.Policies.Keys.ShouldBe(["none", "other"]);
        (await _rig.FileQueries.Acts(Other, 9, Rig.Cancellation)).Select(act => $"{act.Act} {act.Note}".Trim()).ShouldBe(["Published", "Reverted Version 1", "Retracted", "Saved", "Published", "Saved"]);
        (await _rig.Files.Save(null, null, [new FileDraft("policies/nowhere.yaml", null, null)], "ben", Rig.Cancellation))
            .ShouldBeOfType<ChangeOutcome.Refused>().Problems.ShouldHaveSingleItem().Code.ShouldBe("no-such-file");
    }

    [Fact]
    public async Task What_is_given_up_stays_among_the_versions()
    {
        var order = await Save(null, (Path, Policy(20)), (Other, Policy(5)));
        (await _rig.Files.SetAside(order.Number, Other, "ben", Rig.Cancellation)).ShouldBeOfType<ChangeOutcome.Changed>().Order.Files.ShouldHaveSingleItem().Path.ShouldBe(Path);
        (await _rig.Files.Discard(order.Number, "ben", Rig.Cancellation)).ShouldBeOfType<ChangeOutcome.Changed>().Order.Row.State.ShouldBe(ChangeOrderState.Discarded);
        (await Versions()).ShouldBe("1 Published, 2 Superseded");
        (await Publish(order.Number)).ShouldBeOfType<ChangeOutcome.Refused>().Problems.ShouldHaveSingleItem().Code.ShouldBe("change-discarded");
        (await Save(null, (Path, Policy(30)))).Files.ShouldHaveSingleItem().Version.ShouldBe(3);
    }

    [Fact]
    public async Task A_text_that_is_there_already_is_no_draft()
    {
        (await _rig.Files.Save(null, null, [new FileDraft(Path, TestDesk.Files[2].Text, null)], "anna", Rig.Cancellation)).ShouldBe(new ChangeOutcome.Unchanged(null));
        (await _rig.FileQueries.Orders(null, new PageRequest(1), Rig.Cancellation)).Total.ShouldBe(0);
    }

    [Theory]
    [InlineData("../policies/a.yaml")]
    [InlineData("policies/../a.yaml")]
    [InlineData("/policies/a.yaml")]
    [InlineData("policies\\a.yaml")]
    [InlineData("policies/.a.yaml")]
    [InlineData("policies/a.txt")]
    [InlineData("elsewhere/a.yaml")]
    [InlineData("policies/a b.yaml")]
    [InlineData("definitions/lamp.json")]
    public async Task Only_known_paths_are_taken(string path)
    {
        var outcome = await _rig.Files.Save(null, null, [new FileDraft(Path, Policy(20), null), new FileDraft(path, "id: a", null)], "anna", Rig.Cancellation);
        outcome.ShouldBeOfType<ChangeOutcome.Refused>().Problems.ShouldHaveSingleItem().Code.ShouldBeOneOf("unknown-file", "is-definition");
        await using var context = _database.CreateDbContext();
        (await context.ChangeOrders.CountAsync(Rig.Cancellation), await context.FileVersions.CountAsync(row => row.State == VersionState.Draft, Rig.Cancellation)).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Another_node_follows_and_has_the_same()
    {
        await using var other = await Rig.On(_database, files: TestDesk.Files, seed: 2);
        (await other.Library.Refresh(Rig.Cancellation)).ShouldBeFalse("nothing was changed");
        await Save(null, (Path, Policy(20)));
        (await other.Library.Refresh(Rig.Cancellation)).ShouldBeFalse("a draft changes nothing");
        await Publish(1);
        (await other.Library.Refresh(Rig.Cancellation)).ShouldBeTrue();
        Days(other).ShouldBe(20);
        other.Catalog.Current.ContentHash.ShouldBe(_rig.Catalog.Current.ContentHash);
        (await other.Library.IsStale(Rig.Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task Changes_of_two_nodes_that_do_not_fit_together_come_into_force_one_of_them()
    {
        await using var other = await Rig.On(_database, files: TestDesk.Files, seed: 2);
        var calendar = TestDesk.Files[3].Text;
        await Save(null, ("calendars/second.yaml", calendar.Replace("id: plain", "id: second", StringComparison.Ordinal)));
        await Publish(1);
        await Save(null, ("calendars/second.yaml", null));
        await Save(null, (Path, Policy(20).Replace("calendar: plain", "calendar: second", StringComparison.Ordinal)));

        // Each is true by what was in force before the other.
        var outcomes = await Task.WhenAll(
            Task.Run(() => _rig.Files.Publish(2, null, "anna", Rig.Cancellation)), Task.Run(() => other.Files.Publish(3, null, "ben", Rig.Cancellation)));

        outcomes.Count(outcome => outcome is ChangeOutcome.Changed).ShouldBe(1);
        outcomes.Count(outcome => outcome is ChangeOutcome.Refused).ShouldBe(1);
        await _rig.Library.Refresh(Rig.Cancellation);
        await other.Library.Refresh(Rig.Cancellation);
        other.Catalog.Current.ContentHash.ShouldBe(_rig.Catalog.Current.ContentHash);
    }

    [Theory]
    [InlineData(false, "1 Published, 2 Draft", 10)]
    [InlineData(true, "1 Superseded, 2 Published", 20)]
    public async Task A_node_that_dies_around_the_commit_leaves_the_whole_change_or_nothing(bool committed, string versions, int days)
    {
        await Save(null, (Path, Policy(20)), (Other, Policy(5).Replace("id: none", "id: other", StringComparison.Ordinal)));
        WatchedStore watched = null!;
        await using (var dying = await Rig.On(_database, store => watched = new WatchedStore(store), seed: 3, files: TestDesk.Files))
        {
            void Die(IReadOnlyList<Write> group)
            {
                if (group.Any(write => write is Write.ChangeFiles))
                    throw new StoreUnavailableException(StoreTrouble.Broken, "The node dies.");
            }

            if (committed)
                watched.AfterCommit = Die;
            else
                watched.BeforeCommit = Die;
            (await dying.Files.Publish(1, null, "anna", Rig.Cancellation)).ShouldBeOfType<ChangeOutcome.Busy>();
        }

        (await Versions()).ShouldBe(versions);
        await using var next = await Rig.On(_database, seed: 4, files: TestDesk.Files);
        Days(next).ShouldBe(days);
        next.Catalog.Current.Policies.ContainsKey("other").ShouldBe(committed);
    }

    [Fact]
    public async Task A_file_of_the_folder_gives_way_to_what_an_admin_has_published()
    {
        await Save(null, (Path, Policy(20)));
        await Publish(1);
        await using (var same = await Rig.On(_database, seed: 2, files: TestDesk.Files))
            Days(same).ShouldBe(20);
        (await Versions()).ShouldBe("1 Superseded, 2 Published");

        await using (var later = await Rig.On(_database, seed: 3, files: Folder(Policy(7))))
            Days(later).ShouldBe(20);
        (await Versions()).ShouldBe("1 Superseded, 2 Published, 3 Superseded");
        await using (var again = await Rig.On(_database, seed: 4, files: Folder(Policy(7))))
            (await Versions()).ShouldBe("1 Superseded, 2 Published, 3 Superseded");
    }

    [Fact]
    public async Task A_file_that_an_admin_has_taken_away_stays_away_whatever_the_folder_says()
    {
        var other = new SourceFile(Other, Policy(5).Replace("id: none", "id: other", StringComparison.Ordinal));
        await using (var first = await Rig.On(_database, seed: 2, files: [.. TestDesk.Files, other]))
        {
            await Save(null, (Other, null));
            await Publish(1);
        }

        for (var start = 3; start < 6; start++)
        {
            await using var next = await Rig.On(_database, seed: (ulong)start, files: [.. TestDesk.Files, other with { Text = other.Text.Replace("5 work", $"{start} work", StringComparison.Ordinal) }]);
            next.Catalog.Current.Policies.Keys.ShouldBe(["none"]);
        }
    }

    [Fact]
    public async Task The_folder_moves_on_and_back_where_no_admin_has_published()
    {
        foreach (var (files, days, versions) in new[]
        {
            (Folder(Policy(7)), 7, "1 Superseded, 2 Published"), (Folder(Policy(7)), 7, "1 Superseded, 2 Published"),
            (TestDesk.Files, 10, "1 Published, 2 Superseded"), (Folder(Policy(7)), 7, "1 Superseded, 2 Published"),
        })
        {
            await using var next = await Rig.On(_database, files: files);
            Days(next).ShouldBe(days);
            (await Versions()).ShouldBe(versions);
        }
    }

    [Fact]
    public async Task A_file_that_is_gone_from_the_folder_goes_out_of_force()
    {
        await using (var more = await Rig.On(_database, seed: 2, files: [.. TestDesk.Files, new SourceFile(Other, Policy(5).Replace("id: none", "id: other", StringComparison.Ordinal))]))
            more.Catalog.Current.Policies.Keys.ShouldBe(["none", "other"]);
        await using var less = await Rig.On(_database, seed: 3, files: TestDesk.Files);
        less.Catalog.Current.Policies.Keys.ShouldBe(["none"]);
        (await Versions(Other)).ShouldBe("1 Retracted");
        (await _rig.Library.Refresh(Rig.Cancellation)).ShouldBeFalse("the first node has the same as before");
    }

    [Fact]
    public async Task Nodes_that_start_at_once_bring_a_file_in_once()
    {
        var rigs = await Task.WhenAll(Enumerable.Range(2, 5).Select(seed => Task.Run(() => Rig.On(_database, seed: (ulong)seed, files: Folder(Policy(7))))));
        (await Versions()).ShouldBe("1 Superseded, 2 Published");
        rigs.ShouldAllBe(rig => Days(rig) == 7);
        foreach (var rig in rigs)
            await rig.DisposeAsync();
    }

    [Fact]
    public async Task Who_acts_beside_a_server_takes_what_the_database_has()
    {
        await Save(null, (Path, Policy(20)));
        await Publish(1);
        using var library = new DefinitionLibrary(
            _rig.Catalog, _rig.Pipeline, _rig.Definitions, _rig.FileQueries, _rig.Reviews, _rig.Rule, _rig.Time, new SeededRandom(9), Microsoft.Extensions.Logging.Abstractions.NullLogger<DefinitionLibrary>.Instance);
        (await library.Follow(data => data with { PublicUrl = "http://here" }, Rig.Cancellation)).ShouldBeTrue();
        (Days(_rig), _rig.Catalog.Current.PublicUrl).ShouldBe((20, "http://here"));
    }

    [Fact]
    public async Task With_the_two_person_rule_a_change_waits_for_somebody_who_had_no_hand_in_it()
    {
        await _rig.Rule.TurnOn("anna", Rig.Cancellation);
        await Save(null, (Path, Policy(20)));
        await _rig.Files.Save(1, null, [new FileDraft(Other, Policy(5).Replace("id: none", "id: other", StringComparison.Ordinal), null)], "ben", Rig.Cancellation);
        await _rig.Files.Save(1, null, [new FileDraft(Other, Policy(6).Replace("id: none", "id: other", StringComparison.Ordinal), null)], "carl", Rig.Cancellation);
        var review = (await Publish(1)).ShouldBeOfType<ChangeOutcome.AwaitsReview>().Review;
        (await Publish(1)).ShouldBeOfType<ChangeOutcome.AwaitsReview>().Review.Id.ShouldBe(review.Id, "it is asked once");
        Days(_rig).ShouldBe(10);

        (await _rig.Desk.Approve(review.Id, "anna", null, Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.NotYours>("she asked");
        (await _rig.Desk.Approve(review.Id, "carl", null, Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.NotYours>("he changed it last");
        (await _rig.Desk.Approve(review.Id, "ben", null, Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.Refused>("he changed it, too").Problems.ShouldHaveSingleItem().Code.ShouldBe("no-second-person");
        (await _rig.Desk.Approve(review.Id, "dora", null, Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.Decided>();

        Days(_rig).ShouldBe(20);
        (await _rig.FileQueries.Order(1, Rig.Cancellation))!.Row.ClosedBy.ShouldBe("dora");
    }

    [Fact]
    public async Task A_change_that_moved_on_after_it_was_asked_for_is_asked_for_anew()
    {
        await _rig.Rule.TurnOn("anna", Rig.Cancellation);
        await Save(null, (Path, Policy(20)));
        var review = (await Publish(1)).ShouldBeOfType<ChangeOutcome.AwaitsReview>().Review;
        await Save(1, (Path, Policy(30)));
        (await _rig.Desk.Approve(review.Id, "dora", null, Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.Outdated>();
        Days(_rig).ShouldBe(10);
        review = (await Publish(1)).ShouldBeOfType<ChangeOutcome.AwaitsReview>().Review;
        (await _rig.Desk.Approve(review.Id, "dora", null, Rig.Cancellation)).ShouldBeOfType<ReviewOutcome.Decided>();
        Days(_rig).ShouldBe(30);
    }

    [Fact]
    public async Task A_candidate_is_judged_and_not_put_in_force()
    {
        var before = _rig.Catalog.Current;
        var ready = (await _rig.Library.Candidate([new FileChange(Path, Policy(20)), new FileChange("definitions/lamp.json", Drawn.Sequence(Drawn.Id, 1, Drawn.Line("A")))], Rig.Cancellation))
            .ShouldBeOfType<CandidateOutcome.Ready>();
        ready.Data.Definitions.Current(Drawn.Id).ShouldNotBeNull();
        ready.Data.ContentHash.ShouldNotBe(before.ContentHash);
        (await Codes(new FileChange(Calendar, null))).ShouldNotBeEmpty();
        (await Codes(new FileChange("definitions/test-case.json", null))).ShouldNotBeEmpty();
        (await Codes(new FileChange("definitions/lamp.json", "{"))).ShouldNotBeEmpty();
        (await Codes(new FileChange("elsewhere/a.yaml", "id: a"))).ShouldBe(["unknown-file"]);
        (await Codes(new FileChange(Path, "a"), new FileChange(Path, "b"))).ShouldBe(["file-twice"]);
        _rig.Catalog.Current.ShouldBeSameAs(before);
        await using var context = _database.CreateDbContext();
        (await context.FileVersions.CountAsync(Rig.Cancellation)).ShouldBe(3);

        async Task<IEnumerable<string>> Codes(params FileChange[] changes) =>
            (await _rig.Library.Candidate(changes, Rig.Cancellation)).ShouldBeOfType<CandidateOutcome.Refused>().Problems.Select(problem => problem.Code);
    }

    private static IReadOnlyList<SourceFile> Folder(string policy) => [.. TestDesk.Files.Select(file => file.Path == Path ? file with { Text = policy } : file)];

    private static string Policy(int days) => $$"""
        id: none
        name: A wide limit
        calendar: plain
        total: { limits: { default: {{days}} workDayRolling } }
        """;

    private static int Days(Rig rig) => int.Parse(
        rig.Library.Files.Single(file => file.Path == Path).Text.Split("default: ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

    private async Task<string> Versions(string path = Path) =>
        string.Join(", ", (await _rig.FileQueries.Versions(path, Rig.Cancellation)).OrderBy(version => version.Version).Select(version => $"{version.Version} {version.State}"));

    private async Task<ChangeOrder> Save(long? order, params (string Path, string? Text)[] drafts) =>
        (await _rig.Files.Save(order, null, [.. drafts.Select(draft => new FileDraft(draft.Path, draft.Text, null))], "anna", Rig.Cancellation)).ShouldBeOfType<ChangeOutcome.Changed>().Order;

    private Task<ChangeOutcome> Publish(long order) => _rig.Files.Publish(order, null, "anna", Rig.Cancellation);
}
