using System.Text.Json;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Expressions;

/// <summary>From the JSON of an input to a compiled expression. The table of languages is closed.</summary>
internal static class ExpressionCompiler
{
    private static readonly string[] Languages = ["Literal", "Object", "Variable", "Input", "JavaScript", "Liquid", "Scriban"];

    /// <summary>Null when the input has no expression, which is null, or was refused.</summary>
    public static Expression? Compile(Compilation.Scope scope, string property, JsonElement json, DataType type)
    {
        if (json.ValueKind != JsonValueKind.Object || !(json.TryGetProperty("expression", out var expression) || json.TryGetProperty("typeName", out _)))
            return new ConstantExpression(StoredValue.FromJson(json));
        return expression.ValueKind == JsonValueKind.Object ? CompileBare(scope, property, expression, type) : null;
    }

    /// <summary>Compiles <c>{type, value}</c>.</summary>
    public static Expression? CompileBare(Compilation.Scope scope, string property, JsonElement expression, DataType type)
    {
        if (expression.ValueKind != JsonValueKind.Object)
            return new ConstantExpression(StoredValue.FromJson(expression));
        var language = Json.Text(expression, "type");
        expression.TryGetProperty("value", out var value);
        switch (language)
        {
            case null:
                return null;
            case "Literal":
                return new ConstantExpression(value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? value.GetRawText() : StoredValue.FromJson(value));
            case "Object":
                return new ConstantExpression(ObjectValue(value, type));
            case "Variable":
                return Variable(scope, property, value);
            case "Input":
                return Json.Text(value, "name") is { } name ? new WorkflowInputExpression(name) : Refuse(scope, property, "bad-expression",
                    "Expected the name of a workflow input, but found none.", "Choose an input of the workflow.");
            case "JavaScript":
                return value.ValueKind == JsonValueKind.String ? JavaScriptCompiler.Compile(scope, property, value.GetString()!) : new ConstantExpression(StoredValue.FromJson(value));
            case "Liquid":
                return value.ValueKind == JsonValueKind.String ? LiquidExpression.Compile(scope, property, value.GetString()!) : null;
            case "Scriban":
                return value.ValueKind == JsonValueKind.String ? ScribanExpression.Compile(scope, property, value.GetString()!) : null;
            case "CSharp" or "Python" or "Delegate":
                return Refuse(scope, property, "refused-language", $"Expected a language that runs here, but found {language}.", "Write it in JavaScript or Liquid.");
            default:
                return Refuse(scope, property, "unknown-expression-type", $"Expected a known expression type, but found '{language}'.",
                    Nearest.Suggest(language, Languages) ?? $"Choose one of {string.Join(", ", Languages)}.");
        }
    }

    /// <summary>
    /// The script of a RunJavaScript activity: the text that its input evaluates to. A literal is the script itself; as JavaScript it
    /// is the script too, as Elsa's designer writes it.
    /// </summary>
    public static Expression? CompileScript(Compilation.Scope scope, string property, JsonElement json)
    {
        var text = json.ValueKind == JsonValueKind.String ? json.GetString()
            : json.ValueKind == JsonValueKind.Object && json.TryGetProperty("expression", out var expression) ? Json.Text(expression, "value") : null;
        return string.IsNullOrWhiteSpace(text) ? null : JavaScriptCompiler.Compile(scope, property, text, isActivity: true);
    }

    private static object? ObjectValue(JsonElement value, DataType type)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString() : value.ValueKind == JsonValueKind.Undefined ? null : value.GetRawText();
        return type is { Kind: DataKind.Object or DataKind.String, IsArray: false } || text is null || !StoredValue.TryParseJson(text, out var parsed) ? text : parsed;
    }

    private static Expression? Variable(Compilation.Scope scope, string property, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
            value = Reference(value.GetString()!);
        var target = Json.Text(value, "id") is { } id ? scope.FindVariable(id) : null;
        target ??= Json.Text(value, "name") is { } name ? scope.FindVariableByName(name) : null;
        if (target is not null)
            return new VariableExpression(target);
        if (Json.Text(value, "name") is { } dynamic)
            return new NamedVariableExpression(dynamic);
        return Refuse(scope, property, "unknown-variable", $"Expected a variable, but found {value}.", "Choose a variable of the workflow.");
    }

    /// <summary>A variable written as the text of its JSON, or as its id.</summary>
    private static JsonElement Reference(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // Not JSON: the text is the id.
        }

        return JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["id"] = text });
    }

    private static Expression? Refuse(Compilation.Scope scope, string property, string code, string reason, string remedy)
    {
        scope.Report(code, reason, remedy, property);
        return null;
    }
}

internal sealed class VariableExpression(VariableTarget target) : Expression
{
    public override object? Evaluate(ActivityContext c) => c.Read(target);
}

/// <summary>A variable that only an iteration declares, such as <c>CurrentValue</c>.</summary>
internal sealed class NamedVariableExpression(string name) : Expression
{
    public override object? Evaluate(ActivityContext c) => c.TryGetVariable(name, out var value) ? value : null;
}

internal sealed class WorkflowInputExpression(string name) : Expression
{
    public override object? Evaluate(ActivityContext c) => c.WorkflowInput(name);
}
