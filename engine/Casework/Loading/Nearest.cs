namespace GridWorkflow.Casework.Loading;

/// <summary>Finds the word that was probably meant.</summary>
public static class Nearest
{
    /// <summary>The closest known word, or null when none is close: at most a third of the letters may differ, and never more than three.</summary>
    public static string? Find(string word, IEnumerable<string> known)
    {
        var limit = Math.Clamp(word.Length / 3, 1, 3);
        string? best = null;
        var bestDistance = limit + 1;
        foreach (var candidate in known.Order(StringComparer.Ordinal))
        {
            var distance = Distance(word, candidate);
            if (distance >= bestDistance)
                continue;
            best = candidate;
            bestDistance = distance;
        }

        return best;
    }

    /// <summary>A remedy sentence: the likely word when there is one, otherwise the whole list.</summary>
    public static string Remedy(string word, IReadOnlyCollection<string> known) => Find(word, known) is { } near
        ? $"Did you mean '{near}'?"
        : known.Count == 0 ? "Remove it." : $"Use one of: {string.Join(", ", known)}.";

    private static int Distance(string left, string right)
    {
        var previous = new int[right.Length + 1];
        var current = new int[right.Length + 1];
        for (var column = 0; column <= right.Length; column++)
            previous[column] = column;
        for (var row = 1; row <= left.Length; row++)
        {
            current[0] = row;
            for (var column = 1; column <= right.Length; column++)
            {
                var same = char.ToLowerInvariant(left[row - 1]) == char.ToLowerInvariant(right[column - 1]);
                current[column] = Math.Min(Math.Min(previous[column], current[column - 1]) + 1, previous[column - 1] + (same ? 0 : 1));
            }

            (previous, current) = (current, previous);
        }

        return previous[right.Length];
    }
}
