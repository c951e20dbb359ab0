using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace GridWorkflow.Workflow.Interpreter;

/// <summary>
/// The facts of a journal entry: a few values by name, sorted by name. Immutable. Two arrays and no tree, for a burst makes many and nobody
/// changes them.
/// </summary>
#pragma warning disable CA1710 // One word per concept: they are facts in the journal, on the pages and here.
public sealed class Facts : IReadOnlyDictionary<string, object?>
#pragma warning restore CA1710
{
    private readonly string[] _names;
    private readonly object?[] _values;

    private Facts(string[] names, object?[] values) => (_names, _values) = (names, values);

    public static Facts None { get; } = new([], []);

    public int Count => _names.Length;

    public IEnumerable<string> Keys => _names;

    public IEnumerable<object?> Values => _values;

    /// <exception cref="KeyNotFoundException">There is no such fact.</exception>
    public object? this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"Expected a fact '{key}', but found {string.Join(", ", _names)}.");

    /// <summary>Facts in any order; of a name that comes twice the later one holds.</summary>
    public static Facts Of(params ReadOnlySpan<(string Name, object? Value)> facts) => Of(facts, leaveOutNulls: false);

    /// <summary>The same without those that are null.</summary>
    public static Facts Known(params ReadOnlySpan<(string Name, object? Value)> facts) => Of(facts, leaveOutNulls: true);

    public bool ContainsKey(string key) => Array.BinarySearch(_names, key, StringComparer.Ordinal) >= 0;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        var index = Array.BinarySearch(_names, key, StringComparer.Ordinal);
        value = index < 0 ? null : _values[index];
        return index >= 0;
    }

    /// <summary>Name and value by place, for those who go through all without an enumerator.</summary>
    internal (string Name, object? Value) this[int index] => (_names[index], _values[index]);

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var index = 0; index < _names.Length; index++)
            yield return new KeyValuePair<string, object?>(_names[index], _values[index]);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static Facts Of(ReadOnlySpan<(string Name, object? Value)> facts, bool leaveOutNulls)
    {
        var count = 0;
        var names = new string[CountOf(facts, leaveOutNulls)];
        if (names.Length == 0)
            return None;
        var values = new object?[names.Length];
        foreach (var (name, value) in facts)
        {
            if (leaveOutNulls && value is null)
                continue;
            // Few, and mostly new ones: put in where it belongs, from the end.
            var place = count;
            while (place > 0 && string.CompareOrdinal(names[place - 1], name) > 0)
                place--;
            if (place > 0 && string.Equals(names[place - 1], name, StringComparison.Ordinal))
            {
                values[place - 1] = value;
                continue;
            }

            Array.Copy(names, place, names, place + 1, count - place);
            Array.Copy(values, place, values, place + 1, count - place);
            names[place] = name;
            values[place] = value;
            count++;
        }

        return count == names.Length ? new Facts(names, values) : new Facts(names[..count], values[..count]);
    }

    private static int CountOf(ReadOnlySpan<(string Name, object? Value)> facts, bool leaveOutNulls)
    {
        if (!leaveOutNulls)
            return facts.Length;
        var count = 0;
        foreach (var (_, value) in facts)
        {
            if (value is not null)
                count++;
        }

        return count;
    }
}
