using System.Security.Cryptography;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Casework.Rehearsals;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Rehearsals;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using Microsoft.Extensions.Time.Testing;

namespace GridWorkflow.Runtime.Tests.Rehearsals;

/// <summary>A real case, played again from its journal: on its own version nothing differs, on a draft what the draft changes.</summary>
public abstract class CaseReplaySuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    // Monday, 09:00 in Shanghai.
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    private readonly TDatabase _database = new();
    private readonly FakeTimeProvider _time = new(Monday);
    private Rig _rig = null!;

    public async ValueTask InitializeAsync() =>
        _rig = await Rig.On(_database, decide: InstanceDesk.Decide, time: _time, files: WorkflowFolder.Read(Repository.Path("workflows"), demo: true));

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task On_its_own_version_nothing_would_have_been_different()
    {
        var file = await Lived();
        var hall = Hall();
        var ready = (await hall.Open("community-case", null, null, Rig.Cancellation)).ShouldBeOfType<HallOutcome.Ready>();
        var replayed = await hall.Replay(file, ready, _time.GetUtcNow(), Rig.Cancellation);
        replayed.Differences.ShouldBeEmpty();
        replayed.Run.Frames[^1].File!.Notices.Length.ShouldBe(file.Notices.Length);
        (await hall.Open("no-such-thing", null, null, Rig.Cancellation)).ShouldBeOfType<HallOutcome.NotFound>();
    }

    [Fact]
    public async Task On_other_data_due_instants_and_notices_are_told()
    {
        var file = await Lived();
        var hall = Hall();
        var files = WorkflowFolder.Read(Repository.Path("workflows"), demo: true);
        var draft = Casework.ReferenceData.Load([.. files.Select(one => one.Path == "policies/community.yaml" ? one with { Text = one.Text.Replace("2 workHour", "6 workHour", StringComparison.Ordinal) } : one)]);
        var replayed = await hall.Replay(file, new HallOutcome.Ready(draft, draft.Definitions.Current("community-case")!, []), _time.GetUtcNow(), Rig.Cancellation);
        var due = replayed.Differences.First(difference => difference is { Kind: DifferenceKind.Due, Subject: "judge" });
        (due.WouldAt - due.WasAt).ShouldBe(TimeSpan.FromHours(6)); // four working hours, and the noon between them
        replayed.Differences.ShouldContain(difference => difference.Kind == DifferenceKind.Notice && difference.Would == null);
        replayed.Differences.ShouldNotContain(difference => difference.Kind == DifferenceKind.Refused);
    }

    private RehearsalHall Hall() => new(_rig.Catalog, _rig.Library, _rig.Definitions, new FileQueries(_database), _rig.Queries, _database);

    /// <summary>Reported at nine, urged at eleven, judged at three, handled.</summary>
    private async Task<CaseFile> Lived()
    {
        var report = new Report { Title = "Lamp dark", CategoryCode = "G0101", GridCode = "yangliu-1" };
        var id = (await _rig.Runner.File("webhook:test", "m-1", SHA256.HashData([1]), report, Rig.Cancellation)).ShouldBeOfType<IntakeOutcome.Filed>().CaseId;
        await Until(Monday.AddHours(6));
        await Do(id, "judge", "General");
        await Until(Monday.AddHours(7));
        await Do(id, "handle", "Handled");
        return CaseFileFormat.Read((await _rig.Store.Load(id, Rig.Cancellation))!.CaseFile);
    }

    private async Task Do(Guid id, string task, string outcome)
    {
        var file = CaseFileFormat.Read((await _rig.Store.Load(id, Rig.Cancellation))!.CaseFile);
        (await _rig.Runner.Run(id, new CaseCommand.Complete(new Actor("zheng-kai"), file.Tasks.Single(open => open.Key == task).Id, outcome, "Done."), null, Rig.Cancellation)).ShouldBeOfType<CommandOutcome.Done>();
    }

    private async Task Until(DateTimeOffset at)
    {
        while (await _rig.Sweep.NextDue(Rig.Cancellation) is { } due && due < at)
        {
            _time.SetUtcNow(due);
            (await _rig.Sweep.RunOnce(Rig.Cancellation)).Trouble.ShouldBeNull();
        }

        _time.SetUtcNow(at);
    }
}
