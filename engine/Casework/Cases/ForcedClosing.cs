using GridWorkflow.Casework.Cases.Commands;
using GridWorkflow.Casework.Tasks;

namespace GridWorkflow.Casework.Cases;

/// <summary>A case was closed although its reporter was not answered (強制結案).</summary>
/// <param name="By">The leader.</param>
public sealed record ForcedClosing(string By, string Reason, DateTimeOffset At)
{
    /// <summary>The open step that can be ended so; null: the case is not there, or its lifecycle does not allow it.</summary>
    public static CaseTask? StepOf(CaseFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return ForceCloseCommand.StepOf(file);
    }

    /// <summary>Why somebody may not close a case so; null when she may.</summary>
    public static Refusal? Bar(Actor actor, CaseFile file, ReferenceData reference)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(reference);
        return ForceCloseCommand.Bar(actor, file, reference);
    }
}
