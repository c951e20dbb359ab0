using Acornima;
using Acornima.Ast;

namespace GridWorkflow.Workflow.Expressions;

/// <summary>
/// How far the BigInts of a script can grow. Jint multiplies and prints them without looking at a limit, for minutes, so what
/// multiplies them more than a few times in a row is refused when it is compiled.
/// </summary>
internal sealed class BigNumbers : AstVisitor
{
    /// <summary>Doublings of the digits; seven of a number of 300 digits print in some 50 ms.</summary>
    private const int MaxDoublings = 7;

    private int _doublings;
    private int _repeated;

    /// <summary>Why a script is refused; null when it may run.</summary>
    public static string? Refuse(Script script, ScriptNames names)
    {
        if (!names.HasBigInts)
            return null;
        var visitor = new BigNumbers();
        visitor.Visit(script);
        return visitor._doublings > MaxDoublings
            ? "Expected BigInts that stay small, but the script multiplies them in a loop or a function, or raises them to a high power." : null;
    }

    protected override object? VisitLiteral(Literal node)
    {
        if (node is BigIntLiteral { Raw.Length: > 300 })
            _doublings = MaxDoublings + 1;
        return base.VisitLiteral(node);
    }

    protected override object? VisitBinaryExpression(BinaryExpression node)
    {
        Count(node.Operator, node.Right);
        return base.VisitBinaryExpression(node);
    }

    protected override object? VisitAssignmentExpression(AssignmentExpression node)
    {
        Count(node.Operator, node.Right);
        return base.VisitAssignmentExpression(node);
    }

    protected override object? VisitFunctionDeclaration(FunctionDeclaration node) => Repeat(() => base.VisitFunctionDeclaration(node));

    protected override object? VisitFunctionExpression(FunctionExpression node) => Repeat(() => base.VisitFunctionExpression(node));

    protected override object? VisitArrowFunctionExpression(ArrowFunctionExpression node) => Repeat(() => base.VisitArrowFunctionExpression(node));

    protected override object? VisitClassBody(ClassBody node) => Repeat(() => base.VisitClassBody(node));

    protected override object? VisitForStatement(ForStatement node) => Repeat(() => base.VisitForStatement(node));

    protected override object? VisitForInStatement(ForInStatement node) => Repeat(() => base.VisitForInStatement(node));

    protected override object? VisitForOfStatement(ForOfStatement node) => Repeat(() => base.VisitForOfStatement(node));

    protected override object? VisitWhileStatement(WhileStatement node) => Repeat(() => base.VisitWhileStatement(node));

    protected override object? VisitDoWhileStatement(DoWhileStatement node) => Repeat(() => base.VisitDoWhileStatement(node));

    private void Count(Operator op, Node right)
    {
        var doublings = op switch
        {
            Operator.Multiplication or Operator.MultiplicationAssignment => 1,
            Operator.Exponentiation or Operator.ExponentiationAssignment or Operator.LeftShift or Operator.LeftShiftAssignment => Power(right),
            _ => 0,
        };
        if (doublings > 0)
            _doublings = _repeated > 0 ? MaxDoublings + 1 : _doublings + doublings;
    }

    private static int Power(Node right) => right switch
    {
        BigIntLiteral { Value: var power } when power <= 128 => (int)Math.Ceiling(Math.Log2(Math.Max(1, (double)power))),
        NumericLiteral { Value: <= 128 and var power } => (int)Math.Ceiling(Math.Log2(Math.Max(1, power))),
        _ => MaxDoublings + 1,
    };

    private object? Repeat(Func<object?> visit)
    {
        _repeated++;
        var result = visit();
        _repeated--;
        return result;
    }
}
