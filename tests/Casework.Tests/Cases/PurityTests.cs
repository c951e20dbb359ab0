using System.Globalization;
using System.Text;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Tests.Routes;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Tests.Cases;

public sealed class PurityTests
{
    [Theory]
    [InlineData("zh-CN", "America/New_York")]
    [InlineData("tr-TR", "Pacific/Kiritimati")]
    [InlineData("ar-SA", "Asia/Kathmandu")]
    public void Neither_culture_nor_zone_of_the_server_changes_a_bit(string culture, string zone)
    {
        var here = Story();
        var (oldCulture, oldZone) = (CultureInfo.CurrentCulture, Environment.GetEnvironmentVariable("TZ"));
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Environment.SetEnvironmentVariable("TZ", zone);
            TimeZoneInfo.ClearCachedData();
            Story().ShouldBe(here);
        }
        finally
        {
            CultureInfo.CurrentCulture = oldCulture;
            Environment.SetEnvironmentVariable("TZ", oldZone);
            TimeZoneInfo.ClearCachedData();
        }
    }

    [Fact]
    public void The_same_twice_is_the_same()
    {
        Story().ShouldBe(Story());
        foreach (string route in RouteTests.Routes.Select(row => row.Data))
        {
            var recorded = File.ReadAllText(District.Folder($"tests/Casework.Tests/Routes/{route}.route")).ReplaceLineEndings("\n");
            RouteTests.Play(recorded).ShouldBe(RouteTests.Play(recorded));
        }
    }

    [Fact]
    public void A_case_that_was_stored_in_between_goes_the_same_way()
    {
        var kept = Table(store: false);
        var stored = Table(store: true);
        stored.Transcript.ShouldBe(kept.Transcript);
        CaseFileFormat.Write(stored.File).ShouldBe(CaseFileFormat.Write(kept.File));
    }

    // The whole story of a case, down to the texts of its notices.
    private static string Story()
    {
        var table = Table(store: false);
        var text = new StringBuilder(table.Transcript);
        foreach (var notice in table.Effects.OfType<NoticeIssued>())
        {
            foreach (var (language, written) in notice.Notice.Texts)
                text.Append(CultureInfo.InvariantCulture, $"{language} {written.Subject}\n{written.Html}\n{written.Plain}\n");
        }

        text.Append(Encoding.UTF8.GetString(CaseFileFormat.Write(table.File))).Append(Encoding.UTF8.GetString(StateFormat.Write(table.State!)));
        return text.ToString();
    }

    private static CaseTable Table(bool store)
    {
        var table = new CaseTable(District.Data) { StoresBetween = store };
        table.Until("2026-03-02 09:00");
        table.Report("G0107", "hubin-1", report => report with { Emergency = true, Reporter = new Reporter(null, "a@b.example", null) });
        table.Complete("peng-lan", "judge", "Coordination");
        table.Until("2026-03-05 10:00");
        table.Complete("shen-xue", "sort", "PassUp", "Needs the community.");
        table.Until("2026-03-30 10:00");
        table.Complete("deng-yi", "coordinate", "Settled");
        table.Complete("peng-lan", "reply", "Replied", "The exit is free.");
        return table;
    }
}
