namespace GridWorkflow.Workflow.Activities.Looping;

/// <summary>
/// How a break travels: up through the enclosing executions until a loop stops it. Sequences and forks that it passes remember it
/// and complete after their current child.
/// </summary>
internal static class Breaking
{
    public static void Signal(ActivityContext c)
    {
        for (var scope = c.Parent; scope is not null; scope = scope.Parent)
        {
            if (scope.Activity.Type.OnBreak(scope))
                return;
        }
    }

    /// <summary>Remembers the break and lets it go on.</summary>
    public static bool Remember(ActivityContext c)
    {
        c.IsBreaking = true;
        return false;
    }

    /// <summary>Remembers the break and stops it here.</summary>
    public static bool Stop(ActivityContext c)
    {
        c.IsBreaking = true;
        return true;
    }
}
