using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Clocks;

/// <summary>What became of an attempt to change a clock. A refusal leaves the clock as it was.</summary>
public abstract record ClockMove
{
    private ClockMove()
    {
    }

    /// <summary>The changed clock.</summary>
    public sealed record Made(SlaClock Clock) : ClockMove;

    /// <summary>Why not, and what to do instead.</summary>
    public sealed record Refused(Problem Problem) : ClockMove;

    /// <summary>The changed clock.</summary>
    /// <exception cref="RefusedException">The change was refused.</exception>
    public SlaClock OrThrow() => this switch
    {
        Made made => made.Clock,
        Refused refused => throw new RefusedException([refused.Problem]),
        _ => throw new InvalidOperationException("A move is made or refused."),
    };

    internal static Refused Refuse(string code, string reason, string remedy) => new(new Problem(code, reason, remedy));
}

/// <summary>Limits of extensions and pauses (SM-6). The defaults are those of the requirements; a policy may set others.</summary>
/// <param name="MaxExtensions">Approved extensions per cycle.</param>
/// <param name="MaxExtensionPercent">Largest single extension, in percent of the original budget.</param>
/// <param name="MaxPauses">Pauses per cycle.</param>
public sealed record AdjustmentRules(int MaxExtensions = 2, decimal MaxExtensionPercent = 100, int MaxPauses = 1)
{
    public static AdjustmentRules Default { get; } = new();
}
