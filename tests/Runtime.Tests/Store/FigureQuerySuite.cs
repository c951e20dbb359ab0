using GridWorkflow.Casework.Figures;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using GridWorkflow.Runtime.Tests.Schedules;

namespace GridWorkflow.Runtime.Tests.Store;

/// <summary>Which rows a supervision notice (督辦通知書) is made of, and in which period it was received.</summary>
public abstract class FigureQuerySuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    private readonly TDatabase _database = new();
    private Rig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await Rig.On(_database, files: WorkflowFolder.Read(Repository.Path("workflows"), demo: true));

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_notice_that_is_served_again_in_the_next_week_was_received_once()
    {
        await Served(1, "11-10 09:00", NoticeStatus.Rejected);
        await Served(1, "11-10 09:00", NoticeStatus.Rejected);
        await Served(1, "11-17 09:00", NoticeStatus.Rectified, rectified: "11-18 10:00");
        await Served(2, "11-17 10:00", NoticeStatus.Signed);

        (await In("11-09", "11-16")).ShouldHaveSingleItem().ShouldBe(new FigureNotice(Registered.Local("11-10 09:00"), Registered.Local("11-18 10:00"), 2, 2));
        (await In("11-16", "11-23")).ShouldHaveSingleItem().ShouldBe(new FigureNotice(Registered.Local("11-17 10:00"), null, 2));
        (await In("11-09", "11-23")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_a_rung_sends_is_no_notice_of_its_own()
    {
        await Served(1, "11-10 09:00", NoticeStatus.Signed);
        await Served(1, "11-12 09:00", NoticeStatus.Issued, rung: "due");
        await Served(2, "11-12 09:00", NoticeStatus.Issued, rung: "due");
        (await In("11-09", "11-16")).ShouldHaveSingleItem().ReceivedAt.ShouldBe(Registered.Local("11-10 09:00"));
    }

    [Fact]
    public async Task A_notice_that_was_withdrawn_is_none()
    {
        await Served(1, "11-10 09:00", NoticeStatus.Withdrawn);
        (await In("11-09", "11-16")).ShouldBeEmpty();
    }

    private Task<IReadOnlyList<FigureNotice>> In(string from, string to) => new FigureQueries(_database).Notices(
        new FigurePeriod(Registered.Local($"{from} 00:00"), Registered.Local($"{to} 00:00"), Registered.Local("11-24 09:00"), _rig.Catalog.Current.Calendars["cn-2026"]), Rig.Cancellation);

    private async Task Served(int number, string at, NoticeStatus status, string? rectified = null, string rung = "served")
    {
        await using var context = _database.CreateDbContext();
        if (await context.Cases.FindAsync([Samples.Id(number)], Rig.Cancellation) is null)
            context.Cases.Add(Samples.Case(number, Registered.Local(at)) with { DefinitionId = FigureQueries.NoticeLifecycle });
        context.Notices.Add(Samples.Notice(500 + context.Notices.Count(), Samples.Id(number), Registered.Local(at)) with
        {
            RungKey = rung,
            Status = status,
            Items = """["Lamp","Pole"]""",
            RectifiedAt = rectified is null ? null : Registered.Local(rectified),
        });
        await context.SaveChangesAsync(Rig.Cancellation);
    }
}
