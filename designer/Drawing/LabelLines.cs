using System.Collections.Immutable;
using System.Text;

namespace GridWorkflow.Designer.Drawing;

/// <summary>Breaks labels; a Chinese character is as wide as two Latin ones and may end any line.</summary>
internal static class LabelLines
{
    /// <param name="label">What to break.</param>
    /// <param name="width">In Latin characters.</param>
    /// <param name="most">What does not fit on so many lines is cut off, with a sign for it.</param>
    public static ImmutableArray<string> Of(string label, int width, int most)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        var line = new StringBuilder();
        var used = 0;
        foreach (var word in Words(label))
        {
            var length = WidthOf(word);
            if (used > 0 && used + length > width)
            {
                lines.Add(line.ToString().Trim());
                line.Clear();
                used = 0;
            }

            line.Append(word);
            used += length;
        }

        lines.Add(line.ToString().Trim());
        if (lines.Count <= most)
            return lines.ToImmutable();
        lines[most - 1] += "…";
        return [.. lines.Take(most)];
    }

    /// <summary>The beginning of a label, with a sign that it goes on.</summary>
    public static string Cut(string label, int width)
    {
        var used = 0;
        for (var index = 0; index < label.Length; index++)
        {
            used += label[index] > 0x2E80 ? 2 : 1;
            if (used > Math.Max(width, 3) - 1)
                return label[..index].TrimEnd() + "…";
        }

        return label;
    }

    /// <summary>In Latin characters.</summary>
    public static int WidthOf(string text)
    {
        var width = 0;
        foreach (var character in text)
            width += character > 0x2E80 ? 2 : 1;
        return width;
    }

    private static IEnumerable<string> Words(string label)
    {
        var word = new StringBuilder();
        foreach (var character in label)
        {
            if (character > 0x2E80)
            {
                if (word.Length > 0)
                    yield return word.ToString();
                word.Clear();
                yield return character.ToString();
                continue;
            }

            word.Append(character);
            if (character != ' ')
                continue;
            yield return word.ToString();
            word.Clear();
        }

        if (word.Length > 0)
            yield return word.ToString();
    }
}
