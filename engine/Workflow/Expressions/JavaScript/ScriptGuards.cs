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

    /// <summary>Characters of a text that is put together from others.</summary>
    public const int MaxWhole = 4 * MaxText;

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

    private static readonly string[] Named = [.. Growing, .. Searching, .. Coding, "normalize", "RegExp", "compile", "flat", "stringify", "BigInt", "bind", "concat", "raw"];

    /// <summary>Objects in which a script can find them by a name that it puts together.</summary>
    private static readonly string[] Holding = ["globalThis", "Temporal", "toTemporalInstant"];

    private const string Tag = "$text";

    private const int MaxSubstitutions = 3;

    private const string Hidden = "hidden BigInts";

    private readonly HashSet<string> _installed = new(StringComparer.Ordinal);
    private int _nodes;

    /// <summary>The bounds that a script can come up against. Installing is not free, so a script gets only what its text can reach.</summary>
    public static IReadOnlyList<string> For(ScriptNames names)
    {
        List<string> guards = names.ReachesByName ? [.. Named, "join"] : [.. Named.Where(names.Identifiers.Contains)];
        if (names.MakesArrays && !names.ReachesByName)
            guards.Add("join");
        if (IsTagged(names))
            guards.Add(Tag);
        if (names.ReachesByName && !names.HasBigInts && (names.SaysThis || names.Identifiers.Overlaps(Holding)))
            guards.Add(Hidden);
        return guards;
    }

    /// <summary>
    /// The script with a tag before each template, which counts what it puts together: a template of a thousand substitutions, each a
    /// text of megabytes, is one expression. A few substitutions cannot make much of what the limit of memory lets through.
    /// </summary>
    public static string Tagged(string source, ScriptNames names)
    {
        if (!IsTagged(names))
            return source;
        foreach (var start in names.Templates.OrderDescending())
            source = source.Insert(start, $"{Tag} ");
        return source;
    }

    private static bool IsTagged(ScriptNames names) => names.Substitutions > MaxSubstitutions;

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
            case Tag:
                engine.SetValue(Tag, new ClrFunction(engine, Tag, (_, arguments) => Join(arguments.ToArray())));
                break;
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
            case "concat":
                Wrap(Prototype("String"), guard, (original, self, arguments) => Whole(Length(self) + arguments.Sum(Length)) ? original.Call(self, arguments) : throw TooLong());
                break;
            case "raw":
                Wrap(engine.Global.Get("String").AsObject(), guard, (original, self, arguments) => Whole(arguments.Skip(1).Sum(Length) + Items(At(arguments, 0).IsObject() ? At(arguments, 0).Get("raw") : JsValue.Undefined))
                    ? original.Call(self, arguments) : throw TooLong());
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
            if (name is "replace" or "replaceAll" && !Whole(Replaced(self, At(arguments, 0), At(arguments, 1))))
                throw TooLong();
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

    private static JsValue Join(JsValue[] arguments)
    {
        var text = new System.Text.StringBuilder();
        var texts = At(arguments, 0).AsArray();
        for (var index = 0; index < arguments.Length; index++)
        {
            text.Append(texts[index].ToString());
            if (index + 1 < arguments.Length)
                text.Append(TypeConverter.ToString(arguments[index + 1]));
            if (!Whole(text.Length))
                throw TooLong();
        }

        return text.ToString();
    }

    /// <summary>Each nested array comes by here again, so depth and time are seen.</summary>
    private JsValue Walk(JsValue original, JsValue self, JsValue[] arguments)
    {
        Step();
        if (!Whole(Items(self) + (self is JsArray list ? list.Length * Length(At(arguments, 0)) : 0)))
            throw TooLong();
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

    /// <summary>The characters of what an array holds as texts; arrays within it are asked when their turn comes.</summary>
    private static long Items(JsValue value) => value is JsArray { Length: < MaxNodes } list ? list.Sum(Length) : value is JsArray ? MaxNodes : 0;

    /// <summary>What a text may grow to: each occurrence of a text, and each character where an expression says what occurs.</summary>
    private static long Replaced(JsValue self, JsValue pattern, JsValue by)
    {
        var places = pattern is JsString { Length: > 0 } text && self is JsString where ? where.ToString().AsSpan().Count(text.ToString()) : Length(self);
        return places * Length(by);
    }

    private static bool Whole(long characters) => characters <= MaxWhole;

    private static ActivityFaultException TooLong() => Refused($"a text of at most {MaxWhole} characters");

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
