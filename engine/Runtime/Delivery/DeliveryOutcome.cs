using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Instances;

namespace GridWorkflow.Runtime.Delivery;

/// <summary>What became of a message of the engine.</summary>
internal abstract record DeliveryOutcome
{
    private DeliveryOutcome()
    {
    }

    /// <summary>Delivered, kept or split, and marked so in the same transaction; or it is no longer this sender's.</summary>
    public sealed record Settled : DeliveryOutcome
    {
        /// <summary>It left messages that want to be sent at once.</summary>
        public bool HasFollowers { get; init; }
    }

    /// <summary>Nothing was left to do; to be marked as sent.</summary>
    public sealed record Done : DeliveryOutcome;

    /// <summary>To be tried again.</summary>
    public sealed record Delayed(string Reason) : DeliveryOutcome;

    /// <summary>Of no use to try again before an admin has mended something.</summary>
    public sealed record Dead(string Reason) : DeliveryOutcome;

    public static DeliveryOutcome Of(MoveOutcome outcome) => outcome switch
    {
        MoveOutcome.Busy busy => new Delayed(busy.Reason),
        MoveOutcome.Failed failed => new Delayed(failed.Reason),
        MoveOutcome.Refused refused => new Dead($"{refused.Refusal.Code}: {refused.Refusal.Reason}"),
        _ => throw new InvalidOperationException($"A delivery has no outcome {outcome.GetType().Name}."),
    };

    public static DeliveryOutcome Of(WriteOutcome outcome) => outcome switch
    {
        WriteOutcome.Busy => new Delayed("Too many commands are waiting."),
        WriteOutcome.Unavailable unavailable => new Delayed(unavailable.Reason),
        WriteOutcome.Impossible impossible => new Delayed(impossible.Reason),
        _ => throw new InvalidOperationException($"A delivery has no outcome {outcome.GetType().Name}."),
    };
}
