using System.Collections.Concurrent;
using System.Globalization;
using Fluid;
using Fluid.Values;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Workflow.Expressions;

/// <summary>A Liquid template, parsed once. Fluid has no limits of its own, so bombs are refused before parsing.</summary>
internal sealed class LiquidExpression : Expression
{
    private static readonly FluidParser Parser = WatchedOperator.Watch(new FluidParser());

    private static readonly ConcurrentDictionary<int, TemplateOptions> Options = new();

    /// <summary>The instant of the burst that renders on this thread.</summary>
    [ThreadStatic]
    private static DateTimeOffset s_now;

    private readonly IFluidTemplate _template;
    private readonly TemplateOptions _options;

    private LiquidExpression(IFluidTemplate template, int steps)
    {
        _template = template;
        _options = Options.GetOrAdd(steps, NewOptions);
    }

    public static Expression? Compile(Compilation.Scope scope, string property, string source)
    {
        if (LiquidGuard.Refuse(source) is { } reason)
        {
            scope.Report("template-bomb", reason, "Simplify the template.", property);
            return null;
        }

        // A template that does not parse yields its error as text, as in Elsa: it runs, but is not published.
        if (!Parser.TryParse(source, out var template, out var error))
        {
            scope.Note("bad-template", $"Expected a Liquid template, but {error.ReplaceLineEndings(" ")}", "Mend the template.", property);
            return new ConstantExpression($"\n{error}\n");
        }

        AskedVariables.Watch(scope, property, template);
        return new LiquidExpression(template, LiquidGuard.StepsFor(source));
    }

    public override object? Evaluate(ActivityContext c)
    {
        var context = new TemplateContext(_options) { CultureInfo = CultureInfo.InvariantCulture, TimeZone = TimeZoneInfo.Utc };
        context.SetValue("Variables", new LiquidScope(name => c.TryGetVariable(name, out var value) ? value : null));
        context.SetValue("Input", new LiquidScope(name => c.Machine.InputOf(c, name)));
        context.SetValue("CorrelationId", c.CorrelationId ?? "");
        context.SetValue("WorkflowDefinitionId", c.Program.DefinitionId);
        context.SetValue("WorkflowDefinitionVersionId", c.Program.Definition.Id ?? "");
        context.SetValue("WorkflowDefinitionVersion", c.Program.Version);
        context.SetValue("WorkflowInstanceId", c.InstanceId.ToString());
        var (outer, spend) = (s_now, LiquidLimits.Spend);
        (s_now, LiquidLimits.Spend) = (c.World.Now, new TemplateSpend(c.World.Budget));
        try
        {
            using var writer = new BoundedWriter(LiquidGuard.MaxOutput);
            _template.RenderAsync(writer, new CountingEncoder(LiquidGuard.MaxOutput), context).AsTask().GetAwaiter().GetResult();
            return writer.ToString();
        }
        catch (Exception e) when (e is not (ActivityFaultException or OutOfMemoryException))
        {
            throw new ActivityFaultException($"Template: {e.Message}", e) { Code = "template-error" };
        }
        finally
        {
            (s_now, LiquidLimits.Spend) = (outer, spend);
        }
    }

    private static TemplateOptions NewOptions(int steps)
    {
        var options = new TemplateOptions
        {
            CultureInfo = CultureInfo.InvariantCulture,
            TimeZone = TimeZoneInfo.Utc,
            Now = static () => s_now,
            MaxSteps = steps,
            MaxRecursion = LiquidGuard.MaxNesting,
            MemberAccessStrategy = new DefaultMemberAccessStrategy(),
        };
        LiquidFilters.Register(options);
        return options;
    }

    /// <summary>Members that are looked up by name when asked for.</summary>
    private sealed class LiquidScope(Func<string, object?> find) : ObjectValueBase(find)
    {
        public override ValueTask<FluidValue> GetValueAsync(string name, TemplateContext context) => new(LiquidFilters.ToFluid(find(name), context.Options));
    }
}
