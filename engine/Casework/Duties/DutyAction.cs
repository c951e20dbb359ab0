using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Casework.Duties;

/// <summary>Something that people do on cases and that not everybody may do.</summary>
/// <param name="Key">Name in files and in the journal: <c>handle</c>.</param>
/// <param name="Letter">Its letter in the matrix: <c>H</c>.</param>
/// <param name="Names">What it is called.</param>
public sealed record DutyAction(string Key, string Letter, LocalText Names)
{
    /// <summary>上報: whoever reports by hand.</summary>
    public const string Report = "report";

    /// <summary>辦理; what a case says of its handlers where its lifecycle names no actions.</summary>
    public const string Handle = "handle";

    /// <summary>退回: giving back what is not the unit's.</summary>
    public const string Return = "return";

    /// <summary>Asking for an extension or a suspension.</summary>
    public const string RequestAdjustment = "request-adjustment";

    /// <summary>Deciding on such a request, in the unit or in the command centre.</summary>
    public const string ApproveAdjustment = "approve-adjustment";

    /// <summary>不予立案, 作廢; also ending a case as a repetition of another.</summary>
    public const string Reject = "reject";

    /// <summary>重開 a closed case.</summary>
    public const string Reopen = "reopen";

    /// <summary>簽發: issuing a notice, and withdrawing it before it is signed.</summary>
    public const string IssueNotice = "issue-notice";

    /// <summary>核查: inspecting, investigating, reviewing.</summary>
    public const string Inspect = "inspect";

    /// <summary>裁決: deciding an appeal.</summary>
    public const string DecideAppeal = "decide-appeal";

    /// <summary>Seeing who reported, in full.</summary>
    public const string ReadPersonalData = "read-personal-data";
}

/// <summary>What completing a task with an outcome means.</summary>
public sealed record TaskAction(string Outcome, string Action);

/// <summary>Who did what on a case, and for which unit.</summary>
public sealed record Deed(string Action, string PersonId, string UnitId);
