using System.Globalization;
using GridWorkflow.Workflow.Interpreter;
using Jint.Runtime;

namespace GridWorkflow.Workflow.Expressions;

/// <summary>The world's instant as the only clock of scripts; the zone is UTC on every machine.</summary>
internal sealed class WorldTime(World world) : ITimeSystem
{
    public TimeZoneInfo DefaultTimeZone => TimeZoneInfo.Utc;

    public DateTimeOffset GetUtcNow() => world.Now;

    public TimeSpan GetUtcOffset(long epochMilliseconds) => TimeSpan.Zero;

    public bool TryParse(string date, out long epochMilliseconds)
    {
        var parsed = DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant);
        epochMilliseconds = parsed ? instant.ToUnixTimeMilliseconds() : 0;
        return parsed;
    }
}
