using System.Collections;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Looping;

/// <summary>What loops share: their body and the variables of an iteration.</summary>
internal static class Loop
{
    private const string CurrentValue = "CurrentValue";
    private const string CurrentIndex = "CurrentIndex";

    public static object Body(Compilation.Scope scope) => scope.Child("body");

    /// <summary>Schedules the body with the variables of the iteration.</summary>
    public static void Schedule(ActivityContext c, object? value, int? index, int tag = 0) =>
        c.Machine.Schedule(c, (int)c.Activity.Prepared!, tag, index is { } number ? [(CurrentValue, value), (CurrentIndex, number)] : [(CurrentValue, value)]);

    /// <summary>The items of a list, of the JSON text of a list, or the characters of a text; null for nothing.</summary>
    public static List<object?>? Items(object? value) => value switch
    {
        null => null,
        string text when StoredValue.TryParseJson(text, out var parsed) && parsed is List<object?> list => list,
        string text => [.. text.Select(character => (object?)character.ToString())],
        byte[] bytes => [.. bytes.Select(item => (object?)(int)item)],
        IDictionary<string, object?> single => [single],
        IList list => [.. list.Cast<object?>()],
        _ => [value],
    };
}
