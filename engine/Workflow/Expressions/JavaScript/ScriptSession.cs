using Jint;

namespace GridWorkflow.Workflow.Expressions;

/// <summary>
/// The engine that the tame scripts of one burst share: scripts that by their syntax can change nothing but their own values. Made
/// for a burst and gone with it, so that nothing leaks from one instance into another.
/// </summary>
internal sealed class ScriptSession(Engine engine)
{
    public Engine Engine { get; } = engine;

    public ScriptHost Host { get; } = new(engine);

    public ScriptGuards Guards { get; } = new(engine);
}
