using System.Collections.Immutable;

namespace GridWorkflow.Workflow.Activities.Composition;

/// <summary>What all activities that start children have in common.</summary>
internal static class ChildInput
{
    /// <summary>The definition to start.</summary>
    /// <exception cref="ActivityFaultException">None is named, or there is no published version of it.</exception>
    public static string Definition(ActivityContext c, object? input)
    {
        if (input is not string { Length: > 0 } id)
            throw new ActivityFaultException("Expected the id of a workflow definition, but found none.") { Code = "unknown-definition" };
        return c.World.PublishedDefinitions is { } published && !published.Contains(id)
            ? throw new ActivityFaultException($"Expected a published version of the workflow definition '{id}', but found none.") { Code = "unknown-definition" }
            : id;
    }

    /// <summary>Input of the child: what is given, and the id of its parent.</summary>
    public static ImmutableSortedDictionary<string, object?> Of(ActivityContext c, params ReadOnlySpan<object?> given)
    {
        var input = ImmutableSortedDictionary.CreateBuilder<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in given)
        {
            if (part is not IDictionary<string, object?> entries)
                continue;
            foreach (var (name, value) in entries)
                input[name] = value;
        }

        input["ParentInstanceId"] = c.InstanceId.ToString();
        return input.ToImmutable();
    }

    public static string? Correlation(object? input) => input is string { Length: > 0 } id ? id : null;
}
