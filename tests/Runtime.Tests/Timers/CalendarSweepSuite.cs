using System.Security.Cryptography;
using System.Text;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using GridWorkflow.Runtime.Timers;

namespace GridWorkflow.Runtime.Tests.Timers;

/// <summary>Another version of a calendar reaches every case with a running clock, once.</summary>
public abstract class CalendarSweepSuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    private static readonly IReadOnlyList<SourceFile> Files = WorkflowFolder.Read(Repository.Path("workflows"), demo: true);

    private readonly TDatabase _database = new();
    private Rig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await Rig.On(_database, decide: CaseDesk.Decide, reference: ReferenceData.Load(Files));

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_changed_calendar_moves_each_running_case_once()
    {
        Guid[] cases = [await File("m-1"), await File("m-2"), await File("m-3")];
        var sweep = new CalendarSweep(_database, _rig.Runner, _rig.Catalog);
        (await sweep.RunOnce(Rig.Cancellation)).ShouldBe(0);

        // Wednesday, 25 November 2026 becomes a holiday; the clocks began on Tuesday morning.
        await _rig.Catalog.Use(With("  - { days: 2026-11-25, off: 活动 }\n"));
        (await sweep.RunOnce(Rig.Cancellation)).ShouldBe(3);
        (await sweep.RunOnce(Rig.Cancellation)).ShouldBe(0);
        (await new CalendarSweep(_database, _rig.Runner, _rig.Catalog).RunOnce(Rig.Cancellation)).ShouldBe(0);

        foreach (var id in cases)
        {
            var journal = await _rig.Journal(id);
            journal.Verdict.ShouldBeOfType<Runtime.Journal.ChainVerdict.Sound>();
            var total = journal.File.Clocks.Single(clock => clock.Kind == ClockKind.Total);
            total.CalendarVersion.ShouldBe(_rig.Catalog.Current.Calendars["cn-2026"].Version);
            var moved = total.Ledger[^1].ShouldBeOfType<LedgerEntry.Reprojected>();
            (moved.NewDue - moved.OldDue).ShouldBe(TimeSpan.FromDays(1));
        }
    }

    // Tuesday was off, so that judging was due on Wednesday at 10:00; in the afternoon it is made a workday, by which it was due at 11:00.
    [Fact]
    public async Task Whoever_acts_before_the_sweep_is_judged_with_the_same_grace()
    {
        await _rig.Catalog.Use(With("  - { days: 2026-11-24, off: 活动 }\n"));
        var id = await File("m-1");
        _rig.Time.SetUtcNow(Rig.Morning.AddHours(6));
        await _rig.Catalog.Use(ReferenceData.Load(Files));
        var judge = (await _rig.Journal(id)).File.Tasks.Single();
        (await _rig.Runner.Run(id, new CaseCommand.Complete(new Actor("zheng-kai"), judge.Id, "General", null), "k-1", Rig.Cancellation)).ShouldBeOfType<CommandOutcome.Done>();

        var journal = await _rig.Journal(id);
        journal.Verdict.ShouldBeOfType<Runtime.Journal.ChainVerdict.Sound>();
        var clock = journal.File.Clocks.Single(one => one.Id == judge.ClockId);
        clock.Ledger[^2].ShouldBeOfType<LedgerEntry.Reprojected>().ShouldSatisfyAllConditions(
            moved => moved.OldDue.ShouldBe(Rig.Morning.AddHours(25)), moved => moved.NotBefore.ShouldBe(Rig.Morning.AddHours(10)));
        clock.Ledger[^1].ShouldBeOfType<LedgerEntry.Stopped>().End!.Due.ShouldBe(Rig.Morning.AddHours(10));
        clock.Fired.ShouldNotContain(rung => rung.RungKey == "due");
        (await new CalendarSweep(_database, _rig.Runner, _rig.Catalog).RunOnce(Rig.Cancellation)).ShouldBe(0);
    }

    private static ReferenceData With(string exceptions) => ReferenceData.Load([.. Files.Select(file => file.Path.EndsWith("cn-2026.yaml", StringComparison.Ordinal)
        ? file with { Text = file.Text + exceptions }
        : file)]);

    private async Task<Guid> File(string id)
    {
        var report = new Report { Title = "Pipe drips", CategoryCode = "G0108", GridCode = "yangliu-1" };
        return (await _rig.Runner.File("webhook:test", id, SHA256.HashData(Encoding.UTF8.GetBytes(id)), report, Rig.Cancellation)).ShouldBeOfType<IntakeOutcome.Filed>().CaseId;
    }
}
