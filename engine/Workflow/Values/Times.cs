using System.Globalization;

namespace GridWorkflow.Workflow.Values;

/// <summary>Instants and durations from other values; a time without a zone is UTC, whatever machine this runs on.</summary>
internal static class Times
{
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    public static bool TryConvert(DataKind kind, object value, out object? result)
    {
        result = null;
        if (value is "")
            return true;
        if (kind == DataKind.TimeOnly)
        {
            result = value switch
            {
                TimeOnly => value,
                TimeSpan span when span >= TimeSpan.Zero && span < TimeSpan.FromDays(1) => TimeOnly.FromTimeSpan(span),
                string text when TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time) => time,
                _ => null,
            };
            return result is not null;
        }

        if (Instant(value) is not { } instant)
            return false;
        result = kind switch
        {
            DataKind.DateTime => instant.UtcDateTime,
            DataKind.DateOnly => DateOnly.FromDateTime(instant.UtcDateTime),
            _ => instant,
        };
        return true;
    }

    public static bool TryTimeSpan(object value, out object? result)
    {
        result = value switch
        {
            TimeSpan => value,
            string text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) => span,
            _ => null,
        };
        return result is not null || value is "";
    }

    private static DateTimeOffset? Instant(object value) => value switch
    {
        DateTimeOffset instant => instant,
        DateTime { Kind: DateTimeKind.Utc } time => new DateTimeOffset(time, TimeSpan.Zero),
        DateTime time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc), TimeSpan.Zero),
        DateOnly date => new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc), TimeSpan.Zero),
        string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var instant) => instant,
        _ => null,
    };
}
