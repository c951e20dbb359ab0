using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Tasks;

namespace GridWorkflow.Casework.Notices;

/// <summary>The life of a document that a lifecycle served (SM-4, SM-5): signed, replied, rectified, or withdrawn before it was signed; final or revoked.</summary>
public static class ServedNotice
{
    /// <summary>What a served document has in the place of a rung: no ladder sent it.</summary>
    public const string RungKey = "served";

    /// <summary>Task by which the document is signed for, with the outcomes below.</summary>
    public const string SignTask = "sign";
    public const string Signed = "Signed";
    public const string Withdrawn = "Withdrawn";

    /// <summary>The step by which the document of a case is signed for; null: it is not served, signed already, or of a lifecycle that asks for no signature.</summary>
    public static CaseTask? SigningStep(CaseFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Tasks.FirstOrDefault(task => task.Key == SignTask && task.Outcomes.Contains(Signed));
    }

    /// <summary>Whether nothing more becomes of the document.</summary>
    internal static bool IsOver(NoticeStatus status) =>
        status is NoticeStatus.Withdrawn or NoticeStatus.Rectified or NoticeStatus.Rejected or NoticeStatus.Final or NoticeStatus.Revoked;

    /// <summary>All copies of the document go on together.</summary>
    internal static void Move(CaseWork work, NoticeStatus status, string by, string? reason)
    {
        foreach (var header in work.File.Notices)
        {
            if (!NoticeIssue.IsServed(header) || IsOver(header.Status))
                continue;
            work.Change(work.File with { Notices = work.File.Notices.Replace(header, header with { Status = status }) });
            work.Emit(new NoticeMoved(header.Id, status, status == NoticeStatus.Rectified ? work.Now : null));
            work.Say($"Notice{status}", ("number", header.Number), ("by", by), ("reason", reason));
        }
    }

    /// <summary>Whoever signs for the unit signs all copies that are not signed yet.</summary>
    internal static void Sign(CaseWork work, string by)
    {
        foreach (var header in work.File.Notices)
        {
            if (!NoticeIssue.IsServed(header) || header.Status != NoticeStatus.Issued)
                continue;
            work.Change(work.File with { Notices = work.File.Notices.Replace(header, header with { Status = NoticeStatus.Signed }) });
            work.Emit(new NoticeSigned(header.Id, by, work.Now));
            work.Say("NoticeSigned", ("number", header.Number), ("by", by));
        }
    }
}
