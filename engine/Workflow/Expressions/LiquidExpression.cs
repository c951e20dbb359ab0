using System.Globalization;
using Fluid;
using Fluid.Values;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Workflow.Expressions;

/// <summary>A Liquid template, parsed once. Fluid has no limits of its own, so bombs are refused before parsing.</summary>
internal sealed class LiquidExpression : Expression
{
    private static readonly FluidParser Parser = new();

    private readonly IFluidTemplate _template;

    private LiquidExpression(IFluidTemplate template) => _template = template;

    public static Expression? Compile(Compilation.Scope scope, string property, string source)
    {
        if (LiquidGuard.Refuse(source) is { } reason)
        {
            scope.Report("template-bomb", reason, "Simplify the template.", property);
            return null;
        }

        // A template that does not parse yields its error as text, as in Elsa: what is shown then says what is wrong.
        return Parser.TryParse(source, out var template, out var error) ? new LiquidExpression(template) : new ConstantExpression($"\n{error}\n");
    }

    public override object? Evaluate(ActivityContext c)
    {
        var options = new TemplateOptions
        {
            CultureInfo = CultureInfo.InvariantCulture,
            TimeZone = TimeZoneInfo.Utc,
            Now = () => c.World.Now,
            MaxSteps = LiquidGuard.MaxSteps,
            MaxRecursion = LiquidGuard.MaxNesting,
            MemberAccessStrategy = new DefaultMemberAccessStrategy(),
        };
        LiquidFilters.Register(options);
        var context = new TemplateContext(options) { CultureInfo = CultureInfo.InvariantCulture, TimeZone = TimeZoneInfo.Utc };
        context.SetValue("Variables", new LiquidScope(name => c.TryGetVariable(name, out var value) ? value : null));
        context.SetValue("Input", new LiquidScope(name => c.Machine.InputOf(c, name)));
        context.SetValue("CorrelationId", c.CorrelationId ?? "");
        context.SetValue("WorkflowDefinitionId", c.Program.DefinitionId);
        context.SetValue("WorkflowDefinitionVersionId", c.Program.Definition.Id ?? "");
        context.SetValue("WorkflowDefinitionVersion", c.Program.Version);
        context.SetValue("WorkflowInstanceId", c.InstanceId.ToString());
        try
        {
            using var writer = new BoundedWriter(LiquidGuard.MaxOutput);
            _template.RenderAsync(writer, NullEncoder.Default, context).AsTask().GetAwaiter().GetResult();
            return writer.ToString();
        }
        catch (Exception e) when (e is not (ActivityFaultException or OutOfMemoryException))
        {
            throw new ActivityFaultException($"Template: {e.Message}", e) { Code = "template-error" };
        }
    }

    /// <summary>Members that are looked up by name when asked for.</summary>
    private sealed class LiquidScope(Func<string, object?> find) : ObjectValueBase(find)
    {
        public override ValueTask<FluidValue> GetValueAsync(string name, TemplateContext context) => new(LiquidFilters.ToFluid(find(name), context.Options));
    }
}
