namespace GridWorkflow.Runtime.Moving;

/// <summary>Compares what stands on both sides of a move, value by value.</summary>
internal static class MoveComparison
{
    /// <summary>Walks through both sides in the order of the key, to the first row that differs.</summary>
    public static MovedRows Of(MovedTable table, IEnumerable<object?[]> source, IEnumerable<object?[]> target)
    {
        using var there = target.GetEnumerator();
        var rows = 0L;
        foreach (var row in source)
        {
            rows++;
            if (!there.MoveNext())
                return new MovedRows(table.Name, rows, $"{table.RowName(row)} is missing on the target.");
            for (var index = 0; index < row.Length; index++)
            {
                if (!Same(row[index], there.Current[index]))
                {
                    return new MovedRows(
                        table.Name, rows, $"{table.RowName(row)}: expected {MovedTable.Show(row[index])} in column {table.Columns[index].Name}, but found {MovedTable.Show(there.Current[index])}.");
                }
            }
        }

        return new MovedRows(table.Name, rows, there.MoveNext() ? $"{table.RowName(there.Current)} is on the target only." : null);
    }

    /// <summary>What is wrong with the keys of the target.</summary>
    public static List<string> MissingKeys(IReadOnlyList<KeptKey> source, IReadOnlyList<KeptKey> target)
    {
        var there = target.Select(key => (key.Name, key.Text)).ToHashSet();
        return [.. source.Where(key => !there.Contains((key.Name, key.Text))).Select(key => $"Key {key.Name} is missing on the target, or is another.")];
    }

    private static bool Same(object? one, object? other) =>
        one is byte[] bytes && other is byte[] others ? bytes.AsSpan().SequenceEqual(others) : Equals(one, other);
}
