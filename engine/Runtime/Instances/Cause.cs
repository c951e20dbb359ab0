using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Runtime.Instances;

/// <summary>What a turn takes with it in its transaction, so that it happens once: whoever finds it taken has lost.</summary>
internal sealed record Cause
{
    public static Cause None { get; } = new();

    /// <summary>The timer row that came due.</summary>
    public TimerClaim? Timer { get; init; }

    /// <summary>The outbox row that is delivered.</summary>
    public MessageClaim? Delivered { get; init; }

    /// <summary>The bookmark by which an event found the instance.</summary>
    public Guid? Found { get; init; }

    /// <summary>The timed start that came due.</summary>
    public TriggerClaim? Trigger { get; init; }

    /// <summary>The message that came in, with the answer that it gets.</summary>
    public InboxRow? Message { get; init; }

    /// <summary>Whom a start must not find running.</summary>
    public Exclusion? Exclusion { get; init; }
}
