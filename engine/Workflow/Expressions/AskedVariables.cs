using Fluid;
using Fluid.Ast;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using Scriban.Syntax;

namespace GridWorkflow.Workflow.Expressions;

/// <summary>The variables that a template asks for as <c>Variables.Name</c>, held against those that can be seen from its place.</summary>
internal sealed class AskedVariables : IBound
{
    private readonly IReadOnlyCollection<string> _names;
    private readonly Compilation.Scope _scope;
    private readonly string _property;

    private AskedVariables(IReadOnlyCollection<string> names, Compilation.Scope scope, string property) => (_names, _scope, _property) = (names, scope, property);

    /// <summary>Looks at a Liquid template when its definition is checked.</summary>
    public static void Watch(Compilation.Scope scope, string property, IFluidTemplate template)
    {
        var visitor = new LiquidNames();
        visitor.VisitTemplate(template);
        scope.Compilation.Add(new AskedVariables(visitor.Names, scope, property));
    }

    /// <summary>Looks at a Scriban template when its definition is checked.</summary>
    public static void Watch(Compilation.Scope scope, string property, ScriptNode page)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        Collect(page, names);
        scope.Compilation.Add(new AskedVariables(names, scope, property));
    }

    public void Bind(Compilation compilation)
    {
    }

    /// <summary>A warning only: the template runs and shows nothing there, as on a stock Elsa.</summary>
    public void Note(Compilation compilation)
    {
        if (compilation.MakesVariables || compilation.Definition.UsableAsActivity || _scope.IsNested)
            return;
        foreach (var name in _names.Where(name => _scope.FindVariableByName(name) is null && name is not ("CurrentValue" or "CurrentIndex")))
        {
            _scope.Note("unknown-variable", $"Expected a variable that exists, but the template asks for 'Variables.{name}': it would show nothing there.",
                Nearest.Suggest(name, _scope.VisibleVariables().Select(slot => slot.Name)) ?? "Declare it or mend the name.", _property, Severity.Warning);
        }
    }

    private static void Collect(ScriptNode? node, SortedSet<string> names)
    {
        switch (node)
        {
            case null:
                return;
            case ScriptMemberExpression { Target: ScriptVariableGlobal { Name: "Variables" }, Member: { } member }:
                names.Add(member.Name);
                return;
            case ScriptIndexerExpression { Target: ScriptVariableGlobal { Name: "Variables" }, Index: ScriptLiteral { Value: string name } }:
                names.Add(name);
                return;
        }

        for (var index = 0; index < node.ChildrenCount; index++)
            Collect(node.GetChildren(index), names);
    }

    private sealed class LiquidNames : AstVisitor
    {
        public SortedSet<string> Names { get; } = new(StringComparer.Ordinal);

        protected override Fluid.Ast.Expression VisitMemberExpression(MemberExpression memberExpression)
        {
            if (memberExpression.Segments is [IdentifierSegment { Identifier: "Variables" }, var asked, ..])
            {
                if (asked is IdentifierSegment { Identifier: var name })
                    Names.Add(name);
                else if (asked is IndexerSegment { Expression: LiteralExpression literal })
                    Names.Add(literal.Value.ToStringValue());
            }

            return base.VisitMemberExpression(memberExpression);
        }
    }
}
