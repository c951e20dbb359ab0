namespace GridWorkflow.Runtime.Store;

/// <summary>What a review is about.</summary>
public enum ReviewKind : byte
{
    /// <summary>A version of a definition that shall come into force.</summary>
    Definition,

    /// <summary>A policy, ladder, calendar, catalogue or other file that shall come into force.</summary>
    Policy,

    /// <summary>A setting of the installation.</summary>
    Setting,

    /// <summary>Running cases that shall move to another version.</summary>
    Migration,
}

/// <summary>Where a review stands.</summary>
public enum ReviewState : byte
{
    /// <summary>Asked for (待審核): another admin may decide.</summary>
    Asked,

    /// <summary>Approved (已批准): what was asked for came into force with it.</summary>
    Approved,

    /// <summary>Refused (已否決).</summary>
    Refused,

    /// <summary>Taken back by whoever asked (已撤回).</summary>
    Withdrawn,

    /// <summary>What was asked for, or what it was to replace, has changed since (已過時).</summary>
    Outdated,
}

/// <summary>A change that a second person looks at before it comes into force. It holds both texts, so that it can be read whatever becomes of them.</summary>
public sealed record ReviewRow
{
    public required Guid Id { get; init; }

    public required ReviewKind Kind { get; init; }

    /// <summary>Id of the definition, path of the file, name of the setting.</summary>
    public required string SubjectId { get; init; }

    /// <summary>What people call it.</summary>
    public required string Title { get; init; }

    /// <summary>The version that is asked for, where the subject has versions.</summary>
    public int? Version { get; init; }

    /// <summary>The text that is asked for, byte for byte.</summary>
    public required string Content { get; init; }

    /// <summary>SHA-256 of the text, hexadecimal; nothing else is approved with it.</summary>
    public required string ContentHash { get; init; }

    /// <summary>The text in force when it was asked; null: nothing was.</summary>
    public string? Before { get; init; }

    public int? BeforeVersion { get; init; }

    public required string AskedBy { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>Who changed the text last; he does not approve it either.</summary>
    public string? EditedBy { get; init; }

    /// <summary>What whoever asked wants to say to it.</summary>
    public string? Note { get; init; }

    public required ReviewState State { get; init; }

    public string? DecidedBy { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public string? Reason { get; init; }
}

/// <summary>What becomes of a review that is still open.</summary>
/// <param name="State">Any but <see cref="ReviewState.Asked"/>.</param>
public sealed record ReviewDecision(Guid Id, ReviewState State, string By, DateTimeOffset At, string? Reason);

/// <summary>A setting of the installation as it was set once; the highest revision counts.</summary>
public sealed record SettingRow
{
    public required string Name { get; init; }

    /// <summary>From 1, without a gap.</summary>
    public required int Revision { get; init; }

    public required string Value { get; init; }

    public required string SetBy { get; init; }

    public required DateTimeOffset SetAt { get; init; }
}
