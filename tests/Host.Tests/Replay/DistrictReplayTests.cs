using System.Text.RegularExpressions;
using GridWorkflow.Host.Tests.Running;

namespace GridWorkflow.Host.Tests.Replay;

/// <summary>Half a year of a district of the articles' size, through the verb as a user calls it: the articles' figures come out.</summary>
public sealed partial class DistrictReplayTests
{
    [Fact]
    public async Task The_figures_of_the_article_come_out()
    {
        var output = await HostProgram.Run("replay", "--district");

        output.ShouldContain("252 grids, 40 communities, 1672 staff of the grids");
        output.ShouldContain("26 weeks: 7494 cases, 62 supervision notices, 64738 acts of people");
        var figures = Line().Matches(output).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        new[] { "discovery-rate", "dispatch-accuracy", "handling-rate", "handling-hours", "closing-rate", "weekly-volume", "rectification-rate" }.Select(key => figures[key])
            .ShouldBe(["91.01", "95.01", "85.00", "13.00", "83.00", "245.00", "85.48"]);
    }

    [GeneratedRegex(@"^([a-z0-9-]+) +([0-9.-]+)", RegexOptions.Multiline)]
    private static partial Regex Line();
}
