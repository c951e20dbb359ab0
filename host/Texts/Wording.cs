using System.Globalization;

namespace GridWorkflow.Host.Texts;

/// <summary>Texts, dates and lengths of time in the language of one reader. Scoped: a request has one language.</summary>
public sealed class Wording(TextBook book, string language, TimeZoneInfo zone)
{
    /// <summary>Language tag: <c>en</c>, <c>zh-Hans</c>, <c>zh-Hant</c>.</summary>
    public string Language { get; } = language;

    public TimeZoneInfo Zone { get; } = zone;

    /// <summary>The text of a key; the key itself where a text is missing, so that the gap shows and nothing breaks.</summary>
    public string this[string key] => book.Find(Language, key) ?? key;

    /// <summary>The text of a key with <c>{0}</c>, <c>{1}</c>… filled in.</summary>
    public string this[string key, params object?[] values] => string.Format(CultureInfo.InvariantCulture, this[key], values);

    public string? Find(string key) => book.Find(Language, key);

    /// <summary>Day and time of day in the zone of the organisation.</summary>
    public string Moment(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, Zone);
        return local.ToString(this["format.moment"], CultureInfo.GetCultureInfo(Language));
    }

    public string Moment(DateTimeOffset? at) => at is null ? "–" : Moment(at.Value);

    public string Day(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, Zone);
        return local.ToString(this["format.day"], CultureInfo.GetCultureInfo(Language));
    }

    /// <summary>The first instant of a day in the zone of the organisation.</summary>
    public DateTimeOffset Midnight(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        // Where a day begins within a skipped hour it begins after it.
        while (Zone.IsInvalidTime(local))
            local = local.AddMinutes(15);
        return new DateTimeOffset(local, Zone.GetUtcOffset(local));
    }

    /// <summary>For machines and spreadsheets: <c>2026-11-24 09:30</c> in the zone of the organisation.</summary>
    public string Iso(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A length of wall time in its two largest units: <c>2 d 3 h</c>, <c>45 min</c>.</summary>
    public string Span(TimeSpan span)
    {
        span = span.Duration();
        if (span.TotalMinutes < 1)
            return this["span.less-than-minute"];
        if (span.TotalHours < 1)
            return this["span.minutes", (int)span.TotalMinutes];
        if (span.TotalDays < 1)
            return span.Minutes == 0 ? this["span.hours", span.Hours] : this["span.hours-minutes", span.Hours, span.Minutes];
        return span.Hours == 0 ? this["span.days", (int)span.TotalDays] : this["span.days-hours", (int)span.TotalDays, span.Hours];
    }
}
