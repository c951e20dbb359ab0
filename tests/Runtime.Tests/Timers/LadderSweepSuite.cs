using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using GridWorkflow.Runtime.Timers;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Runtime.Tests.Timers;

/// <summary>Another version of a ladder reaches every case with a running clock, once; and none that a running clock climbs is taken away.</summary>
public abstract class LadderSweepSuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    private const string Spare = "ladders/spare.yaml";
    private const string Community = "policies/community.yaml";

    private static readonly IReadOnlyList<SourceFile> Files = WorkflowFolder.Read(Repository.Path("workflows"), demo: true);

    // The community's limits on a ladder of their own, so that it can be given up.
    private static readonly IReadOnlyList<SourceFile> WithSpare =
    [
        .. Files.Select(file => file.Path == Community ? file with { Text = file.Text.Replace("ladder: default", "ladder: spare", StringComparison.Ordinal) } : file),
        new SourceFile(Spare, "id: spare\nrungs:\n  - { key: late, at: due, do: remind, to: [assignee, candidates] }\n"),
    ];

    private readonly TDatabase _database = new();
    private Rig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await Rig.On(_database, decide: CaseDesk.Decide, files: WithSpare);

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_changed_ladder_arms_each_running_case_once()
    {
        Guid[] cases = [await File("m-1"), await File("m-2")];
        var sweep = new LadderSweep(_database, _rig.Runner, _rig.Catalog);
        (await sweep.RunOnce(Rig.Cancellation)).ShouldBe(0);
        // The first rung was at the due instant, two working hours after 09:00.
        (await _rig.Sweep.NextDue(Rig.Cancellation)).ShouldBe(Rig.Morning.AddHours(2));

        var order = await Draft((Spare, "id: spare\nrungs:\n  - { key: half, at: 50 %, do: remind, to: [assignee, candidates] }\n  - { key: late, at: due, do: remind, to: [assignee, candidates] }\n"));
        (await _rig.Files.Publish(order, null, "anna", Rig.Cancellation)).ShouldBeOfType<ChangeOutcome.Changed>();
        (await sweep.RunOnce(Rig.Cancellation)).ShouldBe(2);
        (await sweep.RunOnce(Rig.Cancellation)).ShouldBe(0);
        (await new LadderSweep(_database, _rig.Runner, _rig.Catalog).RunOnce(Rig.Cancellation)).ShouldBe(0);

        (await _rig.Sweep.NextDue(Rig.Cancellation)).ShouldBe(Rig.Morning.AddHours(1));
        foreach (var id in cases)
        {
            var journal = await _rig.Journal(id);
            journal.Verdict.ShouldBeOfType<Runtime.Journal.ChainVerdict.Sound>();
            journal.File.Clocks.ShouldAllBe(clock => clock.Knows(_rig.Catalog.Current.Ladders["spare"]));
        }
    }

    [Fact]
    public async Task Publishing_does_not_take_away_what_running_clocks_climb()
    {
        var order = await Draft((Spare, null), (Community, Files.Single(file => file.Path == Community).Text));
        (await _rig.Files.Validate(order, Rig.Cancellation)).ShouldBeOfType<CandidateOutcome.Ready>("no case is running");
        await File("m-1");
        await File("m-2");

        var problem = (await _rig.Files.Publish(order, null, "anna", Rig.Cancellation)).ShouldBeOfType<ChangeOutcome.Refused>().Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe("ladder-in-use");
        problem.Reason.ShouldContain("'spare', which clocks of 2 running cases name");
        (await _rig.Files.Validate(order, Rig.Cancellation)).ShouldBeOfType<CandidateOutcome.Refused>();
        _rig.Catalog.Current.Ladders.Keys.ShouldContain("spare");
    }

    [Fact]
    public async Task A_start_does_not_take_it_away_either()
    {
        await File("m-1");
        var refused = await Should.ThrowAsync<RefusedException>(Start(Files));
        refused.Problems.ShouldHaveSingleItem().Code.ShouldBe("ladder-in-use");
        await using var same = await Rig.On(_database, decide: CaseDesk.Decide, files: WithSpare);
        same.Catalog.Current.Ladders.Keys.ShouldContain("spare");
    }

    [Fact]
    public async Task Nor_the_calendar_in_which_they_count()
    {
        await File("m-1");
        var calendar = Files.Single(file => file.Path.EndsWith("cn-2026.yaml", StringComparison.Ordinal));
        IReadOnlyList<SourceFile> renamed = [.. WithSpare.Select(file => file with { Text = file.Text.Replace("cn-2026", "cn-2027", StringComparison.Ordinal) })];
        calendar.Text.ShouldContain("cn-2026");
        var refused = await Should.ThrowAsync<RefusedException>(Start(renamed));
        refused.Problems.ShouldHaveSingleItem().Code.ShouldBe("calendar-in-use");
    }

    // The clock of the handling has stopped, and a reopening goes on with it.
    [Fact]
    public async Task Nor_what_a_closed_case_climbed_that_may_be_reopened()
    {
        const string city = "policies/city.yaml";
        var id = await File("m-1", "E0112");
        await Done(id, "zhang-li", "intake", "OrderVerify");
        await Done(id, "liu-yang", "verify", "Exists");
        await Done(id, "zhang-li", "register", "Register");
        await Done(id, "zhao-lei", "dispatch", "Dispatch", ("unit", "urban"));
        await Done(id, "gao-feng", "accept", "Accept");
        await Done(id, "gao-feng", "handle", "Feedback", ("measures", "Swept"));
        await Done(id, "zhao-lei", "check", "Pass");
        await Done(id, "chen-jie", "inspect", "Pass");
        await Done(id, "zhang-li", "reply", "Replied");
        var file = (await _rig.Journal(id)).File;
        (file.Status, file.Reopening is null).ShouldBe((CaseStatus.Closed, false));
        file.Clocks.Where(clock => clock.LadderId == "supervised").Select(clock => clock.State.Status).ShouldBe([ClockStatus.Stopped]);

        var text = Files.Single(one => one.Path == city).Text.Replace("ladder: supervised", "ladder: default", StringComparison.Ordinal);
        var order = await Draft(("ladders/supervised.yaml", null), (city, text));
        (await _rig.Files.Publish(order, null, "anna", Rig.Cancellation)).ShouldBeOfType<ChangeOutcome.Refused>().Problems.ShouldHaveSingleItem().Reason.ShouldContain("'supervised', which clocks of 1 running cases name");
        IReadOnlyList<SourceFile> without = [.. WithSpare.Where(one => one.Path != "ladders/supervised.yaml").Select(one => one.Path == city ? one with { Text = text } : one)];
        (await Should.ThrowAsync<RefusedException>(Start(without))).Problems.ShouldHaveSingleItem().Code.ShouldBe("ladder-in-use");
    }

    private async Task Done(Guid id, string person, string key, string outcome, params (string Name, string Value)[] fields)
    {
        var task = (await _rig.Journal(id)).File.Tasks.Single(open => open.Key == key).Id;
        var command = new CaseCommand.Complete(new Actor(person), task, outcome, "Done.") { Fields = fields.ToImmutableSortedDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal) };
        (await _rig.Runner.Run(id, command, null, Rig.Cancellation)).ShouldBeOfType<CommandOutcome.Done>(key);
    }

    private async Task Start(IReadOnlyList<SourceFile> files)
    {
        await using var rig = await Rig.On(_database, decide: CaseDesk.Decide, files: files);
    }

    private async Task<long> Draft(params (string Path, string? Text)[] drafts) =>
        (await _rig.Files.Save(null, "Ladders", [.. drafts.Select(draft => new FileDraft(draft.Path, draft.Text, null))], "anna", Rig.Cancellation)).ShouldBeOfType<ChangeOutcome.Changed>().Order.Row.Number;

    private async Task<Guid> File(string id, string category = "G0108")
    {
        var report = new Report { Title = "Pipe drips", CategoryCode = category, GridCode = "yangliu-1" };
        return (await _rig.Runner.File("webhook:test", id, SHA256.HashData(Encoding.UTF8.GetBytes(id)), report, Rig.Cancellation)).ShouldBeOfType<IntakeOutcome.Filed>().CaseId;
    }
}
