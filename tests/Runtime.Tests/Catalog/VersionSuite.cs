using System.Globalization;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Commit;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;

namespace GridWorkflow.Runtime.Tests.Catalog;

/// <summary>What acts make of the versions of a definition.</summary>
public abstract class VersionSuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    private readonly TDatabase _database = new();
    private Rig _rig = null!;
    private int _texts;

    public async ValueTask InitializeAsync() => _rig = await Rig.On(_database, files: TestDesk.Files);

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("save", "1 Draft*")]
    [InlineData("save save", "1 Draft*")]
    [InlineData("save publish", "1 Published*")]
    [InlineData("save publish publish", "1 Published*")]
    [InlineData("save publish save", "1 Published, 2 Draft*")]
    [InlineData("save publish save save publish", "1 Superseded, 2 Published*")]
    [InlineData("save publish retract", "1 Retracted*")]
    [InlineData("save publish retract retract", "1 Retracted*")]
    [InlineData("save publish retract publish", "1 Published*")]
    [InlineData("save publish retract save", "1 Retracted, 2 Draft*")]
    [InlineData("save publish save retract", "1 Retracted, 2 Draft*")]
    [InlineData("save publish save publish revert:1", "1 Superseded, 2 Published, 3 Draft*")]
    [InlineData("save publish save publish revert:1 publish", "1 Superseded, 2 Superseded, 3 Published*")]
    // A draft that makes room stays among the versions and can be taken up again.
    [InlineData("save publish save revert:1", "1 Published, 2 Superseded, 3 Draft*")]
    [InlineData("save publish save revert:1 revert:2", "1 Published, 2 Superseded, 3 Superseded, 4 Draft*")]
    [InlineData("save revert:1", "1 Draft*")]
    // A number is never used twice.
    [InlineData("save publish save delete:2 save", "1 Published, 3 Draft*")]
    [InlineData("save publish save publish delete:1", "2 Published*")]
    [InlineData("save publish delete:1", "1 Published*")]
    [InlineData("save publish save delete", "1 Published, 2 Draft*")]
    [InlineData("save publish retract delete", "")]
    [InlineData("save publish retract delete save", "2 Draft*")]
    [InlineData("publish retract revert:1 delete delete:1", "")]
    public async Task Acts_lead_from_state_to_state(string acts, string versions)
    {
        var changed = 0;
        foreach (var act in acts.Split(' '))
            changed += await Do(act) is DefinitionOutcome.Changed ? 1 : 0;

        (await Versions()).ShouldBe(versions);
        var lines = await _rig.Definitions.Acts(Drawn.Id, 100, Rig.Cancellation);
        lines.Select(line => line.Revision).ShouldBe(Enumerable.Range(1, changed).Reverse().Select(number => (long)number));
        (_rig.Catalog.Current.Definitions.Current(Drawn.Id)?.Version.ToString(CultureInfo.InvariantCulture) ?? "")
            .ShouldBe(versions.Split(", ").FirstOrDefault(version => version.Contains("Published", StringComparison.Ordinal))?.Split(' ')[0] ?? "");
    }

    [Fact]
    public async Task A_text_is_kept_byte_for_byte_whatever_number_it_bears()
    {
        var text = Drawn.Sequence(Drawn.Id, 17, Drawn.Line("A")) + "\n\n";
        (await Save(text, 0)).ShouldBeOfType<DefinitionOutcome.Changed>().Version.Version.ShouldBe(1);
        (await Save(text, 1)).ShouldBeOfType<DefinitionOutcome.Unchanged>();
        (await _rig.Definitions.Find(Drawn.Id, new VersionChoice.Latest(), Rig.Cancellation)).ShouldNotBeNull().Json.ShouldBe(text);
        await Do("publish");
        _rig.Catalog.Current.Definitions.Current(Drawn.Id).ShouldNotBeNull().Version.ShouldBe(1);
    }

    [Fact]
    public async Task A_draft_without_an_id_gets_one_and_may_be_incomplete()
    {
        const string text = """{"name":"New","root":{"id":"f","type":"Elsa.Flowchart","activities":[{"id":"x","type":"Elsa.Nothing"}]}}""";
        var saved = (await _rig.Library.SaveDraft(null, text, 0, "anna", Rig.Cancellation)).ShouldBeOfType<DefinitionOutcome.Changed>().Version;
        saved.ContentHash.ShouldBeNull();
        (await _rig.Definitions.Find(saved.DefinitionId, new VersionChoice.Latest(), Rig.Cancellation)).ShouldNotBeNull().Json.ShouldContain(saved.DefinitionId);
        var problem = (await _rig.Library.Publish(saved.DefinitionId, null, "anna", Rig.Cancellation)).ShouldBeOfType<DefinitionOutcome.Refused>().Problems.ShouldHaveSingleItem();
        (problem.Code, problem.ActivityId, problem.Property, problem.File).ShouldBe(("unknown-activity-type", "x", "type", null));
    }

    [Theory]
    [InlineData("not json", "bad-json")]
    [InlineData("{}", "no-root")]
    [InlineData("""{"definitionId":"other","root":{"type":"Elsa.Sequence"}}""", "other-definition")]
    [InlineData("""{"definitionId":"a/b","root":{"type":"Elsa.Sequence"}}""", "bad-definition-id", null)]
    public async Task What_cannot_be_read_is_refused(string text, string code, string? id = Drawn.Id) =>
        (await _rig.Library.SaveDraft(id, text, null, "anna", Rig.Cancellation)).ShouldBeOfType<DefinitionOutcome.Refused>().Problems.ShouldHaveSingleItem().Code.ShouldBe(code);

    [Fact]
    public async Task The_second_of_two_editors_is_told_and_overwrites_nothing()
    {
        await Save(Text("base"), 0);
        (await Save(Text("hers"), 1, "anna")).ShouldBeOfType<DefinitionOutcome.Changed>();
        var told = (await Save(Text("his"), 1, "bert")).ShouldBeOfType<DefinitionOutcome.Conflicting>();
        (told.By, told.At, told.Act, told.Revision).ShouldBe(("anna", Rig.Morning, DefinitionAct.Saved, 2));
        (await _rig.Definitions.Find(Drawn.Id, new VersionChoice.Latest(), Rig.Cancellation)).ShouldNotBeNull().Json.ShouldBe(Text("hers"));
        (await Save(Text("both"), told.Revision, "bert")).ShouldBeOfType<DefinitionOutcome.Changed>();
    }

    [Fact]
    public async Task Of_many_editors_at_once_one_wins()
    {
        await Save(Text("base"), 0);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => Task.Run(() => Save(Text($"text {number}"), 1, $"editor {number}"))));
        outcomes.Count(outcome => outcome is DefinitionOutcome.Changed).ShouldBe(1);
        outcomes.Count(outcome => outcome is DefinitionOutcome.Conflicting).ShouldBe(15);
    }

    [Fact]
    public async Task A_draft_that_was_published_in_the_meantime_is_not_overwritten()
    {
        await Save(Text("base"), 0);
        await _rig.Library.Publish(Drawn.Id, 1, "anna", Rig.Cancellation);
        (await Save(Text("his"), 1, "bert")).ShouldBeOfType<DefinitionOutcome.Conflicting>().Act.ShouldBe(DefinitionAct.Published);
        (await Versions()).ShouldBe("1 Published*");
    }

    [Fact]
    public async Task Publishing_at_once_on_two_nodes_comes_to_one_published_version()
    {
        await using var other = await Rig.On(_database, seed: 2, files: TestDesk.Files);
        await Save(Text("base"), 0);
        var outcomes = await Task.WhenAll(new[] { _rig, other }.SelectMany(rig => Enumerable.Range(0, 4).Select(_ => Task.Run(() => rig.Library.Publish(Drawn.Id, null, "anna", Rig.Cancellation)))));
        outcomes.Count(outcome => outcome is DefinitionOutcome.Changed).ShouldBe(1);
        outcomes.Count(outcome => outcome is DefinitionOutcome.Unchanged).ShouldBe(7);
        (await Versions()).ShouldBe("1 Published*");
    }

    [Fact]
    public async Task Whatever_many_editors_do_at_once_the_versions_are_what_the_acts_say()
    {
        await using var other = await Rig.On(_database, seed: 2, files: TestDesk.Files);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(editor => Task.Run(async () =>
        {
            var library = (editor % 2 == 0 ? _rig : other).Library;
            for (var round = 0; round < 12; round++)
            {
                var turn = ((editor * 7) + (round * 5)) % 4;
                var outcome = turn switch
                {
                    0 => await library.Publish(Drawn.Id, null, $"editor {editor}", Rig.Cancellation),
                    1 => await library.Retract(Drawn.Id, null, $"editor {editor}", Rig.Cancellation),
                    2 => await library.Revert(Drawn.Id, 1 + (round / 4), null, $"editor {editor}", Rig.Cancellation),
                    _ => await library.SaveDraft(Drawn.Id, Text($"{editor} {round}"), null, $"editor {editor}", Rig.Cancellation),
                };
                outcome.ShouldNotBeOfType<DefinitionOutcome.Refused>();
            }
        })));

        var states = new SortedDictionary<int, VersionState>();
        foreach (var act in (await _rig.Definitions.Acts(Drawn.Id, 1000, Rig.Cancellation)).Reverse())
        {
            var gives = act.Act switch
            {
                DefinitionAct.Published => VersionState.Published,
                DefinitionAct.Retracted => VersionState.Retracted,
                _ => VersionState.Draft,
            };
            foreach (var way in states.Where(one => one.Key != act.Version && one.Value == gives && gives != VersionState.Retracted).ToList())
                states[way.Key] = VersionState.Superseded;
            states[act.Version!.Value] = gives;
        }

        states.Count.ShouldBeGreaterThan(1);
        (await _rig.Definitions.Versions(Drawn.Id, Rig.Cancellation)).Reverse().Select(version => (version.Version, version.State)).ShouldBe(states.Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public async Task Two_drafts_or_two_published_versions_are_impossible_in_the_database()
    {
        await Do("save");
        await Do("publish");
        await Do("save");
        var history = await _rig.Definitions.History(Drawn.Id, Rig.Cancellation);
        foreach (var state in new[] { VersionState.Draft, VersionState.Published })
        {
            var change = history.Change(DefinitionAct.Saved, 1, "x", Rig.Morning, null, null, null, new VersionStep.Turn(state == VersionState.Draft ? 1 : 2, state));
            (await _rig.Pipeline.Commit(new Write.ChangeDefinitions([change]))).ShouldBeOfType<WriteOutcome.Impossible>();
        }

        (await Versions()).ShouldBe("1 Published, 2 Draft*");
        (await _rig.Definitions.History(Drawn.Id, Rig.Cancellation)).Revision.ShouldBe(history.Revision);
    }

    [Fact]
    public async Task Publishing_says_everything_that_stands_against_it_and_warns_of_the_rest()
    {
        const string chart = """
            {"definitionId":"lamp","name":"Lamp","root":{"id":"f","type":"Elsa.Flowchart","activities":[
              {"id":"a","type":"Elsa.WriteLine"},{"id":"lost","type":"Elsa.WriteLine"},
              {"id":"r","type":"Grid.Reply","template":{"typeName":"String","expression":{"type":"Literal","value":"nobody"}}}],
             "connections":[{"source":{"activity":"a","port":"Done"},"target":{"activity":"r","port":"In"}},{"source":{"activity":"a","port":"Nowhere"},"target":{"activity":"gone","port":"In"}}]}}
            """;
        await Save(chart, 0);
        var refused = (await _rig.Library.Publish(Drawn.Id, null, "anna", Rig.Cancellation)).ShouldBeOfType<DefinitionOutcome.Refused>();
        refused.Problems.ShouldAllBe(problem => problem.Remedy.Length > 0);
        refused.Problems.Select(problem => problem.Code).ShouldContain("unknown-template");
        refused.Problems.Single(problem => problem.Code == "unknown-template").ActivityId.ShouldBe("r");
        refused.Problems.Length.ShouldBeGreaterThan(1);
        (await _rig.Library.Validate(Drawn.Id, new VersionChoice.Latest(), Rig.Cancellation)).ShouldBeOfType<ValidationOutcome.Refused>().Problems.Length.ShouldBe(refused.Problems.Length);
        _rig.Catalog.Current.Definitions.Current(Drawn.Id).ShouldBeNull();
    }

    [Theory]
    [InlineData("orders/{id}", "POST", "Orders/{number}", "POST", true)]
    [InlineData("orders/{id}", "POST", "orders/{id}", "GET", false)]
    [InlineData("orders/{id}", "GET", "orders/open", "GET", false)]
    public async Task A_path_belongs_to_one_published_definition(string path, string method, string other, string otherMethod, bool refused)
    {
        await _rig.Library.SaveDraft("first", Drawn.Sequence("first", 1, Drawn.Endpoint(path, method)), 0, "anna", Rig.Cancellation);
        (await _rig.Library.Publish("first", null, "anna", Rig.Cancellation)).ShouldBeOfType<DefinitionOutcome.Changed>();
        await Save(Drawn.Sequence(Drawn.Id, 1, Drawn.Endpoint(other, otherMethod)), 0);
        var outcome = await Do("publish");
        if (refused)
            outcome.ShouldBeOfType<DefinitionOutcome.Refused>().Problems.Select(problem => (problem.Code, problem.ActivityId, problem.Property)).ShouldBe([("duplicate-route", "endpoint", "path")]);
        else
            outcome.ShouldBeOfType<DefinitionOutcome.Changed>();
    }

    [Fact]
    public async Task A_name_is_free_unless_another_definition_has_it_now()
    {
        await Do("save");
        (await _rig.Definitions.IsNameFree(Drawn.Id, null, Rig.Cancellation)).ShouldBeFalse();
        (await _rig.Definitions.IsNameFree(Drawn.Id, Drawn.Id, Rig.Cancellation)).ShouldBeTrue();
        (await _rig.Definitions.IsNameFree("nobody", null, Rig.Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_definition_that_categories_name_is_not_retracted()
    {
        var refused = (await _rig.Library.Retract("test-case", null, "anna", Rig.Cancellation)).ShouldBeOfType<DefinitionOutcome.Refused>();
        var problem = refused.Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe("definition-in-use");
        problem.Reason.ShouldContain(TestDesk.Category);
        _rig.Catalog.Current.Definitions.Current("test-case").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_definition_that_others_use_as_an_activity_is_not_retracted()
    {
        await Do("save");
        await Do("publish");
        await _rig.Library.SaveDraft("parent", Drawn.Sequence("parent", 1, Drawn.Use(Drawn.Id, 0)), 0, "anna", Rig.Cancellation);
        (await _rig.Library.Publish("parent", null, "anna", Rig.Cancellation)).ShouldBeOfType<DefinitionOutcome.Changed>();
        var refused = (await Do("retract")).ShouldBeOfType<DefinitionOutcome.Refused>();
        refused.Problems.ShouldHaveSingleItem().File.ShouldBe("definitions/parent.json");
    }

    [Fact]
    public async Task A_version_that_a_case_runs_is_not_deleted()
    {
        var id = await _rig.Open();
        await _rig.Library.SaveDraft("test-case", Drawn.Sequence("test-case", 2, Drawn.Line("other")), null, "anna", Rig.Cancellation);
        (await _rig.Library.Publish("test-case", null, "anna", Rig.Cancellation)).ShouldBeOfType<DefinitionOutcome.Changed>();
        var refused = (await _rig.Library.Delete("test-case", 1, null, "anna", Rig.Cancellation)).ShouldBeOfType<DefinitionOutcome.Refused>();
        refused.Problems.ShouldHaveSingleItem().Code.ShouldBe("pinned");
        (await _rig.Say(id, "still running")).ShouldBeOfType<CommandOutcome.Done>();
    }

    [Fact]
    public async Task Whoever_armed_something_for_what_is_published_is_told_of_each_change_once()
    {
        var changes = new List<string>();
        _rig.Catalog.Changed += (_, change) => changes.Add(string.Join(' ', change.After.Definitions.Published.Select(program => $"{program.DefinitionId}:{program.Version}")));
        foreach (var act in "save publish publish save publish retract".Split(' '))
            await Do(act);
        await _rig.Catalog.Use(_rig.Catalog.Current);
        changes.ShouldBe(["lamp:1 test-case:1", "lamp:2 test-case:1", "test-case:1"]);
    }

    [Theory]
    [InlineData(false, "1 Draft*", "")]
    [InlineData(true, "1 Published*", "lamp")]
    public async Task A_node_that_dies_around_the_commit_leaves_the_whole_act_or_nothing(bool committed, string versions, string inForce)
    {
        await Do("save");
        WatchedStore watched = null!;
        await using (var dying = await Rig.On(_database, store => watched = new WatchedStore(store), seed: 3, files: TestDesk.Files))
        {
            void Die(IReadOnlyList<Write> group)
            {
                if (group.Any(write => write is Write.ChangeDefinitions))
                    throw new StoreUnavailableException(StoreTrouble.Broken, "The node dies.");
            }

            if (committed)
                watched.AfterCommit = Die;
            else
                watched.BeforeCommit = Die;
            (await dying.Library.Publish(Drawn.Id, null, "anna", Rig.Cancellation)).ShouldBeOfType<DefinitionOutcome.Busy>();
            dying.Catalog.Current.Definitions.Current(Drawn.Id).ShouldBeNull();
        }

        (await Versions()).ShouldBe(versions);
        await using var next = await Rig.On(_database, seed: 4, files: TestDesk.Files);
        (next.Catalog.Current.Definitions.Current(Drawn.Id)?.DefinitionId ?? "").ShouldBe(inForce);
        (await next.Library.Publish(Drawn.Id, null, "anna", Rig.Cancellation)).ShouldNotBeOfType<DefinitionOutcome.Busy>();
    }

    [Fact]
    public async Task Lists_show_the_scope_that_was_asked_for()
    {
        foreach (var act in "save publish save publish save".Split(' '))
            await Do(act);
        (await List(new DefinitionFilter())).ShouldBe("lamp 3, test-case 1");
        (await List(new DefinitionFilter { Scope = VersionScope.Published })).ShouldBe("lamp 2, test-case 1");
        (await List(new DefinitionFilter { Scope = VersionScope.LatestOrPublished })).ShouldBe("lamp 2, lamp 3, test-case 1");
        (await List(new DefinitionFilter { Scope = VersionScope.All, DefinitionIds = [Drawn.Id], Order = VersionOrder.Version, Descending = true })).ShouldBe("lamp 3, lamp 2, lamp 1");
        (await List(new DefinitionFilter { Search = "AMP" })).ShouldBe("lamp 3");
        (await List(new DefinitionFilter { Search = "%" })).ShouldBe("");
        (await _rig.Definitions.List(new DefinitionFilter { Scope = VersionScope.All }, new PageRequest(2, 3), Rig.Cancellation)).ShouldSatisfyAllConditions(
            page => page.Total.ShouldBe(4), page => page.Rows.Length.ShouldBe(1));
        var version = (await _rig.Definitions.Find(Drawn.Id, new VersionChoice.Number(2), Rig.Cancellation)).ShouldNotBeNull().Version;
        (await _rig.Definitions.FindById(version.Id, Rig.Cancellation)).ShouldNotBeNull().Version.ShouldBe(version);
        (version.IsPublished, version.IsLatest, version.Revision).ShouldBe((true, false, 5));
    }

    private static string Text(string line) => Drawn.Sequence(Drawn.Id, 1, Drawn.Line(line));

    private Task<DefinitionOutcome> Save(string text, long? expected, string by = "anna") => _rig.Library.SaveDraft(Drawn.Id, text, expected, by, Rig.Cancellation);

    private Task<DefinitionOutcome> Do(string act)
    {
        var parts = act.Split(':');
        int? number = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : null;
        return parts[0] switch
        {
            "save" => Save(Text($"text {++_texts}"), null),
            "publish" => _rig.Library.Publish(Drawn.Id, null, "anna", Rig.Cancellation),
            "retract" => _rig.Library.Retract(Drawn.Id, null, "anna", Rig.Cancellation),
            "revert" => _rig.Library.Revert(Drawn.Id, number!.Value, null, "anna", Rig.Cancellation),
            "delete" => _rig.Library.Delete(Drawn.Id, number, null, "anna", Rig.Cancellation),
            _ => throw new ArgumentException($"Expected an act, but found '{act}'.", nameof(act)),
        };
    }

    private async Task<string> Versions() => string.Join(", ", (await _rig.Definitions.Versions(Drawn.Id, Rig.Cancellation)).Reverse()
        .Select(version => $"{version.Version} {version.State}{(version.IsLatest ? "*" : "")}"));

    private async Task<string> List(DefinitionFilter filter) =>
        string.Join(", ", (await _rig.Definitions.List(filter, new PageRequest(1, 100), Rig.Cancellation)).Rows.Select(version => $"{version.DefinitionId} {version.Version}"));
}
