using System.Globalization;
using GridWorkflow.Casework.Catalogue;
using GridWorkflow.Runtime.Commit;
using NodaTime;

namespace GridWorkflow.Runtime;

/// <summary>
/// Case numbers by local day, taken from the database in blocks that grow with the day's traffic from 1 to 64. Unique and rising
/// within a day and node; a stop leaves a gap.
/// </summary>
internal sealed class CaseNumbers(CommitPipeline pipeline)
{
    private const int LargestBlock = 64;

    private readonly Lock _gate = new();
    private Task<WriteOutcome>? _taking;
    private LocalDate _day;
    private long _next;
    private long _end;
    private int _block;

    /// <summary>
    /// The next number of the day, such as <c>2026-11-24-000017</c>, or of the year of a series, or what kept the pipeline from giving one.
    /// </summary>
    public async ValueTask<(string? Number, WriteOutcome? Trouble)> Next(DateTimeOffset now, string timeZone, DocumentSeries? series = null)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone) ?? DateTimeZone.Utc;
        var day = Instant.FromDateTimeOffset(now).InZone(zone).Date;
        if (series is not null)
            return await Next(series, day.Year);
        while (true)
        {
            TaskCompletionSource<WriteOutcome>? mine = null;
            Task<WriteOutcome> taking;
            lock (_gate)
            {
                if (day == _day && _next < _end)
                    return (string.Create(CultureInfo.InvariantCulture, $"{Text(day)}-{_next++:D6}"), null);
                if (_taking is null)
                {
                    mine = new TaskCompletionSource<WriteOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
                    _taking = mine.Task;
                }

                taking = _taking;
            }

            if (mine is not null)
                mine.SetResult(await Take(day));
            // Who waits for a block shares its fate: with a database that is held, waiting one after the other would never end.
            if (await taking is var outcome and not WriteOutcome.Numbers)
                return (null, outcome);
        }
    }

    // Documents are few, and a gap among them asks for an explanation: so one by one.
    private async Task<(string? Number, WriteOutcome? Trouble)> Next(DocumentSeries series, int year)
    {
        var outcome = await pipeline.Commit(new Write.TakeNumbers(string.Create(CultureInfo.InvariantCulture, $"series:{series.Prefix}:{year}"), 1));
        return outcome is WriteOutcome.Numbers taken ? (series.CaseNumber(year, taken.First), null) : (null, outcome);
    }

    private async Task<WriteOutcome> Take(LocalDate day)
    {
        var block = day == _day ? Math.Min(LargestBlock, _block * 2) : 1;
        var outcome = await pipeline.Commit(new Write.TakeNumbers($"case:{Text(day)}", block));
        lock (_gate)
        {
            if (outcome is WriteOutcome.Numbers taken)
                (_day, _block, _next, _end) = (day, block, taken.First, taken.First + taken.Count);
            _taking = null;
        }

        return outcome;
    }

    private static string Text(LocalDate day) => day.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
}
