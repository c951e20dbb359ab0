using System.Globalization;
using Acornima;
using Acornima.Ast;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using Jint;
using Jint.Runtime;

namespace GridWorkflow.Workflow.Expressions;

/// <summary>
/// A script for Jint: without typed arrays (they pass the memory limit), without code from strings and without .NET objects; values
/// go in and come out as copies. A script that could change what others see has an engine of its own; tame ones share one per burst.
/// </summary>
internal sealed class ScriptExpression(
    string source, ScriptNames names, Compilation.Scope scope, string property, bool isActivity) : Expression, IBound
{
    private const int MaxRecursion = 200;

    private static readonly string[] Removed =
    [
        "ArrayBuffer", "SharedArrayBuffer", "DataView", "Atomics", "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array",
        "Int32Array", "Uint32Array", "Float16Array", "Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array", "ShadowRealm", "WeakRef",
        "FinalizationRegistry",
    ];

    private static readonly ScriptPreparationOptions Preparing = new()
    {
        ParsingOptions = new ScriptParsingOptions { AllowReturnOutsideFunction = true, Tolerant = false },
    };

    private readonly Lazy<Prepared<Script>> _prepared = new(() => Engine.PrepareScript(ScriptGuards.Tagged(source, names), options: Preparing));

    // Removing is not free; a script that names none of them and has no way to the global object cannot reach them.
    private readonly bool _couldReachRemoved = names.SaysThis || names.Identifiers.Contains("globalThis") || Removed.Any(names.Identifiers.Contains);

    private readonly IReadOnlyList<string> _guards = ScriptGuards.For(names);

    private readonly bool _isTame = names.IsTame && !names.HasBigInts && !Removed.Any(names.Identifiers.Contains);

    private ScriptBindings _bindings = null!;

    public void Bind(Compilation compilation) => _bindings = ScriptBindings.Find(names, scope, compilation, isActivity);

    /// <summary>Names no variable, output or input that anything in the definition makes: it would fail, or find nothing, when evaluated.</summary>
    public void Note(Compilation compilation)
    {
        if (compilation.MakesVariables || compilation.Definition.UsableAsActivity || scope.IsNested)
            return;
        var unknown = _bindings.Dynamic.Where(entry => !names.Known.Contains(entry.Name) && entry.Pascal is not ("CurrentValue" or "CurrentIndex")).Select(entry => entry.Name)
            .Concat(names.Variables.Where(name => scope.FindVariableByName(name) is null && name is not ("CurrentValue" or "CurrentIndex")).Select(name => $"variables.{name}"));
        foreach (var name in unknown)
        {
            scope.Note("unknown-variable", $"Expected a variable, input or output that exists, but the script asks for '{name}'.",
                Nearest.Suggest(name, scope.VisibleVariables().Select(slot => name.Contains('.', StringComparison.Ordinal) ? $"variables.{slot.Name}" : $"{name[..3]}{Accessors.Pascal(slot.Name)}")) ?? "Declare it or mend the name.", property);
        }
    }

    public override object? Evaluate(ActivityContext c)
    {
        try
        {
            if (!_isTame)
                return Evaluate(c, new ScriptSession(NewEngine(c.World, _couldReachRemoved, names.HasBigInts ? 32 : 3)));
            return Evaluate(c, c.Machine.Scripts ??= new ScriptSession(NewEngine(c.World, removes: false, 3)));
        }
        catch (Exception e) when (e is JintException or ParseErrorException or InsufficientExecutionStackException or TimeoutException or OutOfMemoryException or System.Text.RegularExpressions.RegexMatchTimeoutException)
        {
            throw new ActivityFaultException(Explain(e), e) { Code = e is JavaScriptException ? "script-error" : "script-limit" };
        }
    }

    private object? Evaluate(ActivityContext c, ScriptSession session)
    {
        try
        {
            session.Host.Enter(c, _bindings);
            session.Guards.Enter(_guards);
            var result = session.Engine.Evaluate(_prepared.Value).UnwrapIfPromise(c.World.Budget.MaxScriptTime);
            session.Host.WriteBack();
            return ScriptValue.ToClr(result);
        }
        finally
        {
            session.Host.Leave();
        }
    }

    private static string Explain(Exception e) => e switch
    {
        JavaScriptException script => script.Message,
        MemoryLimitExceededException => "Expected a script within its memory limit, but it used more.",
        StatementsCountOverflowException => "Expected a script within its statement limit, but it ran on.",
        RecursionDepthOverflowException or InsufficientExecutionStackException => "Expected a script of ordinary depth, but it calls itself too deeply.",
        TimeoutException => "Expected a script within its time limit, but it ran on.",
        _ => e.Message,
    };

    /// <param name="world">Time, ids and the budget.</param>
    /// <param name="removes">Takes out what no script may use.</param>
    /// <param name="part">Divides the memory of the budget: a text that is compared with a BigInt is read as a number, in the square of its length.</param>
    private static Engine NewEngine(World world, bool removes, int part)
    {
        var engine = new Engine(options =>
        {
            options.Culture = CultureInfo.InvariantCulture;
            options.TimeZone = TimeZoneInfo.Utc;
            options.TimeSystem = new WorldTime(world);
            options.Host.StringCompilationAllowed = false;
            options.Interop.Enabled = false;
            options.Constraints.MaxArraySize = 1_000_000;
            options.Constraints.StackOverflowGuard = true;
            options.Constraints.RegexTimeout = world.Budget.MaxScriptTime;
            options.Constraints.PromiseTimeout = world.Budget.MaxScriptTime;
            options.Json.MaxParseDepth = 128;
            // Memory is looked at between statements: the last one may double what was there, and the copy of the result is yet to come.
            options.LimitRecursion(MaxRecursion)
                .MaxStatements(world.Budget.MaxScriptStatements)
                .TimeoutInterval(world.Budget.MaxScriptTime)
                .LimitMemory(world.Budget.MaxScriptMemoryBytes / part);
        });
        if (removes)
        {
            foreach (var name in Removed)
                engine.Global.Delete(name);
        }

        return engine;
    }

    public override string ToString() => source;
}
