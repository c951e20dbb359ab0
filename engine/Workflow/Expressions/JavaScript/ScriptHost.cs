using System.Text;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Values;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime.Interop;

namespace GridWorkflow.Workflow.Expressions;

/// <summary>
/// The functions that Elsa gives to scripts. Installed once per engine, they look at the execution that evaluates at the moment.
/// What a script changes in an object of a variable is written back.
/// </summary>
internal sealed class ScriptHost(Engine engine)
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "args", "getVariable", "setVariable", "getInput", "getOutputFrom", "getLastResult", "getWorkflowDefinitionId", "getWorkflowDefinitionVersionId",
        "getWorkflowDefinitionVersion", "getWorkflowInstanceId", "getCorrelationId", "setCorrelationId", "getWorkflowInstanceName",
        "setWorkflowInstanceName", "isNullOrWhiteSpace", "isNullOrEmpty", "toJson", "parseGuid", "newGuid", "newGuidString", "newShortGuid",
        "getGuidString", "getShortGuid", "bytesToString", "bytesFromString", "bytesToBase64", "bytesFromBase64", "stringToBase64",
        "stringFromBase64", "Math",
    };

    private readonly Dictionary<string, (JsValue Handed, object? Original)> _handed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, object> _installed = new(StringComparer.Ordinal);
    private JsObject? _variables;
    private ActivityContext _c = null!;
    private ScriptBindings _bindings = null!;

    public static bool Knows(string name, bool isActivity) => Names.Contains(name) || (isActivity && name is "setOutcome" or "setOutcomes");

    /// <summary>Makes the engine ready for a script of an execution.</summary>
    public void Enter(ActivityContext execution, ScriptBindings asked)
    {
        (_c, _bindings, _variables) = (execution, asked, null);
        _handed.Clear();
        foreach (var name in _bindings.Functions)
        {
            if (_installed.TryAdd(name, name))
                InstallFunction(name);
        }

        foreach (var (name, target, sets) in _bindings.Variables)
            DefineVariable(name, target.Variable.Name, sets);
        foreach (var (name, pascal, sets) in _bindings.Dynamic)
        {
            if (FindDynamic(pascal) is { } variable)
                DefineVariable(name, variable, sets);
            else if (_installed.Remove(name))
                engine.Global.Delete(name);
        }

        foreach (var output in _bindings.Outputs)
        {
            if (IsNew(output.Name, output))
                Define(output.Name, _ => _c.Machine.TryGetOutput(output.Activity, output.Output, out var value) ? FromClr(value) : JsValue.Null);
        }

        foreach (var (name, input) in _bindings.Inputs)
        {
            if (IsNew(name, ("input", input)))
                Define(name, _ => FromClr(_c.Machine.InputOf(_c, input)));
        }

        if (_bindings.Named is not null)
            InstallVariables(_bindings.Named);
    }

    /// <summary>Lets go of the execution.</summary>
    public void Leave()
    {
        (_c, _bindings, _variables) = (null!, null!, null);
        _handed.Clear();
    }

    private void DefineVariable(string name, string variable, bool sets)
    {
        if (!IsNew(name, (variable, sets)))
            return;
        if (sets)
            Define(name, arguments => Assign(variable, At(arguments, 0)));
        else
            Define(name, _ => Read(variable));
    }

    private bool IsNew(string name, object what)
    {
        if (_installed.TryGetValue(name, out var known) && known.Equals(what))
            return false;
        _installed[name] = what;
        return true;
    }

    /// <summary>Writes to their variables what the script assigned to <c>variables</c> and changed inside of objects.</summary>
    public void WriteBack()
    {
        if (_variables is not null)
        {
            foreach (var name in _bindings.Named!.Union(_variables.GetOwnPropertyKeys().Where(key => key.IsString()).Select(key => key.AsString())).ToList())
            {
                var value = _variables.Get(name);
                if (_handed.TryGetValue(name, out var known) && ReferenceEquals(known.Handed, value))
                    continue;
                if (_c.TryGetVariable(name, out _))
                    Assign(name, value);
            }
        }

        foreach (var (name, (handed, original)) in _handed)
        {
            if (handed is not ObjectInstance || original is not (IDictionary<string, object?> or System.Collections.IList))
                continue;
            if (_c.TryGetVariable(name, out var current) && ReferenceEquals(current, original))
                _c.ReplaceVariable(name, ScriptValue.ToClr(handed));
        }
    }

    private void InstallVariables(IReadOnlyCollection<string> names)
    {
        _variables = new JsObject(engine);
        foreach (var name in names)
        {
            if (_c.TryGetVariable(name, out _))
                _variables.FastSetDataProperty(name, Read(name));
        }

        engine.SetValue("variables", _variables);
    }

    private string? FindDynamic(string pascal)
    {
        for (var scope = _c; scope is not null; scope = scope.Parent)
        {
            foreach (var (name, _) in scope.Dynamic ?? [])
            {
                if (string.Equals(Accessors.Pascal(name), pascal, StringComparison.Ordinal))
                    return name;
            }

            foreach (var slot in scope.Activity.Variables)
            {
                if (string.Equals(Accessors.Pascal(slot.Name), pascal, StringComparison.Ordinal))
                    return slot.Name;
            }
        }

        return null;
    }

    private JsValue Read(string name)
    {
        if (!_c.TryGetVariable(name, out var value))
            return JsValue.Undefined;
        if (_handed.TryGetValue(name, out var known) && ReferenceEquals(known.Original, value))
            return known.Handed;
        var handed = FromClr(value);
        _handed[name] = (handed, value);
        return handed;
    }

    private JsValue Assign(string name, JsValue value)
    {
        _c.SetVariable(name, ScriptValue.ToClr(value));
        _handed.Remove(name);
        if (_variables is not null && _bindings.Named!.Contains(name))
            _variables.Set(name, Read(name));
        return JsValue.Undefined;
    }

    private JsValue FromClr(object? value) => ScriptValue.FromClr(engine, value);

    private void Define(string name, Func<JsValue[], JsValue> call) =>
        engine.SetValue(name, new ClrFunction(engine, name, (_, arguments) => call(arguments.ToArray())));

    private static JsValue At(JsValue[] arguments, int index) => index < arguments.Length ? arguments[index] : JsValue.Undefined;

    private static string? TextAt(JsValue[] arguments, int index) => At(arguments, index) is { } value && !value.IsUndefined() && !value.IsNull() ? value.ToString() : null;

    private void InstallFunction(string name)
    {
        switch (name)
        {
            case "args":
                engine.SetValue("args", new JsObject(engine));
                break;
            case "Math":
                engine.Global.Get("Math").AsObject().FastSetDataProperty("random", new ClrFunction(engine, "random", (_, _) => _c.World.Ids.NextDouble()));
                break;
            case "getVariable":
                Define(name, arguments => TextAt(arguments, 0) is { } wanted && _c.TryGetVariable(wanted, out _) ? Read(wanted) : JsValue.Null);
                break;
            case "setVariable":
                Define(name, arguments => Assign(TextAt(arguments, 0) ?? "", At(arguments, 1)));
                break;
            case "getInput":
                Define(name, arguments => FromClr(_c.Machine.InputOf(_c, TextAt(arguments, 0) ?? "")));
                break;
            case "getOutputFrom":
                Define(name, arguments => FromClr(_c.Machine.OutputOf(_c, TextAt(arguments, 0) ?? "", TextAt(arguments, 1))));
                break;
            case "getLastResult":
                Define(name, _ => FromClr(_c.Machine.LastResult));
                break;
            case "getWorkflowDefinitionId":
                Define(name, _ => _c.Program.DefinitionId);
                break;
            case "getWorkflowDefinitionVersionId":
                Define(name, _ => _c.Program.Definition.Id ?? "");
                break;
            case "getWorkflowDefinitionVersion":
                Define(name, _ => _c.Program.Version);
                break;
            case "getWorkflowInstanceId":
                Define(name, _ => _c.InstanceId.ToString());
                break;
            case "getCorrelationId":
                Define(name, _ => FromClr(_c.CorrelationId));
                break;
            case "setCorrelationId":
                Define(name, arguments => Do(() => _c.CorrelationId = TextAt(arguments, 0)));
                break;
            case "getWorkflowInstanceName":
                Define(name, _ => FromClr(_c.InstanceName));
                break;
            case "setWorkflowInstanceName":
                Define(name, arguments => Do(() => _c.InstanceName = TextAt(arguments, 0)));
                break;
            case "setOutcome":
                Define(name, arguments => Do(() => _c.ChosenOutcomes = [TextAt(arguments, 0) ?? "Done"]));
                break;
            case "setOutcomes":
                Define(name, arguments => Do(() => _c.ChosenOutcomes = At(arguments, 0) is JsArray list ? [.. list.Select(item => item.ToString())] : [TextAt(arguments, 0) ?? "Done"]));
                break;
            default:
                InstallText(name);
                break;
        }
    }

    private void InstallText(string name)
    {
        Func<JsValue[], JsValue>? call = name switch
        {
            "isNullOrWhiteSpace" => arguments => string.IsNullOrWhiteSpace(TextAt(arguments, 0)),
            "isNullOrEmpty" => arguments => string.IsNullOrEmpty(TextAt(arguments, 0)),
            "toJson" => arguments => StoredValue.ToJson(ScriptValue.ToClr(At(arguments, 0))),
            "parseGuid" => arguments => Guid.TryParse(TextAt(arguments, 0), out var id) ? id.ToString() : throw new ActivityFaultException($"Expected a GUID, but found '{TextAt(arguments, 0)}'."),
            "newGuid" or "newGuidString" => _ => _c.World.Ids.NextId().ToString(),
            "newShortGuid" => _ => Short(_c.World.Ids.NextId()),
            "getGuidString" => arguments => TextAt(arguments, 0) ?? "",
            "getShortGuid" => arguments => Guid.TryParse(TextAt(arguments, 0), out var id) ? Short(id) : "",
            "bytesToString" => arguments => Encoding.UTF8.GetString(Bytes(At(arguments, 0))),
            "bytesFromString" => arguments => FromClr(Encoding.UTF8.GetBytes(TextAt(arguments, 0) ?? "")),
            "bytesToBase64" => arguments => Convert.ToBase64String(Bytes(At(arguments, 0))),
            "bytesFromBase64" => arguments => FromClr(Convert.FromBase64String(TextAt(arguments, 0) ?? "")),
            "stringToBase64" => arguments => Convert.ToBase64String(Encoding.UTF8.GetBytes(TextAt(arguments, 0) ?? "")),
            "stringFromBase64" => arguments => Encoding.UTF8.GetString(Convert.FromBase64String(TextAt(arguments, 0) ?? "")),
            _ => null,
        };
        if (call is not null)
            Define(name, call);
    }

    private static string Short(Guid id) => Convert.ToBase64String(id.ToByteArray()).TrimEnd('=').Replace('/', '_').Replace('+', '-');

    private static byte[] Bytes(JsValue value) =>
        value is JsArray list ? [.. list.Select(item => (byte)item.AsNumber())] : Encoding.UTF8.GetBytes(value.ToString());

    private static JsValue Do(Action action)
    {
        action();
        return JsValue.Undefined;
    }
}
