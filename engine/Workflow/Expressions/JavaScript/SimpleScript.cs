using Acornima;
using Acornima.Ast;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Interpreter;
using AcornimaExpression = Acornima.Ast.Expression;

namespace GridWorkflow.Workflow.Expressions;

/// <summary>The part of JavaScript that runs without a script engine: literals, variables, inputs, operators, templates.</summary>
internal abstract class SimpleScript
{
    public abstract Scalar Evaluate(ActivityContext c);

    /// <summary>The tree for a script of one expression; null when something in it needs the engine.</summary>
    public static SimpleScript? TryCompile(Compilation.Scope scope, Script script) => script.Body.Count == 1
        ? script.Body[0] switch
        {
            ExpressionStatement statement => Compile(scope, statement.Expression),
            ReturnStatement { Argument: { } argument } => Compile(scope, argument),
            _ => null,
        }
        : null;

    private static SimpleScript? Compile(Compilation.Scope scope, AcornimaExpression node)
    {
        switch (node)
        {
            case NumericLiteral literal:
                return new Constant(Scalar.Of(literal.Value));
            case StringLiteral literal:
                return new Constant(Scalar.Of(literal.Value));
            case BooleanLiteral literal:
                return new Constant(Scalar.Of(literal.Value));
            case NullLiteral:
                return new Constant(Scalar.Null);
            case ParenthesizedExpression inner:
                return Compile(scope, inner.Expression);
            case TemplateLiteral template:
                return CompileTemplate(scope, template);
            case MemberExpression { Computed: false, Optional: false, Object: Identifier { Name: "variables" }, Property: Identifier property }:
                return scope.FindVariableByName(property.Name) is { } known ? new Variable(known) : null;
            case CallExpression { Optional: false, Callee: Identifier callee } call:
                return CompileCall(scope, callee.Name, call);
            case LogicalExpression logical:
                return Compile(scope, logical.Left) is { } first && Compile(scope, logical.Right) is { } second ? new Logical(logical.Operator, first, second) : null;
            case NonLogicalBinaryExpression binary when Binary.Knows(binary.Operator):
                return Compile(scope, binary.Left) is { } left && Compile(scope, binary.Right) is { } right ? new Binary(binary.Operator, left, right) : null;
            case NonUpdateUnaryExpression { Operator: Operator.LogicalNot or Operator.UnaryNegation or Operator.UnaryPlus } unary:
                return Compile(scope, unary.Argument) is { } argument ? new Unary(unary.Operator, argument) : null;
            case ConditionalExpression conditional:
                return Compile(scope, conditional.Test) is { } test && Compile(scope, conditional.Consequent) is { } then && Compile(scope, conditional.Alternate) is { } otherwise
                    ? new Conditional(test, then, otherwise)
                    : null;
            default:
                return null;
        }
    }

    private static SimpleScript? CompileCall(Compilation.Scope scope, string name, CallExpression call)
    {
        if (call.Arguments.Count == 1 && name == "getInput" && call.Arguments[0] is StringLiteral input)
            return scope.IsNested ? null : new Input(input.Value);
        if (call.Arguments.Count != 0 || !name.StartsWith("get", StringComparison.Ordinal) || name.Length == 3)
            return null;
        if (Accessors.Find(scope, name[3..]) is { } target)
            return new Variable(target);
        return name is "getCurrentValue" or "getCurrentIndex" ? new Named(name[3..]) : null;
    }

    private static Template? CompileTemplate(Compilation.Scope scope, TemplateLiteral template)
    {
        var parts = new SimpleScript[template.Expressions.Count];
        for (var index = 0; index < parts.Length; index++)
        {
            if (Compile(scope, template.Expressions[index]) is not { } part)
                return null;
            parts[index] = part;
        }

        return new Template([.. template.Quasis.Select(quasi => quasi.Value.Cooked ?? "")], parts);
    }

    private sealed class Constant(Scalar value) : SimpleScript
    {
        public override Scalar Evaluate(ActivityContext c) => value;
    }

    private sealed class Variable(VariableTarget target) : SimpleScript
    {
        public override Scalar Evaluate(ActivityContext c) => Scalar.Of(c.Read(target));
    }

    private sealed class Named(string name) : SimpleScript
    {
        public override Scalar Evaluate(ActivityContext c) => c.TryGetVariable(name, out var value) ? Scalar.Of(value) : Scalar.Other;
    }

    private sealed class Input(string name) : SimpleScript
    {
        public override Scalar Evaluate(ActivityContext c) => Scalar.Of(c.WorkflowInput(name));
    }

    private sealed class Template(string[] texts, SimpleScript[] parts) : SimpleScript
    {
        public override Scalar Evaluate(ActivityContext c)
        {
            if (parts.Length == 1)
                return parts[0].Evaluate(c).AsText is { } only ? Scalar.Of(string.Concat(texts[0], only, texts[1])) : Scalar.Other;
            var pieces = new string[texts.Length + parts.Length];
            for (var index = 0; index < parts.Length; index++)
            {
                pieces[2 * index] = texts[index];
                if (parts[index].Evaluate(c).AsText is not { } text)
                    return Scalar.Other;
                pieces[(2 * index) + 1] = text;
            }

            pieces[^1] = texts[^1];
            return Scalar.Of(string.Concat(pieces));
        }
    }

    private sealed class Logical(Operator op, SimpleScript left, SimpleScript right) : SimpleScript
    {
        public override Scalar Evaluate(ActivityContext c)
        {
            var first = left.Evaluate(c);
            if (op == Operator.NullishCoalescing)
                return first.Kind == ScalarKind.Other ? first : first.IsNothing ? right.Evaluate(c) : first;
            return first.Truthy is not { } truthy ? Scalar.Other : truthy == (op == Operator.LogicalAnd) ? right.Evaluate(c) : first;
        }
    }

    private sealed class Conditional(SimpleScript test, SimpleScript then, SimpleScript otherwise) : SimpleScript
    {
        public override Scalar Evaluate(ActivityContext c) =>
            test.Evaluate(c).Truthy is not { } met ? Scalar.Other : met ? then.Evaluate(c) : otherwise.Evaluate(c);
    }

    private sealed class Unary(Operator op, SimpleScript argument) : SimpleScript
    {
        public override Scalar Evaluate(ActivityContext c)
        {
            var value = argument.Evaluate(c);
            if (op == Operator.LogicalNot)
                return value.Truthy is { } truthy ? Scalar.Of(!truthy) : Scalar.Other;
            return value.AsNumber is { } number ? Scalar.Of(op == Operator.UnaryNegation ? -number : number) : Scalar.Other;
        }
    }

    private sealed class Binary(Operator op, SimpleScript left, SimpleScript right) : SimpleScript
    {
        public static bool Knows(Operator op) => op is Operator.Addition or Operator.Subtraction or Operator.Multiplication or Operator.Division
            or Operator.Remainder or Operator.Equality or Operator.Inequality or Operator.StrictEquality or Operator.StrictInequality
            or Operator.LessThan or Operator.LessThanOrEqual or Operator.GreaterThan or Operator.GreaterThanOrEqual;

        public override Scalar Evaluate(ActivityContext c)
        {
            var a = left.Evaluate(c);
            var b = right.Evaluate(c);
            if (a.Kind == ScalarKind.Other || b.Kind == ScalarKind.Other)
                return Scalar.Other;
            switch (op)
            {
                case Operator.Addition when a.Kind == ScalarKind.String || b.Kind == ScalarKind.String:
                    return a.AsText is { } head && b.AsText is { } tail ? Scalar.Of(string.Concat(head, tail)) : Scalar.Other;
                case Operator.Equality or Operator.Inequality:
                    return Same(a, b, strict: false) is { } alike ? Scalar.Of(alike == (op == Operator.Equality)) : Scalar.Other;
                case Operator.StrictEquality or Operator.StrictInequality:
                    return Same(a, b, strict: true) is { } same ? Scalar.Of(same == (op == Operator.StrictEquality)) : Scalar.Other;
            }

            if (a.Kind == ScalarKind.String && b.Kind == ScalarKind.String)
                return Compare(string.CompareOrdinal(a.Text, b.Text), 0);
            if (a.AsNumber is not { } x || b.AsNumber is not { } y)
                return Scalar.Other;
            return op switch
            {
                Operator.Addition => Scalar.Of(x + y),
                Operator.Subtraction => Scalar.Of(x - y),
                Operator.Multiplication => Scalar.Of(x * y),
                Operator.Division => Scalar.Of(x / y),
                Operator.Remainder => Scalar.Of(x % y),
                _ => Compare(x, y),
            };
        }

        private static bool? Same(Scalar a, Scalar b, bool strict)
        {
            if (a.Kind == b.Kind)
                return a.Kind switch { ScalarKind.String => string.Equals(a.Text, b.Text, StringComparison.Ordinal), _ => a.IsNothing || a.Number == b.Number };
            if (strict || (a.IsNothing != b.IsNothing))
                return false;
            return a.IsNothing ? true : null;
        }

        private Scalar Compare(double x, double y) => op switch
        {
            Operator.LessThan => Scalar.Of(x < y),
            Operator.LessThanOrEqual => Scalar.Of(x <= y),
            Operator.GreaterThan => Scalar.Of(x > y),
            Operator.GreaterThanOrEqual => Scalar.Of(x >= y),
            _ => Scalar.Other,
        };
    }
}

/// <summary>A simple script, with the whole one for values that only a script engine can handle. It has no side effects, so trying is free.</summary>
internal sealed class SimpleExpression(SimpleScript simple, ScriptExpression whole) : Expression
{
    public override object? Evaluate(ActivityContext c)
    {
        var result = simple.Evaluate(c);
        return result.Kind == ScalarKind.Other ? whole.Evaluate(c) : result.ToObject();
    }
}
