using GridWorkflow.Runtime.Commit;

namespace GridWorkflow.Runtime.Store;

/// <summary>How writes lose, in words: the same from every store.</summary>
internal static class Losses
{
    public static WriteOutcome Fence(Write.Transition transition) =>
        new WriteOutcome.Conflict($"Expected instance {transition.Instance.Id} at version {transition.ExpectedVersion}, but it has moved.");

    public static WriteOutcome Claim(TimerClaim claim) => new WriteOutcome.Lost(Fired(claim));

    public static WriteOutcome Gone(TimerClaim claim) => new WriteOutcome.Conflict(Fired(claim));

    public static WriteOutcome Promised(Guid instanceId, Guid bookmarkId) =>
        new WriteOutcome.Promised($"Expected bookmark {bookmarkId} of {instanceId} free, but it was promised to another event or waits no more.");

    public static WriteOutcome Taken(Guid? bookmarkId) =>
        new WriteOutcome.Conflict($"Expected {(bookmarkId is { } id ? $"bookmark {id}" : "the bookmarks")} free, but one was promised to another event or waits no more.");

    public static WriteOutcome Delivered(MessageClaim message) =>
        new WriteOutcome.Lost($"Expected message {message.MessageId} leased by '{message.Owner}', but it was withdrawn, settled or leased again.");

    public static WriteOutcome Trigger(TriggerClaim trigger) =>
        new WriteOutcome.Lost($"Expected the start by '{trigger.ActivityId}' of '{trigger.DefinitionId}' as it was at {trigger.Last:O}, but another node made it.");

    public static WriteOutcome Excluded(Exclusion exclusion, Guid? other) => new WriteOutcome.Excluded(
        $"Expected no running instance of '{exclusion.DefinitionId ?? "any definition"}' with correlation id '{exclusion.CorrelationId ?? "any"}', but {other?.ToString() ?? "one"} runs.");

    public static WriteOutcome.Conflict Rung(RungFireRow rung) =>
        new($"Expected rung '{rung.RungKey}' of clock {rung.ClockId} to be new in cycle {rung.Cycle}, epoch {rung.Epoch}, but it has fired.");

    public static WriteOutcome.Conflict Signed(Guid noticeId) => new($"Expected notice {noticeId} unsigned, but it is signed or gone.");

    public static WriteOutcome Parked(string key, Guid instanceId) => new WriteOutcome.Conflict($"Expected timer '{key}' of {instanceId} parked, but it is not.");

    public static WriteOutcome Dead(Guid messageId) => new WriteOutcome.Conflict($"Expected message {messageId} dead or suppressed, but it is not.");

    public static WriteOutcome Undelivered(Guid messageId) =>
        new WriteOutcome.Conflict($"Expected message {messageId} undelivered, but it was delivered, withdrawn or never was.");

    public static WriteOutcome Awaited(string name) => new WriteOutcome.Conflict($"Expected nobody to wait for '{name}', but somebody does now.");

    public static WriteOutcome Acted() => new WriteOutcome.Conflict("Expected to know all acts on definitions, but another node has made one.");

    public static WriteOutcome Revision(DefinitionActRow act) =>
        new WriteOutcome.Conflict($"Expected definition '{act.DefinitionId}' at revision {act.Revision - 1}, but it has moved.");

    public static WriteOutcome Version(DefinitionActRow act, VersionStep step) =>
        new WriteOutcome.Impossible($"Expected the version that {step.GetType().Name} names in definition '{act.DefinitionId}', but it is not there.");

    public static WriteOutcome Asked(ReviewRow review) =>
        new WriteOutcome.Conflict($"Expected a new review of {review.Kind} '{review.SubjectId}', but this text is asked for already.");

    public static WriteOutcome Decided(Guid reviewId) => new WriteOutcome.Conflict($"Expected review {reviewId} open, but it is decided or never was.");

    public static WriteOutcome Set(SettingRow setting) =>
        new WriteOutcome.Conflict($"Expected setting '{setting.Name}' at revision {setting.Revision - 1}, but it has moved.");

    public static WriteOutcome FilesActed() => new WriteOutcome.Conflict("Expected to know all acts on definitions and files, but another one was made.");

    public static WriteOutcome Order(ChangeOrderRow order) =>
        new WriteOutcome.Conflict($"Expected change {order.Number} at revision {order.Revision - 1}, but it has moved.");

    public static WriteOutcome Revision(FileActRow act) =>
        new WriteOutcome.Conflict($"Expected file '{act.Path}' at revision {act.Revision - 1}, but it has moved.");

    public static WriteOutcome Version(FileActRow act, FileStep step) =>
        new WriteOutcome.Impossible($"Expected the version that {step.GetType().Name} names in file '{act.Path}', but it is not there.");

    public static WriteOutcome Made(BulletinRow row) =>
        new WriteOutcome.Conflict($"Expected no document of '{row.ScheduleId}' for {row.Period}, edition {row.Edition}, but there is one.");

    public static WriteOutcome Draft(Guid id) => new WriteOutcome.Conflict($"Expected bulletin {id} as a draft, but it was published or withdrawn.");

    public static WriteOutcome Withdrawn(Guid id) => new WriteOutcome.Conflict($"Expected bulletin {id} as a draft or published, but it was withdrawn.");

    public static WriteOutcome Addressed(Guid id) => new WriteOutcome.Conflict($"Expected bulletin {id} unsigned by who it is addressed to, but it is signed or for others.");

    private static string Fired(TimerClaim claim) => $"Expected timer '{claim.Key}' of epoch {claim.Epoch}, but it has fired or was set again.";

    /// <summary>The outcome of a write that must have changed one row.</summary>
    public static WriteOutcome Unless(int changed, WriteOutcome otherwise) => changed == 1 ? WriteOutcome.Committed.Instance : otherwise;

    public static WriteOutcome.Conflict HasMoved(Guid instanceId, long version) => new($"Expected instance {instanceId} at version {version}, but it has moved or is gone.");
}
