using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace GridWorkflow.Workflow.Expressions;

/// <summary>A comparison of Liquid that looks at what the template has spent first: two lists of thousands of items take their time.</summary>
internal sealed class WatchedOperator(BinaryExpression inner) : BinaryExpression(inner.Left, inner.Right)
{
    public override ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
    {
        LiquidLimits.Spend?.Check();
        return inner.EvaluateAsync(context);
    }

    protected override Fluid.Ast.Expression Accept(AstVisitor visitor) => visitor.Visit(inner);

    /// <summary>Puts itself around every operator of a parser.</summary>
    public static FluidParser Watch(FluidParser parser)
    {
        foreach (var (name, make) in parser.RegisteredOperators.ToList())
            parser.RegisteredOperators[name] = (left, right) => make(left, right) is BinaryExpression comparison ? new WatchedOperator(comparison) : make(left, right);
        return parser;
    }
}
