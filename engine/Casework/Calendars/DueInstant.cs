namespace GridWorkflow.Casework.Calendars;

/// <summary>
/// Where a budget runs out. Either exact, or provisional: the answer lies beyond what the calendar knows, and no instant is guessed
/// (clocks.md R5). A struct, so that computing it allocates nothing.
/// </summary>
public readonly record struct DueInstant
{
    private readonly DateTimeOffset _at;

    private DueInstant(DateTimeOffset at, bool exact)
    {
        _at = at;
        IsExact = exact;
    }

    public bool IsExact { get; }

    public bool IsProvisional => !IsExact;

    /// <summary>The exact instant, UTC.</summary>
    /// <exception cref="InvalidOperationException">The instant is provisional; ask <see cref="IsExact"/> or <see cref="TryGet"/>.</exception>
    public DateTimeOffset At => IsExact
        ? _at
        : throw new InvalidOperationException($"Expected an exact instant, but the calendar's coverage ends at {_at:O}; nothing later is known.");

    /// <summary>The instant itself when exact; when provisional, the earliest instant it can be (UTC).</summary>
    public DateTimeOffset NotBefore => _at;

    public static DueInstant Exact(DateTimeOffset at) => new(at.ToUniversalTime(), true);

    public static DueInstant Provisional(DateTimeOffset notBefore) => new(notBefore.ToUniversalTime(), false);

    public bool TryGet(out DateTimeOffset at)
    {
        at = _at;
        return IsExact;
    }

    public override string ToString() => IsExact ? $"{_at:O}" : $"provisional, not before {_at:O}";
}

/// <summary>Time that passed on a clock. When not exact, the period leaves the calendar's coverage and only the known part is counted.</summary>
/// <param name="Known">Never negative.</param>
/// <param name="IsExact">False when a part of the period is outside coverage.</param>
public readonly record struct ElapsedTime(TimeSpan Known, bool IsExact);

/// <summary>A period in which a clock stood still: <c>[From, To)</c>.</summary>
public readonly record struct Pause(DateTimeOffset From, DateTimeOffset To);
