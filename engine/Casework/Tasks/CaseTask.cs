using System.Collections.Immutable;
using GridWorkflow.Casework.Duties;

namespace GridWorkflow.Casework.Tasks;

public enum CaseTaskStatus : byte
{
    Open,
    Completed,

    /// <summary>Its activity was cancelled: another branch won, or the case ended.</summary>
    Withdrawn,
}

/// <summary>Something a person must do on a case. It waits on a bookmark of the case's instance.</summary>
public sealed record CaseTask
{
    public required Guid Id { get; init; }

    public required Guid CaseId { get; init; }

    /// <summary>Key within the lifecycle: <c>judge</c>, <c>coordinate</c>. Names the texts, the stage budget and the form.</summary>
    public required string Key { get; init; }

    public required string ActivityId { get; init; }

    public required Guid BookmarkId { get; init; }

    /// <summary>Role that may take it: <c>grid-worker</c>.</summary>
    public required string Role { get; init; }

    /// <summary>Unit (or grid) whose holders of the role may take it.</summary>
    public required string UnitId { get; init; }

    public required string Level { get; init; }

    /// <summary>Person who has claimed it, or null while it lies in the inbox of the role.</summary>
    public string? Assignee { get; init; }

    public required ImmutableArray<string> Outcomes { get; init; }

    /// <summary>What its outcomes mean for the duties on the case; an outcome that is missing here asks for nothing but the task itself.</summary>
    public ImmutableArray<TaskAction> Actions { get; init; } = [];

    /// <summary>Outcomes that need a remark.</summary>
    public ImmutableArray<string> RemarkRequired { get; init; } = [];

    /// <summary>Outcomes of the task that its level does not allow: passing up at the top, handing down at the bottom.</summary>
    public ImmutableArray<string> Impossible { get; init; } = [];

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>Form that is filled in to complete it; null: none.</summary>
    public string? FormId { get; init; }

    /// <summary>Template of the mail that tells whose it is, when it opens and when it goes to somebody else; null: nobody is told.</summary>
    public string? Notify { get; init; }

    /// <summary>The request that it decides on; null: the lifecycle waits for it.</summary>
    public Guid? AdjustmentId { get; init; }

    /// <summary>Stage clock of the task, if the policy gives it a budget.</summary>
    public Guid? ClockId { get; init; }

    public CaseTaskStatus Status { get; init; }

    public string? Outcome { get; init; }

    public string? Remark { get; init; }

    public string? CompletedBy { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>The action of an outcome, or null when it has none.</summary>
    public string? ActionOf(string? outcome)
    {
        foreach (var action in Actions)
        {
            if (action.Outcome == outcome)
                return action.Action;
        }

        return null;
    }
}
