using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Casework.Loading;

namespace GridWorkflow.Casework.Clocks;

/// <summary>
/// A date or seasons before which a budget does not begin (種植季節: street trees are planted in spring or autumn only).
/// Text: <c>2026-03-15</c>, or seasons <c>03-01..04-30,10-15..11-30</c>; a season may run over the end of the year.
/// </summary>
public sealed class Gate : IEquatable<Gate>
{
    private readonly DateOnly? _date;
    private readonly ImmutableArray<(int From, int To)> _seasons;
    private readonly string _text;

    private Gate(DateOnly? date, ImmutableArray<(int From, int To)> seasons, string text) => (_date, _seasons, _text) = (date, seasons, text);

    /// <summary>Reads the text form.</summary>
    public static Parsed<Gate> Parse(string text)
    {
        text = text.Trim();
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return new Parsed<Gate>.Value(new Gate(date, [], text));
        var seasons = ImmutableArray.CreateBuilder<(int, int)>();
        foreach (var part in text.Split(','))
        {
            var ends = part.Split("..");
            if (ends.Length != 2 || MonthDay(ends[0]) is not { } from || MonthDay(ends[1]) is not { } to)
                return new Parsed<Gate>.Refused(
                    "gate", $"Expected a date or seasons but found '{text}'.", "Write 2026-03-15 or 03-01..04-30,10-15..11-30.");
            seasons.Add((from, to));
        }

        return new Parsed<Gate>.Value(new Gate(null, seasons.ToImmutable(), text.Replace(" ", "", StringComparison.Ordinal)));
    }

    /// <summary>The first local date on or after <paramref name="date"/> on which counting may begin.</summary>
    public DateOnly Opening(DateOnly date)
    {
        if (_date is { } fixedDate)
            return fixedDate > date ? fixedDate : date;
        var best = DateOnly.MaxValue;
        foreach (var (from, to) in _seasons)
        {
            var today = (date.Month * 100) + date.Day;
            var inside = from <= to ? today >= from && today <= to : today >= from || today <= to;
            if (inside)
                return date;
            var opening = On(date.Year, from);
            if (opening < date)
                opening = On(date.Year + 1, from);
            if (opening < best)
                best = opening;
        }

        return best;
    }

    public bool Equals(Gate? other) => other is not null && _text == other._text;

    public override bool Equals(object? obj) => Equals(obj as Gate);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_text);

    public override string ToString() => _text;

    // A season that opens on 29 February opens on 1 March in a common year.
    private static DateOnly On(int year, int monthDay) => monthDay == 229 && !DateTime.IsLeapYear(year)
        ? new DateOnly(year, 3, 1)
        : new DateOnly(year, monthDay / 100, monthDay % 100);

    private static int? MonthDay(string text) =>
        DateOnly.TryParseExact("2024-" + text.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? (date.Month * 100) + date.Day
            : null;
}
