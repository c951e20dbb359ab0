using System.Collections;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Values;
using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Object;

namespace GridWorkflow.Workflow.Expressions;

/// <summary>Copies of workflow values as script values and back; no .NET object ever enters a script.</summary>
internal static class ScriptValue
{
    private const int MaxDepth = 64;
    private const int MaxItems = 100_000;

    public static JsValue FromClr(Engine engine, object? value, int depth = 0)
    {
        if (depth > MaxDepth)
            throw new ActivityFaultException($"Expected a value of at most {MaxDepth} levels, but it is nested more deeply.") { Code = "value-too-deep" };
        switch (value)
        {
            case null:
                return JsValue.Null;
            case string text:
                return text;
            case bool flag:
                return flag;
            case int number:
                return number;
            case double number:
                return number;
            case long or float or decimal:
                return Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
            case DateTime or DateTimeOffset:
                var instant = value is DateTimeOffset offset ? offset : new DateTimeOffset(DateTime.SpecifyKind((DateTime)value, DateTimeKind.Utc));
                return engine.Construct(engine.Global.Get("Date"), (JsValue)(double)instant.ToUnixTimeMilliseconds());
            case IDictionary<string, object?> entries:
                var copy = new JsObject(engine);
                foreach (var (key, item) in entries)
                    copy.FastSetDataProperty(key, FromClr(engine, item, depth + 1));
                return copy;
            case byte[] bytes:
                return new JsArray(engine, [.. bytes.Select(item => (JsValue)(int)item)]);
            case IList list:
                return new JsArray(engine, [.. list.Cast<object?>().Select(item => FromClr(engine, item, depth + 1))]);
            default:
                return Text.Of(value)!;
        }
    }

    /// <exception cref="ActivityFaultException">The value is nested too deeply or refers to itself.</exception>
    public static object? ToClr(JsValue value)
    {
        var left = MaxItems;
        return ToClr(value, 0, ref left);
    }

    private static object? ToClr(JsValue value, int depth, ref int left)
    {
        // An array that holds another one twice, and so on for sixty levels, is small within the script and endless as a copy.
        if (--left < 0 || (value is JsArray { Length: var length } && length > left))
            throw new ActivityFaultException($"Expected a value of at most {MaxItems} items, but it has more.") { Code = "script-limit" };
        if (depth > MaxDepth)
            throw new ActivityFaultException($"Expected a value of at most {MaxDepth} levels, but it is nested more deeply or holds itself.") { Code = "value-too-deep" };
        switch (value)
        {
            case JsNull or JsUndefined:
                return null;
            case JsBoolean:
                return value.AsBoolean();
            case JsNumber:
                return value.AsNumber();
            case JsString:
                return value.AsString();
            case JsDate date:
                return double.IsNaN(date.DateValue) ? null : DateTimeOffset.FromUnixTimeMilliseconds((long)date.DateValue).UtcDateTime;
            case JsArray array:
                var list = new List<object?>((int)array.Length);
                for (uint index = 0; index < array.Length; index++)
                    list.Add(ToClr(array[index], depth + 1, ref left));
                return list;
            case Function:
                return null;
            case ObjectInstance instance:
                var entries = new Dictionary<string, object?>(StringComparer.Ordinal);
                foreach (var (key, property) in instance.GetOwnProperties())
                {
                    if (key is JsString && property.Enumerable)
                        entries[key.AsString()] = ToClr(instance.Get(key), depth + 1, ref left);
                }

                return entries;
            default:
                return value.ToString();
        }
    }
}
