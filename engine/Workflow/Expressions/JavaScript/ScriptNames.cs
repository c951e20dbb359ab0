using Acornima;
using Acornima.Ast;

namespace GridWorkflow.Workflow.Expressions;

/// <summary>The names that a script may ask the host for, and whether it is tame.</summary>
internal sealed class ScriptNames : AstVisitor
{
    private static readonly HashSet<string> Wild = new(StringComparer.Ordinal)
    {
        "Object", "Reflect", "Function", "Proxy", "Promise", "Symbol", "eval", "globalThis", "prototype", "__proto__", "constructor",
        "__defineGetter__", "__defineSetter__", "call", "apply", "bind",
    };

    /// <summary>Levels of a script. Jint walks it by recursion when it prepares and runs it.</summary>
    private const int MaxDepth = 500;

    private static readonly HashSet<string> Making = new(StringComparer.Ordinal)
    {
        "Array", "map", "flatMap", "concat", "push", "unshift", "fill", "splice", "toSpliced", "with", "split", "match", "slice", "from", "of", "reduce",
    };

    private int _functions;
    private int _depth;

    /// <summary>All names that occur, of members too.</summary>
    public HashSet<string> Identifiers { get; } = new(StringComparer.Ordinal);

    /// <summary>Names that stand by themselves.</summary>
    public HashSet<string> Free { get; } = new(StringComparer.Ordinal);

    /// <summary>Names that the script makes itself, or asks about with <c>typeof</c> before it uses them.</summary>
    public HashSet<string> Known { get; } = new(StringComparer.Ordinal);

    /// <summary>Names after <c>variables.</c></summary>
    public HashSet<string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>Says <c>this</c>, which outside of a method is the global object.</summary>
    public bool SaysThis { get; private set; }

    /// <summary>
    /// True when the syntax leaves no way to change what another script sees: no globals made, no members assigned but those of
    /// <c>variables</c>, no reflection, no prototypes, no computed names.
    /// </summary>
    public bool IsTame { get; private set; } = true;

    /// <summary>May reach a built-in function without saying its name.</summary>
    public bool ReachesByName { get; private set; }

    /// <summary>May make or change an array.</summary>
    public bool MakesArrays { get; private set; }

    /// <exception cref="InsufficientExecutionStackException">The script is nested more deeply than any that a person writes.</exception>
    public override object? Visit(Node node)
    {
        if (++_depth > MaxDepth)
            throw new InsufficientExecutionStackException();
        var result = base.Visit(node);
        _depth--;
        return result;
    }

    /// <summary>Where untagged templates with substitutions begin, and how many substitutions there are in all.</summary>
    public List<int> Templates { get; } = [];

    public int Substitutions { get; private set; }

    /// <summary>Has integers of any length.</summary>
    public bool HasBigInts { get; private set; }

    protected override object? VisitLiteral(Literal node)
    {
        HasBigInts |= node is BigIntLiteral;
        return base.VisitLiteral(node);
    }

    protected override object? VisitTemplateLiteral(TemplateLiteral node)
    {
        if (node.Expressions.Count > 0)
            Templates.Add(node.Start);
        Substitutions += node.Expressions.Count;
        return base.VisitTemplateLiteral(node);
    }

    protected override object? VisitTaggedTemplateExpression(TaggedTemplateExpression node)
    {
        // What a tag of the script's own does with the parts are statements of its own; only what stands within is looked at.
        Visit(node.Tag);
        foreach (var expression in node.Quasi.Expressions)
            Visit(expression);
        return node;
    }

    protected override object? VisitArrayExpression(ArrayExpression node)
    {
        MakesArrays = true;
        return base.VisitArrayExpression(node);
    }

    protected override object? VisitThisExpression(ThisExpression node)
    {
        SaysThis = true;
        IsTame = false;
        return node;
    }

    protected override object? VisitIdentifier(Identifier node)
    {
        Add(node.Name);
        Free.Add(node.Name);
        return base.VisitIdentifier(node);
    }

    protected override object? VisitMemberExpression(MemberExpression node)
    {
        var isVariable = node is { Computed: false, Object: Identifier { Name: "variables" }, Property: Identifier };
        if (isVariable)
            Variables.Add(((Identifier)node.Property).Name);
        if (node.Computed)
        {
            Compute(node.Property is NumericLiteral);
            return base.VisitMemberExpression(node);
        }

        Visit(node.Object);
        VisitName(node.Property);
        return node;
    }

    protected override object? VisitAssignmentExpression(AssignmentExpression node)
    {
        IsTame &= node.Left is MemberExpression { Computed: false, Object: Identifier { Name: "variables" } };
        return base.VisitAssignmentExpression(node);
    }

    protected override object? VisitUnaryExpression(UnaryExpression node)
    {
        if (node is { Operator: Operator.TypeOf, Argument: Identifier asked })
            Known.Add(asked.Name);
        IsTame &= node is not UpdateExpression && node.Operator != Operator.Delete;
        return base.VisitUnaryExpression(node);
    }

    protected override object? VisitObjectProperty(ObjectProperty node)
    {
        IsTame &= !node.Computed;
        if (node.Computed || node.Shorthand)
            return base.VisitObjectProperty(node);
        VisitName(node.Key);
        Visit(node.Value);
        return node;
    }

    protected override object? VisitAssignmentProperty(AssignmentProperty node)
    {
        Compute(!node.Computed && node.Key is Identifier);
        return base.VisitAssignmentProperty(node);
    }

    protected override object? VisitVariableDeclaration(VariableDeclaration node)
    {
        IsTame &= _functions > 0;
        Known.UnionWith(node.Declarations.Select(declarator => declarator.Id).OfType<Identifier>().Select(name => name.Name));
        return base.VisitVariableDeclaration(node);
    }

    protected override object? VisitClassDeclaration(ClassDeclaration node)
    {
        IsTame = false;
        return base.VisitClassDeclaration(node);
    }

    protected override object? VisitClassExpression(ClassExpression node)
    {
        IsTame = false;
        return base.VisitClassExpression(node);
    }

    protected override object? VisitFunctionDeclaration(FunctionDeclaration node)
    {
        IsTame &= _functions > 0;
        if (node.Id is not null)
            Known.Add(node.Id.Name);
        return Inside(() => base.VisitFunctionDeclaration(node));
    }

    protected override object? VisitFunctionExpression(FunctionExpression node)
    {
        if (node.Id is not null)
            Known.Add(node.Id.Name);
        return Inside(() => base.VisitFunctionExpression(node));
    }

    protected override object? VisitArrowFunctionExpression(ArrowFunctionExpression node)
    {
        IsTame &= !node.Async;
        return Inside(() => base.VisitArrowFunctionExpression(node));
    }

    private void Compute(bool isPlain)
    {
        IsTame &= isPlain;
        ReachesByName |= !isPlain;
    }

    private void Add(string name)
    {
        Identifiers.Add(name);
        IsTame &= !Wild.Contains(name);
        ReachesByName |= Wild.Contains(name);
        MakesArrays |= Making.Contains(name);
        HasBigInts |= name is "BigInt" or "epochNanoseconds";
    }

    private void VisitName(Node name)
    {
        if (name is Identifier identifier)
        {
            Add(identifier.Name);
        }
        else
        {
            Visit(name);
        }
    }

    private object? Inside(Func<object?> visit)
    {
        _functions++;
        var result = visit();
        _functions--;
        return result;
    }
}
