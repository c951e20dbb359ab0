using GridWorkflow.Host.DryRuns;

namespace GridWorkflow.Host.Tests.DryRuns;

public sealed class DryRunOrdersTests
{
    [Theory]
    [InlineData(null, "", "")]
    [InlineData("handle=work", "handle>work", "")]
    [InlineData("handle = work\n\n judge→sort ", "handle>work judge>sort", "")]
    [InlineData("handle=work, judge=sort", "handle>work judge>sort", "")]
    [InlineData("handle", "", "handle")]
    [InlineData("handle=\njudge=sort", "judge>sort", "handle=")]
    [InlineData("handle=work\nhandle=other", "handle>work", "handle=other")]
    public void A_map_is_read_line_by_line_and_what_is_no_pair_is_told(string? text, string map, string told)
    {
        string.Join(' ', DryRunOrders.Map(text, out var problems).Select(pair => $"{pair.Key}>{pair.Value}")).ShouldBe(map);
        problems.Length.ShouldBe(told.Length == 0 ? 0 : 1);
        problems.ShouldAllBe(problem => problem.Code == "bad-map" && problem.Reason.Contains($"'{told}'", StringComparison.Ordinal));
    }
}
