using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Workflow.Expressions;

/// <summary>What a script asks the host for, resolved as far as the definition tells: only these names are installed.</summary>
internal sealed class ScriptBindings
{
    public required IReadOnlyList<string> Functions { get; init; }

    /// <summary>Accessors of declared variables: name of the function, its variable, and whether it sets.</summary>
    public required IReadOnlyList<(string Name, VariableTarget Target, bool Sets)> Variables { get; init; }

    /// <summary>Accessors that only an iteration or a script can have made: name of the function, pascal name, whether it sets.</summary>
    public required IReadOnlyList<(string Name, string Pascal, bool Sets)> Dynamic { get; init; }

    /// <summary>Accessors of outputs: name of the function, activity, output.</summary>
    public required IReadOnlyList<(string Name, int Activity, string Output)> Outputs { get; init; }

    /// <summary>Accessors of declared workflow inputs.</summary>
    public required IReadOnlyList<(string Name, string Input)> Inputs { get; init; }

    /// <summary>Names after <c>variables.</c>; null when the script does not mention it.</summary>
    public required IReadOnlyCollection<string>? Named { get; init; }

    public required Compilation.Scope Scope { get; init; }

    public required ProgramActivity[] Activities { get; init; }

    public static ScriptBindings Find(ScriptNames names, Compilation.Scope scope, Compilation compilation, bool isActivity)
    {
        var functions = new List<string>();
        var variables = new List<(string, VariableTarget, bool)>();
        var dynamic = new List<(string, string, bool)>();
        var outputs = new List<(string, int, string)>();
        var inputs = new List<(string, string)>();
        foreach (var name in names.Free.Order(StringComparer.Ordinal))
        {
            if (ScriptHost.Knows(name, isActivity))
            {
                functions.Add(name);
                if (name is "getOutputFrom" or "getLastResult")
                    compilation.KeepsOutputs = true;
            }

            var sets = name.StartsWith("set", StringComparison.Ordinal);
            if (name.Length < 4 || !(sets || name.StartsWith("get", StringComparison.Ordinal)))
                continue;
            var pascal = name[3..];
            if (Accessors.Find(scope, pascal) is { } target)
                variables.Add((name, target, sets));
            else if (FindOutput(compilation, pascal) is { } output)
                outputs.Add((name, output.Activity, output.Output));
            else if (scope.Definition.Inputs.FirstOrDefault(input => string.Equals(input.Name, pascal, StringComparison.Ordinal)) is { } input)
                inputs.Add((name, input.Name));
            else if (!functions.Contains(name))
                dynamic.Add((name, pascal, sets));
        }

        if (outputs.Count > 0)
            compilation.KeepsOutputs = true;
        if (names.Free.Contains("setVariable"))
            compilation.MakesVariables = true;
        return new ScriptBindings
        {
            Functions = functions,
            Variables = variables,
            Dynamic = dynamic,
            Outputs = outputs,
            Inputs = inputs,
            Named = names.Free.Contains("variables") ? names.Variables : null,
            Scope = scope,
            Activities = [.. compilation.Activities],
        };
    }

    private static (int Activity, string Output)? FindOutput(Compilation compilation, string pascal)
    {
        if (!pascal.Contains("From", StringComparison.Ordinal))
            return null;
        foreach (var activity in compilation.Activities)
        {
            var name = Accessors.Pascal(activity.Name ?? activity.Id);
            if (name is null || !pascal.EndsWith($"From{name}", StringComparison.Ordinal))
                continue;
            foreach (var output in activity.Type.Outputs)
            {
                if (pascal.Length == output.Name.Length + 4 + name.Length && pascal.StartsWith(output.Name, StringComparison.Ordinal))
                    return (activity.Index, output.Name);
            }
        }

        return null;
    }
}
