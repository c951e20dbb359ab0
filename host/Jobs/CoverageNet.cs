using GridWorkflow.Runtime.Catalog;
using Hangfire;

namespace GridWorkflow.Host.Jobs;

/// <summary>Section <c>Calendars</c> of the configuration.</summary>
public sealed record CoverageSettings
{
    public const string Section = "Calendars";

    /// <summary>So many days before a calendar's coverage ends, admins are warned. 1 to 3660.</summary>
    public int WarnDays { get; init; } = 60;

    public TimeSpan Ahead => TimeSpan.FromDays(WarnDays);

    /// <exception cref="Composition.RefusedStartException">A setting is out of its range.</exception>
    public CoverageSettings Checked() => WarnDays is >= 1 and <= 3660
        ? this
        : throw new Composition.RefusedStartException($"Expected 1 to 3660 days in {Section}:{nameof(WarnDays)}, but found {WarnDays}.");
}

/// <summary>Warns in time that a calendar ends: what falls due later is provisional until the next notice is loaded (clocks.md R5).</summary>
public sealed class CoverageNet(ReferenceCatalog reference, CoverageSettings settings, TimeProvider time, ILogger<CoverageNet> log)
{
    public const string Id = "calendar-coverage";

    [AutomaticRetry(Attempts = 0), JobDisplayName("Warn of calendars that end")]
    public void Warn()
    {
        foreach (var ending in reference.Current.Rules.CoverageEndingWithin(time.GetUtcNow(), settings.Ahead))
            log.LogWarning("{Reason} {Remedy}", ending.Reason, ending.Remedy);
    }
}
