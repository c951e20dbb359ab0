using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Figures;
using GridWorkflow.Casework.Tests.Cases;

namespace GridWorkflow.Casework.Tests.Duties;

/// <summary>上報 by hand: who opens a case of which lifecycle, and as what channel it counts.</summary>
public sealed class ReportRightsTests
{
    [Theory]
    [InlineData("zheng-kai", "city-case", true)] // R
    [InlineData("wu-xia", "city-case", false)]
    [InlineData("tao-yun", "city-case", false)] // N, no R
    [InlineData("tao-yun", "supervision-notice", true)]
    [InlineData("qian-jin", "supervision-notice", true)]
    [InlineData("qian-jin", "accountability", true)]
    [InlineData("zheng-kai", "supervision-notice", false)]
    [InlineData("zheng-kai", "conduct-violation", true)] // 舉報: whoever reports
    [InlineData("wang-min", "conduct-violation", false)]
    [InlineData("nobody", "city-case", false)]
    [InlineData("system:webhook:hotline", "supervision-notice", true)]
    public void A_report_asks_for_R_and_a_document_for_N(string actor, string lifecycle, bool may)
    {
        var bar = ReportRights.Bar(new Actor(actor), District.Data.Definitions.Current(lifecycle)!, District.Data);
        (bar is null).ShouldBe(may);
        if (bar is not null)
            (bar.Kind, bar.Code).ShouldBe((RefusalKind.Forbidden, "action-not-granted"));
    }

    [Theory]
    [InlineData("liu-yang", "patrol")] // 監督員
    [InlineData("chen-jie", "patrol")] // of two posts the one that reports
    [InlineData("qian-jin", "inspection")] // 檢查員
    [InlineData("zheng-kai", "staff")]
    [InlineData("huang-ying", "staff")]
    public void The_channel_follows_from_the_post(string person, string source) =>
        ReportRights.SourceOf(District.Data.Organisation.Person(person)!, District.Data.Definitions.Current("city-case")!, District.Data).ShouldBe(source);

    [Theory]
    [InlineData("G0101", true)]
    [InlineData("R0001", false)] // of replayed files
    public void People_report_where_the_catalogue_lets_them(string category, bool may) =>
        ReportRights.May(new Actor("zheng-kai"), District.Data.Catalogue.Find(category)!, District.Data).ShouldBe(may);

    // SM-1: what an inspector reports is not verified once more, by whatever device it comes.
    [Theory]
    [InlineData("patrol", "screen", true)]
    [InlineData("inspection", "screen", true)]
    [InlineData("webhook:patrol", "screen", true)]
    [InlineData("webhook:inspection", "screen", true)]
    [InlineData("webhook:patrol-fans", "intake", false)]
    [InlineData("webhook:hotline", "intake", false)]
    [InlineData("staff", "intake", false)]
    public void What_an_inspector_reports_is_screened_and_counts_as_found_by_the_administration(string source, string task, bool isFound)
    {
        var table = new CaseTable(District.Data);
        table.Until("2026-03-02 08:00");
        table.Report("C0137", "yangliu-1", source: source).ShouldBeOfType<Decision.Accepted>();
        table.File.Tasks.ShouldHaveSingleItem().Key.ShouldBe(task);
        FigureRules.Default.IsFoundByGovernment(source).ShouldBe(isFound);
    }
}
