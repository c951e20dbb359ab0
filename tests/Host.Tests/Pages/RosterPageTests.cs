using System.Net;
using GridWorkflow.Host.Tests.Running;

namespace GridWorkflow.Host.Tests.Pages;

/// <summary>五定: the rosters in force, their weeks, and who is away.</summary>
public sealed class RosterPageTests(RunningHost host)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_week_names_what_leave_has_left_to_nobody()
    {
        using var leader = await host.Staff("wang-min");
        var page = await leader.GetStringAsync("/rosters/jinhe-2026?week=2026-12-09", Cancellation);
        // Jia Dong is away on the 9th and 10th and nobody stands in; Shen Xue's backup does.
        page.ShouldContain("Covered by nobody: 2");
        page.ShouldContain("Railway Village Grid 1, Wed 9 Dec, day 08:00–18:00");
        page.ShouldContain("Zeng Hui stands in");
        page.ShouldContain("Mon 7 Dec");
        (await leader.GetStringAsync("/rosters/jinhe-2026?week=2026-11-30", Cancellation)).ShouldContain("Every grid is covered");
    }

    [Fact]
    public async Task A_reader_sees_the_grids_of_his_units_only()
    {
        using var worker = await host.Staff("liang-hao");
        var page = await worker.GetStringAsync("/rosters/jinhe-2026?week=2026-12-09", Cancellation);
        page.ShouldContain("Yangliu Grid 1");
        page.ShouldNotContain("Railway Village");
        (await worker.GetStringAsync("/rosters", Cancellation)).ShouldNotContain("Jia Dong");
    }

    [Theory]
    [InlineData("/rosters/nowhere", HttpStatusCode.NotFound)]
    [InlineData("/rosters/jinhe-2026?week=9999-12-31", HttpStatusCode.OK)]
    [InlineData("/rosters/jinhe-2026?week=x&page-number=-4", HttpStatusCode.OK)]
    [InlineData("/rosters/jinhe-2026?gaps=true&page-number=999", HttpStatusCode.OK)]
    public async Task Whatever_the_address_says_it_answers(string address, HttpStatusCode status)
    {
        using var root = await host.Admin();
        (await root.GetAsync(address, Cancellation)).StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task Nobody_reads_it_without_signing_in()
    {
        using var stranger = host.Anonymous();
        var answer = await stranger.GetAsync("/rosters", Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.OriginalString.ShouldContain("/signin");
    }
}
