using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Figures;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Timers;

namespace GridWorkflow.Runtime.Replay.District;

/// <summary>What a generated district came to.</summary>
/// <param name="Acts">Commands that were run.</param>
/// <param name="Fired">Timers that came due: rungs, and windows that ended.</param>
public sealed record DistrictResult(int Cases, int Notices, int Acts, int Fired, ImmutableArray<Figure> Figures);

/// <summary>
/// Lives through the plan on a virtual clock, by the same commands and the same sweep as a live system. What is planned for one instant
/// concerns different cases, and runs side by side as people would.
/// </summary>
public sealed class DistrictRun(IStore store, CaseRunner runner, TimerSweep sweep, FigureQueries figures, ReferenceCatalog catalog, VirtualTime time)
{
    private const string Lifecycle = "city-case";
    private const int SideBySide = 16;

    /// <param name="acts">In order of their instants.</param>
    /// <param name="progress">Told how many acts were lived through.</param>
    /// <param name="cancellation">Stops between two instants.</param>
    /// <exception cref="InvalidOperationException">An act was refused: plan and lifecycle do not fit each other.</exception>
    public async Task<DistrictResult> Run(IReadOnlyList<PlannedAct> acts, IProgress<int>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(acts);
        var files = new CaseFile?[acts.Max(act => act.Case) + 1];
        var (done, fired) = (0, 0);
        foreach (var moment in acts.GroupBy(act => act.At))
        {
            cancellation.ThrowIfCancellationRequested();
            fired += await FireBefore(moment.Key, cancellation);
            time.Set(moment.Key);
            await Parallel.ForEachAsync(moment, new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = cancellation }, async (act, token) =>
                files[act.Case] = act.Act switch
                {
                    CaseAct.Report report => await Report(act.Case, report, token),
                    CaseAct.Complete complete => await Complete(files[act.Case]!, complete, token),
                    _ => throw new InvalidOperationException($"The plan has no act {act.Act.GetType().Name}."),
                });
            progress?.Report(done += moment.Count());
        }

        fired += await FireBefore(DistrictPlan.To, cancellation);
        time.Set(DistrictPlan.To);
        var period = new FigurePeriod(DistrictPlan.From, DistrictPlan.To, DistrictPlan.To, catalog.Current.Calendars["cn-2026"]);
        var sheet = FigureSheet.Of(
            await figures.Cases(Lifecycle, period, catalog.Current, cancellation), await figures.Notices(period, cancellation), period, FigureRules.Default);
        return new DistrictResult(DistrictPlan.Cases, DistrictPlan.Notices, done, fired, sheet);
    }

    private async Task<int> FireBefore(DateTimeOffset instant, CancellationToken cancellation)
    {
        var fired = 0;
        while (await sweep.NextDue(cancellation) is { } due && due < instant)
        {
            time.Set(due > time.GetUtcNow() ? due : time.GetUtcNow());
            var result = await sweep.RunOnce(cancellation);
            if (result.Trouble is { } trouble)
                throw new InvalidOperationException($"The sweep at {due:u} stopped: {trouble}");
            fired += result.Fired;
        }

        return fired;
    }

    private async Task<CaseFile> Report(int number, CaseAct.Report report, CancellationToken cancellation)
    {
        var id = number.ToString(CultureInfo.InvariantCulture);
        var body = new Report { Title = report.Title, CategoryCode = report.Category, GridCode = report.Grid };
        return await runner.File(report.Source, id, SHA256.HashData(Encoding.UTF8.GetBytes(id)), body, cancellation) is IntakeOutcome.Filed filed
            ? await Load(filed.CaseId, cancellation)
            : throw new InvalidOperationException($"Expected report {id} to be filed, but it was not.");
    }

    private async Task<CaseFile> Load(Guid id, CancellationToken cancellation) =>
        CaseFileFormat.Read((await store.Load(id, cancellation) ?? throw new InvalidOperationException($"Expected case {id}, but it is not there.")).CaseFile);

    private async Task<CaseFile> Complete(CaseFile file, CaseAct.Complete act, CancellationToken cancellation)
    {
        if (file.Tasks.FirstOrDefault(task => task.Key == act.Task) is not { } task)
            throw new InvalidOperationException($"Expected an open task '{act.Task}' on case {file.Number}, but found {string.Join(", ", file.Tasks.Select(open => open.Key))}.");
        var people = catalog.Current.Organisation.HoldersOf(task.Role, task.UnitId);
        var person = people[(int)(BitConverter.ToUInt32(file.Id.ToByteArray(), 12) % (uint)people.Length)];
        var command = new CaseCommand.Complete(new Actor(person.Id, task.Role), task.Id, act.Outcome, act.Remark) { Fields = act.Fields };
        return await runner.Run(file.Id, command, idempotencyKey: null, cancellation) switch
        {
            CommandOutcome.Done done => done.File,
            CommandOutcome.Refused refused => throw new InvalidOperationException($"{file.Number}: {refused.Refusal.Reason}"),
            var other => throw new InvalidOperationException($"{file.Number}: expected '{act.Task}' to be completed, but: {other}"),
        };
    }
}
