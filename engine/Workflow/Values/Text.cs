using System.Collections;
using System.Globalization;

namespace GridWorkflow.Workflow.Values;

/// <summary>How a value reads as text: as .NET prints it in the invariant culture, structures as compact JSON.</summary>
internal static class Text
{
    public static string? Of(object? value) => value switch
    {
        null => null,
        string text => text,
        bool flag => flag ? "True" : "False",
        int number => number.ToString(CultureInfo.InvariantCulture),
        DateTime time => time.ToString(time.TimeOfDay == TimeSpan.Zero ? "MM/dd/yyyy" : "MM/dd/yyyy HH:mm", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString(time.TimeOfDay == TimeSpan.Zero ? "MM/dd/yyyy zzz" : "MM/dd/yyyy HH:mm zzz", CultureInfo.InvariantCulture),
        byte[] bytes => Convert.ToBase64String(bytes),
        IDictionary or IList or IDictionary<string, object?> => StoredValue.ToJson(value),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
