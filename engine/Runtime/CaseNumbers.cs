using System.Globalization;
using GridWorkflow.Runtime.Commit;
using NodaTime;

namespace GridWorkflow.Runtime;

/// <summary>
/// Case numbers by local day, taken from the database in blocks that grow with the day's traffic from 1 to 64. Unique and rising
/// within a day and node; a stop leaves a gap.
/// </summary>
internal sealed class CaseNumbers(CommitPipeline pipeline) : IDisposable
{
    private const int LargestBlock = 64;

    private readonly SemaphoreSlim _gate = new(1);
    private LocalDate _day;
    private long _next;
    private long _end;
    private int _block;

    /// <summary>The next number of the day, such as <c>2026-11-24-000017</c>, or what kept the pipeline from giving one.</summary>
    public async ValueTask<(string? Number, WriteOutcome? Trouble)> Next(DateTimeOffset now, string timeZone)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone) ?? DateTimeZone.Utc;
        var day = Instant.FromDateTimeOffset(now).InZone(zone).Date;
        await _gate.WaitAsync();
        try
        {
            if (day != _day || _next == _end)
            {
                var block = day == _day ? Math.Min(LargestBlock, _block * 2) : 1;
                var outcome = await pipeline.Commit(new Write.TakeNumbers($"case:{Text(day)}", block));
                if (outcome is not WriteOutcome.Numbers taken)
                    return (null, outcome);
                (_day, _block, _next, _end) = (day, block, taken.First, taken.First + taken.Count);
            }

            return (string.Create(CultureInfo.InvariantCulture, $"{Text(day)}-{_next++:D6}"), null);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private static string Text(LocalDate day) => day.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
}
