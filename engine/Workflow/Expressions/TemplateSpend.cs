using System.Diagnostics;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Workflow.Expressions;

/// <summary>
/// What one rendering has spent of the burst's budget for an expression. Neither template engine counts memory; looked at between
/// statements, filters and comparisons, none of which makes more than a few hundred kilobytes at once.
/// </summary>
internal sealed class TemplateSpend(BurstBudget budget)
{
    private readonly long _bytes = GC.GetAllocatedBytesForCurrentThread() + (budget.MaxScriptMemoryBytes / 2);
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <exception cref="ActivityFaultException">The budget is spent.</exception>
    public void Check()
    {
        if (GC.GetAllocatedBytesForCurrentThread() > _bytes)
            throw new ActivityFaultException("Expected a template within its memory limit, but it used more.") { Code = "template-limit" };
        if (Stopwatch.GetElapsedTime(_started) > budget.MaxScriptTime)
            throw new ActivityFaultException("Expected a template within its time limit, but it ran on.") { Code = "template-limit" };
    }
}
