using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Simulation.Tests.Store;

internal sealed partial class SimDatabase
{
    private WriteOutcome Ask(ReviewRow row)
    {
        foreach (var other in Reviews.Rows.Where(other => IsOpen(other, row.Kind, row.SubjectId) && other.ContentHash != row.ContentHash).ToList())
            Reviews.Put(other.Id, other with { State = ReviewState.Outdated, DecidedBy = row.AskedBy, DecidedAt = row.AskedAt });
        return Reviews.Rows.Any(other => IsOpen(other, row.Kind, row.SubjectId)) || !Reviews.TryAdd(row.Id, row)
            ? new WriteOutcome.Conflict($"Expected a new review of {row.Kind} '{row.SubjectId}', but this text is asked for already.")
            : WriteOutcome.Committed.Instance;
    }

    private WriteOutcome Decide(ReviewDecision decision, Write? act)
    {
        if (Reviews.Find(decision.Id) is not { State: ReviewState.Asked } open)
            return new WriteOutcome.Conflict($"Expected review {decision.Id} open, but it is decided or never was.");
        Reviews.Put(open.Id, open with { State = decision.State, DecidedBy = decision.By, DecidedAt = decision.At, Reason = decision.Reason });
        return act is null ? WriteOutcome.Committed.Instance : Make(act);
    }

    private WriteOutcome Set(SettingRow row)
    {
        if (row.Revision != 1 + Settings.Rows.Where(other => other.Name == row.Name).Select(other => other.Revision).DefaultIfEmpty().Max())
            return new WriteOutcome.Conflict($"Expected setting '{row.Name}' at revision {row.Revision - 1}, but it has moved.");
        Settings.Add((row.Name, row.Revision), row);
        return WriteOutcome.Committed.Instance;
    }

    private void Outdate(DefinitionActRow act, int? version)
    {
        foreach (var open in Reviews.Rows.Where(row => IsOpen(row, ReviewKind.Definition, act.DefinitionId) && (version is null || row.Version == version)).ToList())
            Reviews.Put(open.Id, open with { State = ReviewState.Outdated, DecidedBy = act.By, DecidedAt = act.At });
    }

    private static bool IsOpen(ReviewRow row, ReviewKind kind, string subjectId) => row.State == ReviewState.Asked && row.Kind == kind && row.SubjectId == subjectId;
}
