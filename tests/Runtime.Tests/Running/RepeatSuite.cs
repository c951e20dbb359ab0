using System.Security.Cryptography;
using System.Text;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;

namespace GridWorkflow.Runtime.Tests.Running;

/// <summary>Repeated reports of one matter (M29): named, never merged by themselves; the third opens one case about the cause.</summary>
public abstract class RepeatSuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    private const string Catalogue = """
        categories:
          - code: R8001
            names: { en: Rubbish, zh-Hans: 垃圾, zh-Hant: 垃圾 }
            definition: community-case
            policy: community
            repeats: { days: 30, metres: 50, times: 3, rootCause: R8002 }
          - { code: R8002, names: Recurring problem, definition: community-case, policy: community }
          - code: R8004
            names: { en: Noise, zh-Hans: 噪声, zh-Hant: 噪聲 }
            definition: community-case
            policy: community
            repeats: { days: 30, metres: 50, times: 3, rootCause: R8002 }
          - { code: R8003, names: Not watched, definition: community-case, policy: community }
        """;

    // 0.0001° of latitude are 11 m.
    private static readonly Place Corner = new(null, 30.6, 104.06);
    private static readonly Place Near = new(null, 30.6004, 104.06); // 44 m
    private static readonly Place Far = new(null, 30.6005, 104.06); // 56 m

    private readonly TDatabase _database = new();
    private Rig _rig = null!;
    private int _messages;

    public async ValueTask InitializeAsync() => _rig = await Rig.On(
        _database, decide: CaseDesk.Decide,
        reference: ReferenceData.Load([.. WorkflowFolder.Read(Repository.Path("workflows"), demo: true), new SourceFile("catalogue/repeats.yaml", Catalogue)]));

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Open_cases_of_one_place_are_named_across_the_border_of_a_grid()
    {
        var first = await File("R8001", "yangliu-1", Corner);
        await File("R8001", "yangliu-1", Far);
        await File("R8003", "yangliu-1", Corner);
        var third = await File("R8001", "yangliu-2", Near);
        var repeats = await Look(third);
        // Far is 56 m from the corner, but 11 m from what was reported last.
        repeats.Likely.Length.ShouldBe(2);
        repeats.Likely[0].ShouldBe(first.Number);
        (await Look(await File("R8001", "hubin-1", null))).ShouldBe(new Repeats([], 1, null), new SameRepeats());
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public async Task Points_beyond_the_distance_are_another_place(bool near, int count)
    {
        await File("R8001", "yangliu-1", Corner);
        (await Look(await File("R8001", "yangliu-1", near ? Near : Far))).Count.ShouldBe(count);
    }

    [Fact]
    public async Task Without_a_point_the_grid_is_the_place()
    {
        await File("R8001", "yangliu-1", Corner);
        (await Look(await File("R8001", "yangliu-1", null))).Count.ShouldBe(2);
        (await Look(await File("R8001", "yangliu-2", null))).Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_third_in_thirty_days_opens_one_case_about_the_cause_and_the_next_ones_none()
    {
        for (var report = 1; report <= 6; report++)
        {
            var repeats = await Look(await File("R8001", "yangliu-1", Corner));
            repeats.Count.ShouldBe(Math.Min(report, 4)); // every nine days: four fit into the window
            (repeats.RootCause is not null).ShouldBe(report >= 3);
            _rig.Time.Advance(TimeSpan.FromDays(9));
        }

        var causes = (await _rig.Queries.Cases(new CaseFilter { CategoryCode = "R8002" }, CaseSort.ReportedAt, false, new PageRequest(1, 10), Rig.Cancellation)).Rows;
        causes.ShouldHaveSingleItem().Source.ShouldBe(RepeatWatch.Source);
    }

    // Both name the same category about the cause, at the same corner.
    [Fact]
    public async Task Two_categories_at_one_place_have_a_case_about_the_cause_each()
    {
        var opened = new List<string?>();
        foreach (var category in new[] { "R8001", "R8001", "R8001", "R8004", "R8004", "R8004", "R8001", "R8004" })
            opened.Add((await Look(await File(category, "yangliu-1", Corner))).RootCause);
        opened[4].ShouldBeNull();
        opened[5].ShouldNotBeNull().ShouldNotBe(opened[2]);
        opened[6].ShouldBe(opened[2]);
        opened[7].ShouldBe(opened[5]);
        (await Causes()).Select(cause => cause.Title).ShouldBe(["垃圾 ×3", "噪声 ×3"], ignoreOrder: true);
    }

    [Fact]
    public async Task Two_who_look_at_once_open_one()
    {
        var filed = new[] { await File("R8001", "yangliu-1", Corner), await File("R8001", "yangliu-1", Corner), await File("R8001", "yangliu-1", Corner) };
        var looks = await Task.WhenAll(filed.Concat(filed).Select(Look));
        looks.Select(look => look.RootCause).OfType<string>().Distinct().Count().ShouldBe(1);
        (await _rig.Queries.Cases(new CaseFilter { CategoryCode = "R8002" }, CaseSort.ReportedAt, false, new PageRequest(1, 10), Rig.Cancellation)).Total.ShouldBe(1);
    }

    [Fact]
    public async Task Whichever_way_cases_come_in_the_third_opens_the_case_about_the_cause()
    {
        var post = new Delivery.Postman(_rig, _database);
        // By hand, by a schedule, and by another case: nobody looks here but who carries the messages.
        await File("R8001", "yangliu-1", Corner, "patrol");
        await File("R8001", "yangliu-1", Corner, "schedule:market-day");
        await File("R8003", "yangliu-1", Corner);
        (await post.DeliverAll()).Count(row => row.Kind == Runtime.Outbox.OutboxKind.Repeat).ShouldBe(2);
        (await Causes()).ShouldBeEmpty();
        await File("R8001", "yangliu-1", Corner, "case");
        await post.DeliverAll();
        (await Causes()).ShouldHaveSingleItem().Source.ShouldBe(RepeatWatch.Source);
        // The webhook has looked itself before; the message finds nothing more to do.
        await Look(await File("R8001", "yangliu-1", Corner));
        await post.DeliverAll();
        (await Causes()).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Reports_that_lie_farther_apart_than_the_window_open_none()
    {
        for (var report = 0; report < 5; report++)
        {
            (await Look(await File("R8001", "yangliu-1", Corner))).RootCause.ShouldBeNull();
            _rig.Time.Advance(TimeSpan.FromDays(16));
        }
    }

    [Fact]
    public async Task A_linked_duplicate_is_void_and_its_reporter_hears_of_the_first()
    {
        var first = await File("R8001", "yangliu-1", Corner);
        var second = await File("R8001", "yangliu-1", Corner);
        var earlier = (await _rig.Queries.Case(first.CaseId, Rig.Cancellation))!.File;
        var link = CaseCommand.LinkDuplicate.To(earlier, new Actor("zhang-li"), "same heap");
        var done = (await _rig.Runner.Run(second.CaseId, link, null, Rig.Cancellation)).ShouldBeOfType<CommandOutcome.Done>();
        (done.File.Status, done.File.DuplicateOf).ShouldBe((CaseStatus.Void, first.Number));
        done.File.Reply.ShouldNotBeNull().ShouldContain(first.Number);
        done.File.Tasks.ShouldBeEmpty();
        (await _rig.Queries.Timeline(second.CaseId, Rig.Cancellation))[^1].Role.ShouldBe("intake-officer");
        done.File.Clocks.ShouldAllBe(clock => clock.State.Status == Casework.Clocks.ClockStatus.Void);
        (await Look(first)).Count.ShouldBe(1);
        (await _rig.Journal(second.CaseId)).Verdict.ShouldBeOfType<Runtime.Journal.ChainVerdict.Sound>();

        var wrong = link with { FirstId = first.CaseId, FirstReportedAt = Rig.Morning.AddDays(1) };
        (await _rig.Runner.Run(first.CaseId, wrong, null, Rig.Cancellation)).ShouldBeOfType<CommandOutcome.Refused>().Refusal.Code.ShouldBe("duplicate-order");
    }

    /// <summary>As a journal has it from before the first case was described with the command.</summary>
    [Fact]
    public void A_link_from_before_is_read_and_says_nothing_of_the_first_case()
    {
        var link = CaseCommand.LinkDuplicate.To(new CaseFile
        {
            Id = Guid.Empty, Number = "2026-03-01-000001", TrackingToken = "t", Source = "patrol", Title = "Heap", CategoryCode = "R8001", GridCode = "yangliu-1", Level = "grid",
            UnitId = "yangliu-1", ReportedAt = Rig.Morning, PolicyId = "community",
        }, new Actor("zhang-li"), "same heap");
        var text = Runtime.Journal.CommandText.Write(link);
        Runtime.Journal.CommandText.Read("LinkDuplicate", text).ShouldBe(link);
        var at = text.IndexOf(",\"first\":", StringComparison.Ordinal);
        var before = string.Concat(text.AsSpan(0, at), text.AsSpan(text.IndexOf('}', at) + 1));
        Runtime.Journal.CommandText.Read("LinkDuplicate", before).ShouldBe(link with { First = null });
    }

    private async Task<System.Collections.Immutable.ImmutableArray<CaseRow>> Causes() =>
        (await _rig.Queries.Cases(new CaseFilter { CategoryCode = "R8002" }, CaseSort.ReportedAt, false, new PageRequest(1, 10), Rig.Cancellation)).Rows;

    private async Task<IntakeOutcome.Filed> File(string category, string grid, Place? place, string source = "webhook:test")
    {
        _rig.Time.Advance(TimeSpan.FromSeconds(1));
        var id = $"r-{++_messages}";
        var report = new Report { Title = "Heap at the corner", CategoryCode = category, GridCode = grid, Place = place };
        return (await _rig.Runner.File(source, id, SHA256.HashData(Encoding.UTF8.GetBytes(id)), report, Rig.Cancellation)).ShouldBeOfType<IntakeOutcome.Filed>();
    }

    private Task<Repeats> Look(IntakeOutcome.Filed filed) => _rig.Repeats.Look(filed.CaseId, Rig.Cancellation);

    private sealed class SameRepeats : IEqualityComparer<Repeats>
    {
        public bool Equals(Repeats? x, Repeats? y) => x!.Count == y!.Count && x.RootCause == y.RootCause && x.Likely.SequenceEqual(y.Likely);

        public int GetHashCode(Repeats obj) => obj.Count;
    }
}
