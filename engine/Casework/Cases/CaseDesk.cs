using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Cases;

/// <summary>
/// The only decider: what a command means for a case. Pure; the same program, state, command and world give the same decision. Nothing
/// has happened until the burst is committed.
/// </summary>
public static class CaseDesk
{
    /// <summary>Decides a command.</summary>
    /// <param name="program">The lifecycle that the case is pinned to; for <see cref="CaseCommand.File"/> the one that the category names.</param>
    /// <param name="state">The case at rest with its <see cref="CaseFile"/> as attachment; null for <see cref="CaseCommand.File"/> only.</param>
    /// <param name="command">What is asked.</param>
    /// <param name="world">Instant, ids and, as <see cref="World.Reference"/>, the <see cref="ReferenceData"/>.</param>
    public static Decision Decide(Program program, InstanceState? state, CaseCommand command, World world) =>
        new Decision.Refused(new Refusal(RefusalKind.Conflict, "not-open", "Expected an open desk, but it takes no commands yet.", "Try again later."));
}
