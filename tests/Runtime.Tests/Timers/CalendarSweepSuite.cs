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
        await _rig.Catalog.Use(ReferenceData.Load([.. Files.Select(file => file.Path.EndsWith("cn-2026.yaml", StringComparison.Ordinal)
            ? file with { Text = file.Text + "  - { days: 2026-11-25, off: 活动 }\n" }
            : file)]));
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

    private async Task<Guid> File(string id)
    {
        var report = new Report { Title = "Pipe drips", CategoryCode = "G0108", GridCode = "yangliu-1" };
        return (await _rig.Runner.File("webhook:test", id, SHA256.HashData(Encoding.UTF8.GetBytes(id)), report, Rig.Cancellation)).ShouldBeOfType<IntakeOutcome.Filed>().CaseId;
    }
}
