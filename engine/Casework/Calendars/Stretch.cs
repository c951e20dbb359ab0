namespace GridWorkflow.Casework.Calendars;

/// <summary>A pause in UTC ticks; a sorted list of them is disjoint.</summary>
internal readonly record struct Stretch(long From, long To)
{
    /// <summary>Sorts pauses into <paramref name="into"/>, joining those that overlap or touch; empty ones vanish.</summary>
    public static ReadOnlySpan<Stretch> Sort(ReadOnlySpan<Pause> pauses, Span<Stretch> into)
    {
        var count = 0;
        foreach (var pause in pauses)
        {
            var stretch = new Stretch(pause.From.UtcTicks, pause.To.UtcTicks);
            if (stretch.To < stretch.From)
                throw new ArgumentException($"Expected a pause that ends after it begins but found {pause.From:O} to {pause.To:O}.", nameof(pauses));
            if (stretch.To == stretch.From)
                continue;
            var place = count++;
            for (; place > 0 && into[place - 1].From > stretch.From; place--)
                into[place] = into[place - 1];
            into[place] = stretch;
        }

        var kept = 0;
        for (var index = 1; index < count; index++)
        {
            if (into[index].From <= into[kept].To)
                into[kept] = into[kept] with { To = Math.Max(into[kept].To, into[index].To) };
            else
                into[++kept] = into[index];
        }

        return into[..(count == 0 ? 0 : kept + 1)];
    }

    /// <summary>The instant at which so much wall time has passed outside the stretches.</summary>
    public static long After(long from, long ticks, ReadOnlySpan<Stretch> stood)
    {
        var due = from + ticks;
        foreach (var stretch in stood)
        {
            if (due <= stretch.From)
                break;
            if (stretch.To > from)
                due += stretch.To - Math.Max(stretch.From, from);
        }

        return due;
    }
}

/// <summary>UTC instants from ticks.</summary>
internal static class Instants
{
    public static DateTimeOffset At(long utcTicks) => new(utcTicks, TimeSpan.Zero);
}
