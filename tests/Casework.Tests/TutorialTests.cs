using System.Text.RegularExpressions;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Tests.Cases;
using GridWorkflow.Workflow.Publishing;

namespace GridWorkflow.Casework.Tests;

/// <summary>The example of workflows/README.md works as it stands there.</summary>
public sealed partial class TutorialTests
{
    [Fact]
    public void The_files_load_and_carry_a_case()
    {
        var examples = Example().Matches(Shipped.File("workflows/README.md").Text.ReplaceLineEndings("\n"))
            .Select(match => new SourceFile(match.Groups["path"].Value, match.Groups["text"].Value)).ToArray();
        examples.Length.ShouldBe(6);
        var table = new CaseTable(ReferenceData.Load([.. District.Files, .. examples]));
        table.Until("2026-03-02 09:00");
        table.Report("N0101", "yangliu-1").ShouldBeOfType<Decision.Accepted>();
        table.Until("2026-03-02 12:00");
        table.File.Notices.Select(notice => notice.Kind).ShouldBe([NoticeKind.Warning, NoticeKind.Urging, NoticeKind.Urging]);
        table.Complete("zheng-kai", "look", "Go").ShouldBeOfType<Decision.Accepted>();
        table.Complete("ma-chao", "visit", "Quiet", "They have gone home.").ShouldBeOfType<Decision.Accepted>();
        table.File.Status.ShouldBe(CaseStatus.Archived);
        table.File.Reply.ShouldBe("They have gone home.");
    }

    [Fact]
    public void What_ships_may_be_published_without_a_word()
    {
        foreach (var program in District.Data.Definitions.All)
            PublishCheck.Run(program.Definition, Casework.Activities.CaseActivities.Types).Problems.ShouldBeEmpty();
    }

    [GeneratedRegex(@"^```(?:yaml|json) (?<path>\S+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();
}
