using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Cases;

/// <summary>What the case desk answers to a command.</summary>
public abstract record Decision
{
    private Decision()
    {
    }

    /// <summary>The burst is to be committed; until then nothing has happened.</summary>
    public sealed record Accepted(Burst Burst) : Decision;

    /// <summary>The command changes nothing and that is right: a timer of an older epoch, a claim of one's own task.</summary>
    public sealed record Unchanged(string Reason) : Decision;

    /// <summary>The command is not possible.</summary>
    public sealed record Refused(Refusal Refusal) : Decision
    {
        /// <summary>
        /// What the journal of the case must say of it: a burst that changes nothing and has one entry. Null where there is no case, or the
        /// refusal concerns nobody's rights. The answer does not depend on whether it can be committed.
        /// </summary>
        public Burst? Record { get; init; }
    }
}

public enum RefusalKind : byte
{
    /// <summary>What the command names does not exist (any more): HTTP 404.</summary>
    NotFound,

    /// <summary>The person may not do this on this case: HTTP 403, and a line in the audit journal.</summary>
    Forbidden,

    /// <summary>The case is in another state than the command expects: HTTP 409.</summary>
    Conflict,

    /// <summary>A field is missing or wrong: HTTP 422.</summary>
    Invalid,
}

/// <param name="Code">Stable name of the rule, kebab-case: <c>task-claimed-by-other</c>. The face has a text for it in each language.</param>
/// <param name="Reason">What was expected and what was found.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="Field">The field that is wrong, if one is.</param>
public sealed record Refusal(RefusalKind Kind, string Code, string Reason, string Remedy, string? Field = null);
