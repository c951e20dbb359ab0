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

    /// <summary>
    /// Schedules the body with the variables of the iteration. An enclosing iteration sees the values of the inner one from then on:
    /// Elsa updates the nearest variable of that name, and definitions rely on reading it after the inner loop.
    /// </summary>
    public static void Schedule(ActivityContext c, object? value, int? index)
    {
        Update(c, CurrentValue, value);
        List<(string, object?)> variables = [(CurrentValue, value)];
        if (index is { } number)
        {
            Update(c, CurrentIndex, number);
            variables.Add((CurrentIndex, number));
        }

        c.Machine.Schedule(c, (int)c.Activity.Prepared!, 0, variables);
    }

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

    private static void Update(ActivityContext c, string name, object? value)
    {
        for (var scope = c; scope is not null; scope = scope.Parent)
        {
            if (scope.Dynamic is null || !scope.Dynamic.Exists(entry => string.Equals(entry.Name, name, StringComparison.Ordinal)))
                continue;
            scope.SetDynamic(name, value);
            return;
        }
    }
}
