using Acornima;
using Acornima.Ast;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Workflow.Expressions;

/// <summary>
/// Compiles JavaScript once per definition version. What consists of literals, variables, operators and templates only becomes a
/// tree of delegates without a script engine; everything else is prepared for Jint.
/// </summary>
internal static class JavaScriptCompiler
{
    private const int MaxLength = 64 * 1024;

    private static readonly ParserOptions Parsing = new() { AllowReturnOutsideFunction = true, EcmaVersion = EcmaVersion.Latest };

    public static Expression? Compile(Compilation.Scope scope, string property, string source, bool isActivity = false)
    {
        if (source.Length > MaxLength)
        {
            scope.Report("script-too-long", $"Expected at most {MaxLength} characters of script, but found {source.Length}.", "Shorten it.", property);
            return null;
        }

        Script script;
        var names = new ScriptNames();
        try
        {
            script = new Parser(Parsing).ParseScript(source);
            names.Visit(script);
        }
        catch (ParseErrorException e)
        {
            scope.Report("bad-script", $"Expected JavaScript, but {e.Message}", "Mend the expression.", property);
            return null;
        }
        catch (InsufficientExecutionStackException)
        {
            scope.Report("script-too-deep", "Expected JavaScript of ordinary depth, but it is nested too deeply.", "Simplify the expression.", property);
            return null;
        }

        if (BigNumbers.Refuse(script, names) is { } bomb)
        {
            scope.Report("script-bomb", bomb, "Use ordinary numbers, or fewer multiplications outside of loops.", property);
            return null;
        }

        var whole = new ScriptExpression(source, names, scope, property, isActivity);
        scope.Compilation.Add(whole);
        if (isActivity)
            return whole;
        return SimpleScript.TryCompile(scope, script) is { } simple ? new SimpleExpression(simple, whole) : whole;
    }
}
