namespace GridWorkflow.Casework.Calendars;

/// <summary>Open time inside one local day, half-open: <c>[Open, Close)</c>, in minutes after midnight.</summary>
/// <param name="Open">0 to 1439.</param>
/// <param name="Close">Above <paramref name="Open"/>, at most 1440 (midnight of the next day).</param>
public readonly record struct WorkSegment(int Open, int Close)
{
    public override string ToString() => $"{Open / 60:00}:{Open % 60:00}-{Close / 60:00}:{Close % 60:00}";
}

/// <summary>What a date exception says; it beats the weekday in both directions (調休).</summary>
public abstract record DayException
{
    private DayException(string? name) => Name = name;

    /// <summary>What the day is called in the source: 春節, "make-up workday".</summary>
    public string? Name { get; }

    /// <summary>No work on this date, whatever the weekday.</summary>
    public sealed record Off(string? DayName = null) : DayException(DayName);

    /// <summary>Work on this date, whatever the weekday, with these hours.</summary>
    public sealed record Work(System.Collections.Immutable.ImmutableArray<WorkSegment> Segments, string? DayName = null)
        : DayException(DayName);
}

/// <summary>The dates for which a calendar speaks, both ends included. Null is without end.</summary>
public readonly record struct Coverage(DateOnly? From, DateOnly? To)
{
    public static Coverage Unlimited => default;

    public bool Contains(DateOnly date) => (From is null || date >= From) && (To is null || date <= To);
}

/// <summary>One date as a calendar sees it, for the year view and for printing.</summary>
/// <param name="Date">The local date.</param>
/// <param name="Covered">False when the calendar does not speak for this date; then it is neither work nor off.</param>
/// <param name="Segments">Its open hours; empty when off or not covered.</param>
/// <param name="Exceptional">True when a date exception decided, false when the weekday did.</param>
/// <param name="Name">Name of the exception.</param>
public sealed record CalendarDay(
    DateOnly Date,
    bool Covered,
    System.Collections.Immutable.ImmutableArray<WorkSegment> Segments,
    bool Exceptional,
    string? Name)
{
    public bool IsWorkday => Segments.Length > 0;
}
