namespace GridWorkflow.Casework.Clocks;

/// <summary>What becomes of the clock of a step when its case moves to another version of its lifecycle (clocks.md §4). Kept by number.</summary>
public enum ClockFate : byte
{
    /// <summary>It runs on as it is.</summary>
    Keep = 0,

    /// <summary>It gets the limit of the policy in force, from its original start.</summary>
    Retarget = 1,

    /// <summary>It begins again, with the limit of the policy in force.</summary>
    Restart = 2,
}
