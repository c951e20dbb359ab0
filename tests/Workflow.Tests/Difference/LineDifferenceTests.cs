using GridWorkflow.Workflow.Difference;

namespace GridWorkflow.Workflow.Tests.Difference;

/// <summary>Two texts line by line.</summary>
public sealed class LineDifferenceTests
{
    [Theory]
    [InlineData("a b c", "a b c", "=a =b =c")]
    [InlineData("", "a b", "+a +b")]
    [InlineData("a b", "", "-a -b")]
    [InlineData("", "", "")]
    [InlineData("a b c", "a x c", "=a -b +x =c")]
    [InlineData("a b c", "b c d", "-a =b =c +d")]
    [InlineData("a b", "x a b y", "+x =a =b +y")]
    [InlineData("a a a b", "a a b", "=a =a -a =b")]
    [InlineData("a b c a b b a", "c b a b a c", "-a -b =c +b =a =b -b =a +c")]
    public void As_few_lines_as_can_be(string before, string after, string expected) =>
        string.Join(' ', LineDifference.Between(before.Replace(' ', '\n'), after.Replace(' ', '\n')).Select(Show)).ShouldBe(expected);

    [Fact]
    public void Lines_are_numbered_in_their_own_text() =>
        LineDifference.Between("a\r\nb\r\n", "a\nx\nb\n").ShouldBe(
            [new DifferentLine(ChangeKind.Kept, 1, 1, "a"), new DifferentLine(ChangeKind.Added, null, 2, "x"), new DifferentLine(ChangeKind.Kept, 2, 3, "b")]);

    [Fact]
    public void Of_any_two_texts_the_lines_give_both_back()
    {
        var random = new Random(7);
        for (var round = 0; round < 400; round++)
        {
            var (before, after) = (Any(), Any());
            var lines = LineDifference.Between(string.Join('\n', before), string.Join('\n', after));
            lines.Where(line => line.Kind != ChangeKind.Added).Select(line => line.Text).ShouldBe(before);
            lines.Where(line => line.Kind != ChangeKind.Removed).Select(line => line.Text).ShouldBe(after);
            lines.Count(line => line.Kind == ChangeKind.Kept).ShouldBe(Longest(before, after));
        }

        string[] Any() => [.. Enumerable.Range(0, random.Next(12)).Select(_ => ((char)('a' + random.Next(4))).ToString())];
    }

    [Fact]
    public void Two_texts_that_have_nothing_in_common_are_told_apart_at_once()
    {
        var lines = LineDifference.Between(
            string.Join('\n', Enumerable.Range(0, 5000).Select(number => $"a{number}")), string.Join('\n', Enumerable.Range(0, 5000).Select(number => $"b{number}")));
        (lines.Count(line => line.Kind == ChangeKind.Removed), lines.Count(line => line.Kind == ChangeKind.Added)).ShouldBe((5000, 5000));
    }

    private static string Show(DifferentLine line) => (line.Kind switch { ChangeKind.Added => "+", ChangeKind.Removed => "-", _ => "=" }) + line.Text;

    private static int Longest(string[] one, string[] other)
    {
        var table = new int[one.Length + 1, other.Length + 1];
        for (var x = 1; x <= one.Length; x++)
        {
            for (var y = 1; y <= other.Length; y++)
                table[x, y] = one[x - 1] == other[y - 1] ? table[x - 1, y - 1] + 1 : Math.Max(table[x - 1, y], table[x, y - 1]);
        }

        return table[one.Length, other.Length];
    }
}
