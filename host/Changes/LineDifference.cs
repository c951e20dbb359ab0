namespace GridWorkflow.Host.Changes;

/// <summary>A line of a difference.</summary>
/// <param name="Sign"><c>+</c> added, <c>-</c> removed, a space: unchanged, <c>…</c>: unchanged lines that are left out.</param>
/// <param name="Old">Number in the old text; null: it is not there.</param>
/// <param name="New">Number in the new text; null: it is not there.</param>
public sealed record DifferenceLine(char Sign, int? Old, int? New, string Text);

/// <summary>What differs between two texts, line by line. Pure.</summary>
public static class LineDifference
{
    private const int Around = 3;

    // Beyond this the table of common lines is too large, and what differs is shown as one block.
    private const long MostCells = 4_000_000;

    public static IReadOnlyList<DifferenceLine> Of(string? before, string? after)
    {
        var (old, now) = (Lines(before), Lines(after));
        var head = 0;
        while (head < old.Length && head < now.Length && old[head] == now[head])
            head++;
        var tail = 0;
        while (tail < old.Length - head && tail < now.Length - head && old[^(tail + 1)] == now[^(tail + 1)])
            tail++;
        var lines = new List<DifferenceLine>();
        for (var index = 0; index < head; index++)
            lines.Add(new DifferenceLine(' ', index + 1, index + 1, old[index]));
        Middle(old, now, head, old.Length - tail, now.Length - tail, lines);
        for (var index = tail; index > 0; index--)
            lines.Add(new DifferenceLine(' ', old.Length - index + 1, now.Length - index + 1, old[^index]));
        return Short(lines);
    }

    private static void Middle(string[] old, string[] now, int from, int oldEnd, int newEnd, List<DifferenceLine> lines)
    {
        var (height, width) = (oldEnd - from, newEnd - from);
        var common = (long)height * width <= MostCells ? new int[height + 1, width + 1] : null;
        for (var i = height - 1; common is not null && i >= 0; i--)
        {
            for (var j = width - 1; j >= 0; j--)
                common[i, j] = old[from + i] == now[from + j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }

        var (a, b) = (0, 0);
        while (a < height || b < width)
        {
            if (common is not null && a < height && b < width && old[from + a] == now[from + b])
                lines.Add(new DifferenceLine(' ', from + ++a, from + ++b, old[from + a - 1]));
            else if (a < height && (b == width || common is null || common[a + 1, b] >= common[a, b + 1]))
                lines.Add(new DifferenceLine('-', from + ++a, null, old[from + a - 1]));
            else
                lines.Add(new DifferenceLine('+', null, from + ++b, now[from + b - 1]));
        }
    }

    private static List<DifferenceLine> Short(List<DifferenceLine> lines)
    {
        var near = new bool[lines.Count];
        for (var index = 0; index < lines.Count; index++)
        {
            for (var other = Math.Max(0, index - Around); lines[index].Sign != ' ' && other <= Math.Min(lines.Count - 1, index + Around); other++)
                near[other] = true;
        }

        var shown = new List<DifferenceLine>();
        for (var index = 0; index < lines.Count; index++)
        {
            if (near[index])
                shown.Add(lines[index]);
            else if (shown.Count == 0 || shown[^1].Sign != '…')
                shown.Add(new DifferenceLine('…', null, null, ""));
        }

        return shown.TrueForAll(line => line.Sign == '…') ? [] : shown;
    }

    private static string[] Lines(string? text) => text is null ? [] : (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
}
