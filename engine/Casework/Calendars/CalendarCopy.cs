using System.Collections.Immutable;

namespace GridWorkflow.Casework.Calendars;

/// <summary>Everything that a calendar says, as plain data to be kept beside what was computed with it: the calendar itself may change.</summary>
/// <param name="Weekly">Minutes after midnight, opening and closing in turn, from Monday.</param>
/// <param name="Exceptions">By date.</param>
public sealed record CalendarCopy(string Id, string Zone, ImmutableArray<ImmutableArray<int>> Weekly, ImmutableSortedDictionary<DateOnly, CopiedDay> Exceptions)
{
    public DateOnly? From { get; init; }

    public DateOnly? To { get; init; }

    public TimeSpan? DayLength { get; init; }

    public string? Source { get; init; }

    public string? Name { get; init; }

    public static CalendarCopy Of(BusinessCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        var definition = calendar.Definition;
        return new CalendarCopy(
            definition.Id, definition.Zone, [.. definition.Weekly.Select(Minutes)],
            definition.Exceptions.ToImmutableSortedDictionary(
                pair => pair.Key, pair => new CopiedDay(pair.Value is DayException.Work work ? Minutes(work.Segments) : null, pair.Value.Name)))
        {
            From = definition.Coverage.From,
            To = definition.Coverage.To,
            DayLength = definition.DayLength,
            Source = definition.Source,
            Name = definition.Name,
        };
    }

    /// <summary>The calendar, with the version that it had.</summary>
    public BusinessCalendar Restore() => new(new CalendarDefinition(Id, Zone, [.. Weekly.Select(Segments)])
    {
        Exceptions = Exceptions.ToImmutableSortedDictionary(
            pair => pair.Key, pair => pair.Value.Minutes is { } minutes ? (DayException)new DayException.Work(Segments(minutes), pair.Value.Name) : new DayException.Off(pair.Value.Name)),
        Coverage = new Coverage(From, To),
        DayLength = DayLength,
        Source = Source,
        Name = Name,
    });

    private static ImmutableArray<int> Minutes(ImmutableArray<WorkSegment> segments) => [.. segments.SelectMany(segment => new[] { segment.Open, segment.Close })];

    private static ImmutableArray<WorkSegment> Segments(ImmutableArray<int> minutes) => [.. minutes.Chunk(2).Select(pair => new WorkSegment(pair[0], pair[1]))];
}

/// <param name="Minutes">Open hours, as in the week; null: off.</param>
public sealed record CopiedDay(ImmutableArray<int>? Minutes, string? Name);
