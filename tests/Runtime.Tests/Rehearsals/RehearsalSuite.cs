using System.Security.Cryptography;
using System.Text.RegularExpressions;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Casework.Rehearsals;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using GridWorkflow.Runtime.Timers;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace GridWorkflow.Runtime.Tests.Rehearsals;

/// <summary>The shipped scenarios.</summary>
public static class Stories
{
    public static ReferenceData District { get; } = ReferenceData.Load(WorkflowFolder.Read(Repository.Path("workflows"), demo: true));

    public static TheoryData<string> Ids => [.. District.Scenarios.Keys];
}

/// <summary>
/// A rehearsal is what the live system does: the same story through runner, sweep and database leaves the journal that the rehearsal said,
/// row for row, but for ids.
/// </summary>
public abstract partial class RehearsalSuite<TDatabase> : IDisposable
    where TDatabase : TestDatabase, new()
{
    private readonly TDatabase _database = new();

    public void Dispose()
    {
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [MemberData(nameof(Stories.Ids), MemberType = typeof(Stories))]
    public async Task Says_what_the_live_system_does(string id)
    {
        var scenario = Stories.District.Scenarios[id];
        var run = Rehearsal.Play(scenario, Stories.District);
        run.Problems.ShouldBeEmpty();
        await using var rig = await Rig.On(_database, decide: InstanceDesk.Decide, time: new FakeTimeProvider(run.Frames[0].At), reference: Stories.District);
        var caseId = await Live(rig, scenario, run);

        await using var context = _database.CreateDbContext();
        var rows = await context.Journal.AsNoTracking().Where(row => row.CaseId == caseId).OrderBy(row => row.Seq).ToListAsync(Rig.Cancellation);
        var said = run.Frames.Where(frame => frame.Burst is not null).ToList();
        rows.Select(row => $"{row.At:O} {row.Command} {Known(row.Entries)}").ShouldBe(said.Select(frame => $"{frame.At:O} {frame.Command!.GetType().Name} {Known(Written(run.Program!, frame))}"));
    }

    private async Task<Guid> Live(Rig rig, Scenario scenario, RehearsalRun run)
    {
        var calendars = new CalendarSweep(_database, rig.Runner, rig.Catalog);
        await calendars.RunOnce(Rig.Cancellation);
        var filing = (CaseCommand.File)run.Frames[0].Command!;
        var caseId = (await rig.Runner.File(filing.Source, "m-1", SHA256.HashData([1]), filing.Report, Rig.Cancellation, filing.Actor)).ShouldBeOfType<IntakeOutcome.Filed>().CaseId;
        var (calendar, next) = (Stories.District.Calendars["cn-2026"], 0);
        foreach (var frame in run.Frames.Skip(1))
        {
            switch (frame.Cause)
            {
                case FrameCause.Happened:
                    await FireBefore(rig, frame.At);
                    await Do(rig, caseId, scenario.Events[next++], frame, calendar);
                    break;
                case FrameCause.Calendar:
                    await rig.Catalog.Use(frame.Data);
                    await calendars.RunOnce(Rig.Cancellation);
                    break;
                case FrameCause.Ended:
                    await FireBefore(rig, frame.At.AddTicks(1));
                    break;
            }
        }

        return caseId;
    }

    private static async Task Do(Rig rig, Guid caseId, ScenarioEvent happening, RehearsalFrame frame, Casework.Calendars.BusinessCalendar calendar)
    {
        rig.Time.SetUtcNow(frame.At);
        if (frame.Command is null)
            return;
        var file = CaseFileFormat.Read((await rig.Store.Load(caseId, Rig.Cancellation))!.CaseFile);
        var found = ScenarioCommands.Of(happening, file, Stories.District, frame.At, calendar).ShouldBeOfType<ScenarioCommand.Found>();
        var outcome = await rig.Runner.Run(caseId, found.Command, null, Rig.Cancellation);
        (outcome is CommandOutcome.Refused refused ? refused.Refusal.Code : null).ShouldBe(frame.Refusal?.Code);
    }

    private static async Task FireBefore(Rig rig, DateTimeOffset at)
    {
        while (await rig.Sweep.NextDue(Rig.Cancellation) is { } due && due < at)
        {
            if (due > rig.Time.GetUtcNow())
                rig.Time.SetUtcNow(due);
            (await rig.Sweep.RunOnce(Rig.Cancellation)).Trouble.ShouldBeNull();
        }
    }

    private static string Written(Program program, RehearsalFrame frame) => JournalText.Write(program, frame.Burst!, new JournalOrigin(0, "", "{}"));

    // Ids are drawn anew; that the same ones stand in the same places is looked at.
    private static string Known(string entries)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        return Ids().Replace(entries[entries.IndexOf("\"entries\"", StringComparison.Ordinal)..], match => ids.TryGetValue(match.Value, out var known) ? $"#{known}" : $"#{ids[match.Value] = ids.Count}");
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Ids();
}
