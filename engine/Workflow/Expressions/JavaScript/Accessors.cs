using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Workflow.Expressions;

/// <summary>How variables are named in the accessors of scripts.</summary>
internal static class Accessors
{
    /// <summary>The first letter in upper case, as in <c>getLowName</c>; null for a name that gets no accessor.</summary>
    public static string? Pascal(string name) =>
        name.Length == 0 || !name.All(character => char.IsLetterOrDigit(character)) ? null : char.ToUpperInvariant(name[0]) + name[1..];

    /// <summary>The variable that an accessor names, nearest scope first.</summary>
    public static VariableTarget? Find(Compilation.Scope scope, string pascalName) =>
        scope.FindVariable(slot => string.Equals(Pascal(slot.Name), pascalName, StringComparison.Ordinal));
}
