namespace GridWorkflow.Casework.Cases;

/// <summary>Which clock times a step.</summary>
public enum ClockUse : byte
{
    /// <summary>A new one, with the full limit.</summary>
    New,

    /// <summary>The last one of the step: one that runs is taken over, a stopped one goes on with what was left (S07).</summary>
    Continue,

    /// <summary>None.</summary>
    None,
}
