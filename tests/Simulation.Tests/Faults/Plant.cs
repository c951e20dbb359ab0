namespace GridWorkflow.Simulation.Tests.Faults;

/// <summary>Faults that are planted in the store or in a decision, to show that the simulation finds them.</summary>
[Flags]
internal enum Plant
{
    None = 0,

    /// <summary>A transition is written whatever version the instance has.</summary>
    NoVersionFence = 1,

    /// <summary>Callers are answered some time before the group is committed; a crash in between loses it.</summary>
    AnswerBeforeCommit = 2,

    /// <summary>A timer is claimed by its key alone, and decided whatever its epoch is.</summary>
    EpochForgotten = 4,

    /// <summary>The same message may come in twice.</summary>
    InboxNotUnique = 8,

    /// <summary>A rung is recorded however often it fires, and decided without what has fired before.</summary>
    RungNotUnique = 16,

    /// <summary>Whoever once leased a message may settle it.</summary>
    LeaseNotFenced = 32,
}
