using GridWorkflow.Casework.Loading;
using Scriban.Syntax;

namespace GridWorkflow.Casework.Notices;

/// <summary>Holds a template against the closed list of what it may do: show and compare texts of the model. Everything else is refused.</summary>
internal static class TemplateNames
{
    /// <param name="node">A parsed template.</param>
    /// <param name="refuse">Takes code, reason, remedy and the line within the template, from 0.</param>
    public static void Check(ScriptNode? node, Action<string, string, string, int> refuse)
    {
        switch (node)
        {
            case null or ScriptRawStatement or ScriptEscapeStatement or ScriptLiteral or ScriptToken or ScriptKeyword or ScriptIdentifier or ScriptNopStatement:
                return;
            case ScriptMemberExpression { Target: ScriptVariableGlobal group, Member: { } member }:
                CheckMember(group, member, refuse);
                return;
            case ScriptVariableGlobal name:
                CheckName(name, refuse);
                return;
            case ScriptBinaryExpression { Operator: var binary } when !Compares(binary):
            case ScriptUnaryExpression { Operator: not ScriptUnaryOperator.Not }:
                // A text times a thousand million, or the numbers up to there, are one expression.
                refuse("template-statement", $"Expected a comparison, but found '{node}'.", "Templates compare texts (==, !=, <, >, &&, ||, !); they compute nothing.", node.Span.Start.Line);
                return;
            case ScriptPage or ScriptBlockStatement or ScriptExpressionStatement or ScriptIfStatement or ScriptElseStatement or ScriptEndStatement
                or ScriptBinaryExpression or ScriptUnaryExpression or ScriptNestedExpression or ScriptConditionalExpression or ScriptList:
                for (var index = 0; index < node.ChildrenCount; index++)
                    Check(node.GetChildren(index), refuse);
                return;
            default:
                refuse("template-statement", $"Expected texts of the case and 'if', but found '{node}'.", "Templates show values, {{ file.number }}, and choose with {{ if clock.overdue != \"\" }}; they call no functions.", node.Span.Start.Line);
                return;
        }
    }

    /// <summary>How many values a template shows or compares.</summary>
    public static int Count(ScriptNode? node)
    {
        if (node is null or ScriptMemberExpression or ScriptVariableGlobal)
            return node is null ? 0 : 1;
        var count = 0;
        for (var index = 0; index < node.ChildrenCount; index++)
            count += Count(node.GetChildren(index));
        return count;
    }

    private static bool Compares(ScriptBinaryOperator binary) => binary is ScriptBinaryOperator.CompareEqual or ScriptBinaryOperator.CompareNotEqual
        or ScriptBinaryOperator.CompareLess or ScriptBinaryOperator.CompareLessOrEqual or ScriptBinaryOperator.CompareGreater or ScriptBinaryOperator.CompareGreaterOrEqual
        or ScriptBinaryOperator.And or ScriptBinaryOperator.Or or ScriptBinaryOperator.EmptyCoalescing or ScriptBinaryOperator.NotEmptyCoalescing;

    private static void CheckMember(ScriptVariableGlobal group, ScriptVariable member, Action<string, string, string, int> refuse)
    {
        if (!TemplateModel.Names.TryGetValue(group.Name, out var names) || names.IsEmpty)
            Unknown($"{group.Name}.{member.Name}", group, refuse);
        else if (!names.Contains(member.Name))
            Unknown($"{group.Name}.{member.Name}", member, refuse);
    }

    private static void CheckName(ScriptVariableGlobal name, Action<string, string, string, int> refuse)
    {
        if (!TemplateModel.Names.TryGetValue(name.Name, out var names))
            Unknown(name.Name, name, refuse);
        else if (!names.IsEmpty)
            refuse("template-name", $"Expected one text of '{name.Name}', but found all of it.", $"Write one of: {string.Join(", ", names.Select(inner => $"{name.Name}.{inner}"))}.", name.Span.Start.Line);
    }

    private static void Unknown(string found, ScriptNode at, Action<string, string, string, int> refuse)
    {
        var known = TemplateModel.Names.SelectMany(pair => pair.Value.IsEmpty ? [pair.Key] : pair.Value.Select(inner => $"{pair.Key}.{inner}")).ToArray();
        refuse("template-name", $"Expected a text that templates know, but found '{found}'.", Names.Remedy(found, known), at.Span.Start.Line);
    }
}
