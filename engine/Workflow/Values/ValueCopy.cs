using System.Collections;

namespace GridWorkflow.Workflow.Values;

/// <summary>Copies what can be changed in place, so that no burst changes what another holds.</summary>
internal static class ValueCopy
{
    public static object? Of(object? value)
    {
        switch (value)
        {
            case null or string or ValueType:
                return value;
            case byte[] bytes:
                return bytes.AsSpan().ToArray();
            case IDictionary<string, object?> entries:
                var copy = new Dictionary<string, object?>(entries.Count, StringComparer.Ordinal);
                foreach (var (key, item) in entries)
                    copy[key] = Of(item);
                return copy;
            case IList list:
                var items = new List<object?>(list.Count);
                foreach (var item in list)
                    items.Add(Of(item));
                return items;
            default:
                throw new ArgumentException($"Expected a workflow value, but found {value.GetType()}.", nameof(value));
        }
    }
}
