using System.Text;
using GridWorkflow.Host.Pages.Cases;

namespace GridWorkflow.Host.Tests.Pages;

public sealed class CaseCsvTests
{
    [Theory]
    [InlineData("=HYPERLINK(\"http://evil\")", "'=HYPERLINK(\"http://evil\")")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "'\r=1")]
    [InlineData("  =1", "'  =1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("井蓋破損", "井蓋破損")]
    [InlineData("a=b", "a=b")]
    [InlineData("", "")]
    public void A_cell_never_becomes_a_formula(string cell, string expected) => CaseCsv.Inert(cell).ShouldBe(expected);

    [Fact]
    public async Task Quotes_commas_and_lines_stay_in_their_cell()
    {
        using var stream = new MemoryStream();
        await CaseCsv.Write(stream, ["編號", "標題"], [["1", "a \"b\", c\nd"]], TestContext.Current.CancellationToken);
        Encoding.UTF8.GetString(stream.ToArray()).ShouldBe("\uFEFF編號,標題\r\n1,\"a \"\"b\"\", c\nd\"\r\n");
    }
}
