using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.DryRuns;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.DryRuns;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GridWorkflow.Runtime.Tests.DryRuns;

/// <summary>A draft held against the running cases of a database, in pages, in the background.</summary>
public abstract class DryRunSuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    private const int Cases = 830;

    private static readonly IReadOnlyList<SourceFile> Files = WorkflowFolder.Read(Repository.Path("workflows"), demo: true);
    private static readonly ReferenceData District = ReferenceData.Load(Files);

    // Monday, 09:00 in Shanghai.
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    private readonly TDatabase _database = new();
    private readonly FakeTimeProvider _time = new(Monday);
    private Rig _rig = null!;
    private DryRunDesk _desk = null!;

    public async ValueTask InitializeAsync()
    {
        _rig = await Rig.On(_database, decide: InstanceDesk.Decide, time: _time, reference: District);
        _desk = new DryRunDesk(_database, _rig.Catalog, _time, new SeededRandom(7), NullLogger<DryRunDesk>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _desk.DisposeAsync();
        await _rig.DisposeAsync();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Looks_at_every_running_case_once_and_lists_those_that_move_in_order()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, Cases).Select(number => File(number, number % 4 == 0 ? "G0102" : "G0101", number % 2 == 0 ? "yangliu-1" : "shuyuan-1")));
        // Tuesday is off: the limit of one day of G0102 and the three of G0101 both end later.
        var result = await Run(Changed("calendars/cn-2026.yaml", "exceptions:", "exceptions:\n  - { days: 2026-03-03, off: draft }"));
        result.State.ShouldBe(DryRunState.Done, result.Fault);
        (result.Total, result.Done, result.Counts.Counts.Cases).ShouldBe((Cases, Cases, Cases));
        result.Counts.Counts[ShiftMark.Moves].ShouldBe(Cases);
        result.Counts.Counts[ShiftMark.Overdue].ShouldBe(0);
        result.Counts.ByUnit.Select(group => (group.Key, group.Counts.Cases)).ShouldBe([("shuyuan-1", Cases / 2), ("yangliu-1", Cases / 2)]);
        result.Counts.ByCategory.Single(group => group.Key == "G0102").Counts.Cases.ShouldBe((Cases + 3) / 4);
        var moved = result.Counts.Moved.Single(moved => !moved.Taken);
        (moved.Sooner, moved.Later, moved.MostLater).ShouldBe((0, Cases, TimeSpan.FromDays(1)));

        var listed = new List<Guid>();
        for (var number = 1; number <= 9; number++)
        {
            var page = result.Cases(ShiftMark.Moves, new PageRequest(number, 100));
            page.Total.ShouldBe(Cases);
            listed.AddRange(page.Rows.Select(row => row.CaseId));
        }

        listed.Order().ShouldBe(ids.Order());
        listed.Distinct().Count().ShouldBe(Cases);
        result.Cases(ShiftMark.Moves, new PageRequest(3, 30)).Rows.Select(row => row.CaseId).ShouldBe(listed.Skip(60).Take(30));
        result.Cases(ShiftMark.Overdue, new PageRequest(1)).Rows.ShouldBeEmpty();
        result.Cases(ShiftMark.Moves, new PageRequest(99)).Rows.ShouldBeEmpty();
    }

    [Fact]
    public async Task Says_who_becomes_overdue_and_who_cannot_be_mapped_and_changes_nothing()
    {
        var id = await File(1, "G0101", "yangliu-1");
        _time.SetUtcNow(Monday.AddMinutes(100));
        var before = (await _rig.Store.Load(id, Rig.Cancellation))!;
        var result = await Run(Changed("policies/community.yaml", "2 workHour", "1 workHour"));
        var shift = result.Cases(ShiftMark.OverdueIfTaken, new PageRequest(1)).Rows.ShouldHaveSingleItem();
        (shift.CaseId, shift.Number).ShouldBe((id, "2026-03-02-000001"));
        shift.Clocks.Single(clock => clock.Name == "judge").TakenDifference.ShouldBe(TimeSpan.FromHours(-1));
        result.Counts.Counts[ShiftMark.Moves].ShouldBe(0);

        var path = "definitions/community-case.json";
        var draft = ReferenceData.Load([.. Files.Select(file => file.Path == path
            ? file with { Text = file.Text.Replace("\"id\": \"judge\"", "\"id\": \"assess\"", StringComparison.Ordinal).Replace("\"activity\": \"judge\"", "\"activity\": \"assess\"", StringComparison.Ordinal) }
            : file)]);
        var stuck = await Run(draft);
        stuck.Counts.Counts[ShiftMark.Stuck].ShouldBe(1);
        stuck.Counts.Reasons.ShouldContain(reason => reason.ActivityId == "judge" && reason.Cases == 1);
        stuck.Cases(ShiftMark.Stuck, new PageRequest(1)).Rows.ShouldHaveSingleItem().Problems.ShouldNotBeEmpty();

        var after = (await _rig.Store.Load(id, Rig.Cancellation))!;
        after.Version.ShouldBe(before.Version);
        _rig.Catalog.Current.ShouldBeSameAs(District);
    }

    [Fact]
    public async Task Runs_one_at_a_time_keeps_a_few_and_forgets_them_in_time()
    {
        await File(1, "G0101", "yangliu-1");
        var first = await Run(District);
        for (var number = 0; number < DryRunDesk.MostKept; number++)
            await Run(District);
        _desk.Results.Length.ShouldBe(DryRunDesk.MostKept);
        _desk.Find(first.Id).ShouldBeNull();
        _time.Advance(DryRunDesk.KeptFor + TimeSpan.FromMinutes(1));
        _desk.Results.ShouldBeEmpty();
    }

    [Fact]
    public async Task Is_broken_off_when_somebody_says_so()
    {
        await File(1, "G0101", "yangliu-1");
        var id = _desk.Start(Order(District)).ShouldBeOfType<DryRunStart.Started>().Id;
        var result = _desk.Find(id)!;
        // Either it was running and was broken off, or it had ended and is dropped.
        _desk.Cancel(id).ShouldBeTrue();
        await result.Ended;
        result.State.ShouldBeOneOf(DryRunState.Cancelled, DryRunState.Done);
        _desk.Start(Order(District)).ShouldBeOfType<DryRunStart.Started>();
        _desk.Cancel(Guid.Empty).ShouldBeFalse();
    }

    private async Task<DryRunResult> Run(ReferenceData draft)
    {
        var result = _desk.Find(_desk.Start(Order(draft)).ShouldBeOfType<DryRunStart.Started>().Id)!;
        await result.Ended;
        return result;
    }

    private static DryRunOrder Order(ReferenceData draft) => new("test", draft, ImmutableSortedDictionary<string, string>.Empty, "p1");

    private static ReferenceData Changed(string path, string old, string replacement) =>
        ReferenceData.Load([.. Files.Select(file => file.Path == path ? file with { Text = file.Text.Replace(old, replacement, StringComparison.Ordinal) } : file)]);

    private async Task<Guid> File(int number, string category, string grid)
    {
        var report = new Report { Title = "Lamp dark", CategoryCode = category, GridCode = grid };
        return (await _rig.Runner.File("webhook:test", $"m-{number}", SHA256.HashData(Encoding.UTF8.GetBytes($"{number}")), report, Rig.Cancellation)).ShouldBeOfType<IntakeOutcome.Filed>().CaseId;
    }
}
