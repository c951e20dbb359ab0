using GridWorkflow.Casework.Clocks;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Texts;

namespace GridWorkflow.Host.Pages;

/// <summary>One cycle of a clock as the page shows it.</summary>
/// <param name="Title">Which cycle.</param>
/// <param name="Due">Whether it was kept.</param>
/// <param name="Facts">Limit, due instant, time used, extensions, pauses and exemption.</param>
/// <param name="Rule">Which rule gave the limit; null: none is kept.</param>
/// <param name="Entries">What happened, oldest first.</param>
public sealed record CycleLine(string Title, Due Due, string Facts, string? Rule, IReadOnlyList<EntryLine> Entries);

/// <summary>One entry of the ledger of a clock.</summary>
/// <param name="Reason">In the words of who did it; null: none, or the engine's own.</param>
public sealed record EntryLine(DateTimeOffset At, string What, string By, string? Reason);

/// <summary>Tells the ledger of a clock in the language of the reader.</summary>
internal sealed class ClockLedger(Names names, Wording wording)
{
    public CycleLine Of(CycleReading cycle, Due due) => new(
        cycle.CaseCycle == cycle.Cycle ? wording["clock.cycle", cycle.Cycle] : wording["clock.cycle-of-case", cycle.Cycle, cycle.CaseCycle],
        due,
        string.Join(" · ", FactsOf(cycle)),
        cycle.Rule,
        [.. cycle.Entries.Select(Of)]);

    private IEnumerable<string> FactsOf(CycleReading cycle)
    {
        yield return wording["clock.limit", wording.Amount(cycle.Budget)];
        foreach (var extension in cycle.Extensions)
            yield return wording["clock.extended", wording.Amount(extension)];
        if (cycle.Due.TryGet(out var due))
            yield return wording["clock.due", wording.Moment(due)];
        yield return wording["clock.spent", wording.Span(cycle.Used)];
        foreach (var pause in cycle.Pauses)
            yield return wording["clock.stood", wording.Moment(pause.From), wording.Moment(pause.To)];
        if (cycle.StoppedAt is { } stopped)
            yield return wording["clock.stopped", wording.Moment(stopped)];
        if (cycle.IsExempt)
            yield return wording["clock.exempt"];
    }

    private EntryLine Of(LedgerEntry entry) => new(entry.At, What(entry), entry.By == "system" ? wording["ledger.system"] : names.Actor(entry.By), ReasonOf(entry));

    private string What(LedgerEntry entry) => entry switch
    {
        LedgerEntry.Started started => wording["ledger.start", wording.Amount(started.Budget)],
        LedgerEntry.Paused => wording["ledger.pause"],
        LedgerEntry.Resumed => wording["ledger.resume"],
        LedgerEntry.Extended extended => wording["ledger.extend", wording.Amount(extended.Added), wording.Moment(extended.RequestedAt)],
        LedgerEntry.Retargeted { Basis: RetargetBasis.FromNow } changed => wording["ledger.retarget-now", wording.Amount(changed.Budget)],
        LedgerEntry.Retargeted changed => wording["ledger.retarget", wording.Amount(changed.Budget)],
        LedgerEntry.Reprojected moved => wording["ledger.reproject", wording.Moment(moved.OldDue), wording.Moment(moved.NewDue)],
        LedgerEntry.Stopped { End.Due: { } due } => wording["ledger.stop-due", wording.Moment(due)],
        LedgerEntry.Stopped => wording["ledger.stop"],
        LedgerEntry.Continued => wording["ledger.continue"],
        LedgerEntry.NewCycle cycle => wording["ledger.new-cycle", wording.Amount(cycle.Budget)],
        LedgerEntry.Reset reset => wording["ledger.reset", wording.Amount(reset.Budget)],
        LedgerEntry.Voided => wording["ledger.void"],
        LedgerEntry.Exempted => wording["ledger.exempt"],
        LedgerEntry.Acknowledged => wording["ledger.acknowledge"],
        LedgerEntry.Progressed => wording["ledger.progress"],
        _ => throw new ArgumentException($"Expected an entry that the page knows, but found {entry.GetType().Name}.", nameof(entry)),
    };

    // What people wrote; where a clock starts and stops by itself the engine's own word says no more than the entry.
    private static string? ReasonOf(LedgerEntry entry) => entry switch
    {
        LedgerEntry.Paused or LedgerEntry.Extended or LedgerEntry.Retargeted or LedgerEntry.Exempted => entry.Reason,
        LedgerEntry.Resumed or LedgerEntry.Reprojected when entry.By != "system" => entry.Reason,
        _ => null,
    };
}
