using System.Collections.Immutable;

namespace GridWorkflow.Workflow.Difference;

/// <summary>A line of either text.</summary>
/// <param name="Kind">Kept, added or removed.</param>
/// <param name="Before">Its number in the text before, from 1; null: it is not there.</param>
/// <param name="After">Its number in the text after, from 1; null: it is not there.</param>
public sealed record DifferentLine(ChangeKind Kind, int? Before, int? After, string Text);

/// <summary>What is different between two texts, line by line: as few lines as can be, by Myers' greedy search.</summary>
public static class LineDifference
{
    /// <summary>Beyond so many different lines the rest is told as removed and added as a whole.</summary>
    public const int Most = 2000;

    /// <summary>All lines of both texts, in order.</summary>
    /// <param name="before">Null: there was none.</param>
    /// <param name="after">The text that is asked for.</param>
    public static ImmutableArray<DifferentLine> Between(string? before, string after)
    {
        ArgumentNullException.ThrowIfNull(after);
        var old = Lines(before ?? "");
        var now = Lines(after);
        var lines = ImmutableArray.CreateBuilder<DifferentLine>(Math.Max(old.Length, now.Length));
        var (x, y) = (0, 0);
        foreach (var (toX, toY) in Way(old, now))
        {
            // A step of the search: first what is only in one of them, then all that both have.
            while (toX - x > toY - y)
                lines.Add(new DifferentLine(ChangeKind.Removed, ++x, null, old[x - 1]));
            while (toY - y > toX - x)
                lines.Add(new DifferentLine(ChangeKind.Added, null, ++y, now[y - 1]));
            while (x < toX)
                lines.Add(new DifferentLine(ChangeKind.Kept, ++x, ++y, old[x - 1]));
        }

        return lines.DrainToImmutable();
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.TrimEnd('\n', '\r').Split('\n').Select(line => line.TrimEnd('\r')).ToArray();

    /// <summary>The points through which the shortest way from one text to the other goes, each one line more or less than the one before.</summary>
    private static List<(int X, int Y)> Way(string[] old, string[] now)
    {
        var furthest = new List<int[]>();
        var most = Math.Min(old.Length + now.Length, Most);
        var ends = new int[(2 * most) + 3];
        for (var edits = 0; edits <= most; edits++)
        {
            furthest.Add((int[])ends.Clone());
            for (var diagonal = -edits; diagonal <= edits; diagonal += 2)
            {
                var at = most + 1 + diagonal;
                var x = diagonal == -edits || (diagonal != edits && ends[at - 1] < ends[at + 1]) ? ends[at + 1] : ends[at - 1] + 1;
                while (x < old.Length && x - diagonal < now.Length && old[x] == now[x - diagonal])
                    x++;
                ends[at] = x;
                if (x >= old.Length && x - diagonal >= now.Length)
                    return Back(furthest, edits, most, old.Length, now.Length);
            }
        }

        return [(old.Length, 0), (old.Length, now.Length)];
    }

    private static List<(int X, int Y)> Back(List<int[]> furthest, int edits, int most, int x, int y)
    {
        var points = new List<(int X, int Y)> { (x, y) };
        for (; edits > 0; edits--)
        {
            var ends = furthest[edits];
            var diagonal = x - y;
            var at = most + 1 + diagonal;
            var from = diagonal == -edits || (diagonal != edits && ends[at - 1] < ends[at + 1]) ? diagonal + 1 : diagonal - 1;
            (x, y) = (ends[most + 1 + from], ends[most + 1 + from] - from);
            points.Add((x, y));
        }

        points.Reverse();
        return points;
    }
}
