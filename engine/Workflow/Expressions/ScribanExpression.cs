using System.Collections;
using System.Globalization;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Interpreter;
using Scriban;
using Scriban.Functions;
using Scriban.Runtime;
using Scriban.Syntax;

namespace GridWorkflow.Workflow.Expressions;

/// <summary>
/// A Scriban template, parsed once; a language of ours, which a stock Elsa does not know. It sees copies of plain values and the
/// functions on texts, lists, numbers and durations: none that reads a clock, draws a random number, loads or evaluates.
/// </summary>
internal sealed class ScribanExpression : Expression
{
    private const int MaxLength = 16 * 1024;
    private const int MaxNesting = 64;

    private static readonly ScriptObject Functions = NewFunctions();

    private readonly Template _template;
    private readonly Compilation.Scope _scope;

    private ScribanExpression(Template template, Compilation.Scope scope) => (_template, _scope) = (template, scope);

    public static Expression? Compile(Compilation.Scope scope, string property, string source)
    {
        if (source.Length > MaxLength || DepthOf(source) > MaxNesting)
        {
            scope.Report("template-bomb", $"Expected a template of at most {MaxLength} characters and {MaxNesting} levels, but found more.", "Simplify the template.", property);
            return null;
        }

        var template = Template.Parse(source);
        if (!template.HasErrors)
        {
            AskedVariables.Watch(scope, property, template.Page!);
            return new ScribanExpression(template, scope);
        }

        scope.Report("bad-template", $"Expected a Scriban template, but {string.Join(' ', template.Messages)}", "Mend the template.", property);
        return null;
    }

    public override object? Evaluate(ActivityContext c)
    {
        using var timeout = new CancellationTokenSource(c.World.Budget.MaxScriptTime);
        var context = new WatchedContext(Functions, new TemplateSpend(c.World.Budget))
        {
            LoopLimit = 1_000,
            RecursiveLimit = 16,
            ObjectRecursionLimit = 16,
            LimitToString = LiquidLimits.MaxText,
            RegexTimeOut = TimeSpan.FromMilliseconds(50),
            StrictVariables = false,
            EnableRelaxedMemberAccess = true,
            TemplateLoader = null,
            NewLine = "\n",
            CancellationToken = timeout.Token,
        };
        context.PushCulture(CultureInfo.InvariantCulture);
        context.PushGlobal(Model(c));
        try
        {
            var text = _template.Render(context);
            // Scriban cuts texts off at its limit; a text that was cut says something else than was meant.
            return text.Length < LiquidLimits.MaxText ? text : throw LiquidLimits.Refused();
        }
        catch (ScriptRuntimeException e) when (e.InnerException is ActivityFaultException limit)
        {
            throw limit;
        }
        catch (Exception e) when (e is ScriptRuntimeException or OperationCanceledException or InsufficientExecutionStackException)
        {
            throw new ActivityFaultException($"Template: {e.Message}", e) { Code = e is ScriptRuntimeException ? "template-error" : "template-limit" };
        }
    }

    private ScriptObject Model(ActivityContext c)
    {
        var variables = new ScriptObject();
        for (var scope = c; scope is not null; scope = scope.Parent)
        {
            foreach (var (name, value) in scope.Dynamic ?? [])
                variables.TryAdd(name, Copy(value));
            for (var index = 0; index < scope.Activity.Variables.Length; index++)
                variables.TryAdd(scope.Activity.Variables[index].Name, Copy(scope.Slots[index]));
        }

        var input = new ScriptObject(StringComparer.OrdinalIgnoreCase);
        foreach (var name in c.Machine.WorkflowInputs.Keys.Concat(_scope.Definition.Inputs.Select(declared => declared.Name)))
            input[name] = Copy(c.Machine.InputOf(c, name));
        return new ScriptObject
        {
            ["Variables"] = variables,
            ["Input"] = input,
            ["CorrelationId"] = c.CorrelationId,
            ["WorkflowDefinitionId"] = c.Program.DefinitionId,
            ["WorkflowInstanceId"] = c.InstanceId.ToString(),
            ["Now"] = c.World.Now.UtcDateTime,
        };
    }

    private static object? Copy(object? value) => value switch
    {
        IDictionary<string, object?> entries => Dictionary(entries),
        byte[] bytes => Convert.ToBase64String(bytes),
        IList list => new ScriptArray(list.Cast<object?>().Select(Copy)),
        Guid id => id.ToString(),
        DateTimeOffset instant => instant.UtcDateTime,
        _ => value,
    };

    private static ScriptObject Dictionary(IDictionary<string, object?> entries)
    {
        var copy = new ScriptObject();
        foreach (var (key, item) in entries)
            copy[key] = Copy(item);
        return copy;
    }

    private static ScriptObject NewFunctions()
    {
        var math = new MathFunctions();
        math.Remove("random");
        math.Remove("uuid");
        var functions = new ScriptObject
        {
            ["string"] = new StringFunctions(),
            ["array"] = new ArrayFunctions(),
            ["math"] = math,
            ["regex"] = new RegexFunctions(),
            ["html"] = new HtmlFunctions(),
            ["timespan"] = new TimeSpanFunctions(),
        };
        functions.IsReadOnly = true;
        return functions;
    }

    private static int DepthOf(string source)
    {
        var (depth, deepest) = (0, 0);
        foreach (var character in source)
        {
            depth += character is '(' or '[' or '{' ? 1 : character is ')' or ']' or '}' ? -1 : 0;
            deepest = Math.Max(deepest, depth);
        }

        foreach (var word in source.Split(' ', '\n', '\t', '{', '}', '~', '-'))
            deepest = Math.Max(deepest, depth += word is "if" or "for" or "while" or "func" or "capture" or "case" or "with" or "wrap" ? 1 : word is "end" ? -1 : 0);
        return deepest;
    }

    /// <summary>Looks at what the template has spent before each node: Scriban counts loops and texts, but not the memory of many texts.</summary>
    private sealed class WatchedContext(ScriptObject functions, TemplateSpend spend) : TemplateContext(functions)
    {
        public override object? Evaluate(ScriptNode? scriptNode, bool aliasReturnedFunction)
        {
            spend.Check();
            return base.Evaluate(scriptNode, aliasReturnedFunction);
        }
    }
}
