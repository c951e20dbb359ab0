namespace GridWorkflow.Workflow.Expressions;

/// <summary>Script engines of one burst: made fresh for it, gone with it, so that nothing leaks from one instance into another.</summary>
internal sealed class ScriptSession
{
}
