using System.Runtime.CompilerServices;
using GridWorkflow.Workflow.Activities;
using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Object;
using Jint.Native.Symbol;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace GridWorkflow.Workflow.Expressions;

/// <summary>
/// Bounds on the built-in functions that Jint runs to their end without looking at a limit: those that make a long text at once, and
/// those that walk nested arrays, where sixty small arrays that each hold the next one twice take for ever.
/// </summary>
internal sealed class ScriptGuards(Engine engine)
{
    /// <summary>Characters that one built-in call may make or read.</summary>
    public const int MaxText = 256 * 1024;

    /// <summary>Characters that a regular expression may search: each match costs some 200 bytes.</summary>
    public const int MaxSearched = 64 * 1024;

    private const int MaxNodes = 100_000;

    /// <summary>Characters of a pattern that a script puts together: .NET takes some 40 bytes for each.</summary>
    private const int MaxPattern = 8 * 1024;

    /// <summary>A constructor that looks at the pattern first; everything else is that of the original.</summary>
    private static readonly Prepared<Acornima.Ast.Script> Constructing = Engine.PrepareScript(
        """
        (function (original, check) {
            function RegExp(pattern, flags) {
                if (pattern !== undefined && !(pattern instanceof original))
                    check(pattern = String(pattern));
                return Reflect.construct(original, arguments.length > 1 ? [pattern, flags] : [pattern], new.target || original);
            }
            RegExp.prototype = original.prototype;
            original.prototype.constructor = RegExp;
            return RegExp;
        })
        """);

    private static readonly string[] Growing = ["repeat", "padStart", "padEnd"];
    private static readonly string[] Searching = ["match", "matchAll", "replace", "replaceAll", "search", "split"];
    private static readonly string[] Walking = ["join", "toString", "toLocaleString"];
    private static readonly string[] Coding = ["escape", "unescape", "encodeURI", "encodeURIComponent", "decodeURI", "decodeURIComponent"];

    private static readonly string[] Named = [.. Growing, .. Searching, .. Coding, "normalize", "RegExp", "compile", "flat", "stringify", "BigInt", "bind"];

    /// <summary>Names of which <see cref="BigNumbers"/> knows that a script has BigInts.</summary>
    private static readonly string[] Counted = ["BigInt", "epochNanoseconds"];

    /// <summary>Objects in which a script can find them by a name that it puts together.</summary>
    private static readonly string[] Holding = ["globalThis", "Temporal", "toTemporalInstant"];

    private const string Hidden = "hidden BigInts";

    private readonly HashSet<string> _installed = new(StringComparer.Ordinal);
    private int _nodes;

    /// <summary>The bounds that a script can come up against. Installing is not free, so a script gets only what its text can reach.</summary>
    public static IReadOnlyList<string> For(ScriptNames names)
    {
        List<string> guards = names.ReachesByName ? [.. Named, "join"] : [.. Named.Where(names.Identifiers.Contains)];
        if (names.MakesArrays && !names.ReachesByName)
            guards.Add("join");
        if (names.ReachesByName && !names.Identifiers.Overlaps(Counted) && (names.SaysThis || names.Identifiers.Overlaps(Holding)))
            guards.Add(Hidden);
        return guards;
    }

    /// <summary>Begins an evaluation under these bounds.</summary>
    public void Enter(IReadOnlyList<string> guards)
    {
        _nodes = 0;
        foreach (var guard in guards)
        {
            if (_installed.Add(guard))
                Install(guard);
        }
    }

    private void Install(string guard)
    {
        switch (guard)
        {
            case Hidden:
                engine.Global.Delete("BigInt");
                foreach (var name in new[] { "Instant", "ZonedDateTime" })
                    engine.Global.Get("Temporal").AsObject().Get(name).AsObject().Get("prototype").AsObject().Delete("epochNanoseconds");
                break;
            case "join":
                foreach (var name in Walking)
                    Wrap(Prototype("Array"), name, Walk);
                break;
            case "flat":
                Wrap(Prototype("Array"), guard, (_, self, arguments) => Flat(self, arguments));
                break;
            case "normalize":
                Wrap(Prototype("String"), guard, (original, self, arguments) => original.Call(Short(self, MaxText), arguments));
                break;
            case "RegExp":
                engine.SetValue("RegExp", engine.Evaluate(Constructing).Call(
                    engine.Global.Get("RegExp"), new ClrFunction(engine, "", (_, pattern) => Short(At(pattern.ToArray(), 0), MaxPattern))));
                break;
            case "compile":
                Prototype("RegExp").Delete("compile");
                break;
            case "stringify":
                Wrap(engine.Global.Get("JSON").AsObject(), guard, Stringify);
                break;
            case "bind":
                Wrap(Prototype("Function"), guard, (original, self, arguments) => self is BindFunction
                    ? throw Refused("a function to bind that is not bound already") : original.Call(self, arguments));
                break;
            case "BigInt":
                Wrap(engine.Global, guard, (original, self, arguments) => Length(At(arguments, 0)) > 100
                    ? throw Refused("a number of at most 100 digits") : original.Call(self, arguments));
                break;
            default:
                if (Growing.Contains(guard))
                    Wrap(Prototype("String"), guard, (original, self, arguments) => Grow(guard, original, self, arguments));
                else if (Coding.Contains(guard))
                    Wrap(engine.Global, guard, (original, self, arguments) => original.Call(self, [Short(At(arguments, 0), MaxText)]));
                else
                    Search(guard);
                break;
        }
    }

    private void Search(string name)
    {
        Wrap(Prototype("String"), name, (original, self, arguments) =>
        {
            if (name is "match" or "matchAll" or "search")
                Short(At(arguments, 0), MaxPattern);
            return original.Call(Short(self, MaxSearched), arguments);
        });
        var symbol = name switch
        {
            "match" => GlobalSymbolRegistry.Match,
            "matchAll" => GlobalSymbolRegistry.MatchAll,
            "search" => GlobalSymbolRegistry.Search,
            "split" => GlobalSymbolRegistry.Split,
            "replace" => GlobalSymbolRegistry.Replace,
            _ => null,
        };
        if (symbol is not null && Prototype("RegExp") is var expressions && expressions.Get(symbol) is Function original)
            expressions.Set(symbol, new ClrFunction(engine, name, (self, arguments) => original.Call(self, [Short(At(arguments.ToArray(), 0), MaxSearched), .. arguments.ToArray().Skip(1)])));
    }

    /// <summary>What the result would measure is known before it is made: times the text for <c>repeat</c>, the number itself for padding.</summary>
    private static JsValue Grow(string name, JsValue original, JsValue self, JsValue[] arguments)
    {
        var number = TypeConverter.ToNumber(At(arguments, 0));
        if (number * (name == "repeat" ? Math.Max(1, Length(self)) : 1) > MaxText)
            throw Refused($"a text of at most {MaxText} characters");
        // The number as it was read: an object could say another one when asked again.
        return original.Call(self, [number, .. arguments.Skip(1)]);
    }

    /// <summary>Each nested array comes by here again, so depth and time are seen.</summary>
    private JsValue Walk(JsValue original, JsValue self, JsValue[] arguments)
    {
        Step();
        return original.Call(self, arguments);
    }

    private JsArray Flat(JsValue self, JsValue[] arguments)
    {
        var depth = At(arguments, 0).IsUndefined() ? 1 : TypeConverter.ToIntegerOrInfinity(At(arguments, 0));
        var flat = new List<JsValue>();
        Flatten(self as JsArray ?? throw Refused("an array before 'flat'"), depth, flat);
        return new JsArray(engine, [.. flat]);
    }

    private void Flatten(JsArray array, double depth, List<JsValue> flat)
    {
        Step();
        foreach (var item in array)
        {
            if (depth >= 1 && item is JsArray inner)
                Flatten(inner, depth - 1, flat);
            else if (flat.Count < MaxNodes)
                flat.Add(item);
            else
                throw Refused($"a list of at most {MaxNodes} items");
        }
    }

    /// <summary>Counts through the replacer, which sees every value once for each place in which it stands.</summary>
    private JsValue Stringify(JsValue original, JsValue self, JsValue[] arguments)
    {
        var chosen = At(arguments, 1);
        var characters = 0L;
        var only = chosen is JsArray list ? list.Select(item => item.ToString()).Distinct().ToList() : null;
        var counting = new ClrFunction(engine, "", (holder, pair) =>
        {
            var pairs = pair.ToArray();
            Step();
            var value = chosen is Function replace ? replace.Call(holder, pairs) : only is null ? At(pairs, 1) : Choose(At(pairs, 1), only);
            characters += Length(At(pairs, 0)) + Length(value);
            return characters > MaxText ? throw Refused($"a text of at most {MaxText} characters") : value;
        });
        return original.Call(self, [At(arguments, 0), counting, At(arguments, 2)]);
    }

    private JsValue Choose(JsValue value, List<string> names)
    {
        if (value is not ObjectInstance instance || value is JsArray or Function)
            return value;
        var chosen = new JsObject(engine);
        foreach (var name in names.Where(name => instance.HasOwnProperty(name)))
            chosen.FastSetDataProperty(name, instance.Get(name));
        return chosen;
    }

    private void Step()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (++_nodes > MaxNodes)
            throw Refused($"at most {MaxNodes} values");
        if ((_nodes & 63) == 0)
            engine.Constraints.Check();
    }

    private ObjectInstance Prototype(string name) => engine.Global.Get(name).AsObject().Get("prototype").AsObject();

    private void Wrap(ObjectInstance owner, string name, Func<JsValue, JsValue, JsValue[], JsValue> call)
    {
        if (owner.Get(name) is not Function original)
            return;
        var wrapped = new ClrFunction(engine, name, (self, arguments) => call(original, self, arguments.ToArray()));
        if (name == "BigInt")
        {
            foreach (var member in new[] { "prototype", "asIntN", "asUintN" })
                wrapped.FastSetDataProperty(member, original.Get(member));
        }

        owner.FastSetDataProperty(name, wrapped);
    }

    private static JsValue Short(JsValue text, int limit) => Length(text) > limit ? throw Refused($"a text of at most {limit} characters") : text;

    private static long Length(JsValue value) => value is JsString text ? text.Length : 0;

    private static JsValue At(JsValue[] arguments, int index) => index < arguments.Length ? arguments[index] : JsValue.Undefined;

    private static ActivityFaultException Refused(string expected) => new($"Expected {expected} in a script, but found more.") { Code = "script-limit" };
}
