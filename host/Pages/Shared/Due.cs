using GridWorkflow.Host.Texts;

namespace GridWorkflow.Host.Pages.Shared;

public enum Urgency : byte
{
    /// <summary>No limit.</summary>
    None,

    Good,

    /// <summary>Less than a fifth of the time is left: the moment at which the ladder warns, too.</summary>
    Soon,

    Late,
}

/// <summary>A limit in words and a colour; the words say all that the colour says.</summary>
public sealed record Due(Urgency Urgency, string Words)
{
    private const double SoonShare = 0.2;

    /// <summary>Ending of the classes <c>tag-…</c> and <c>item-…</c>.</summary>
    public string Css => Urgency switch { Urgency.Late => "late", Urgency.Soon => "soon", Urgency.Good => "good", _ => "none" };

    /// <param name="due">Null: no limit.</param>
    /// <param name="since">When the time began to run.</param>
    /// <param name="now">The instant of the page.</param>
    /// <param name="words">Language of the reader.</param>
    public static Due Of(DateTimeOffset? due, DateTimeOffset since, DateTimeOffset now, Wording words)
    {
        if (due is not { } at)
            return new Due(Urgency.None, words["due.none"]);
        var left = at - now;
        if (left < TimeSpan.Zero)
            return new Due(Urgency.Late, words["due.late", words.Span(left)]);
        var whole = at - since;
        var urgency = whole > TimeSpan.Zero && left < whole * SoonShare ? Urgency.Soon : Urgency.Good;
        return new Due(urgency, words["due.left", words.Span(left)]);
    }

    /// <summary>There is a limit, but it lies beyond what its calendar knows (clocks.md R5).</summary>
    public static Due Provisional(Wording words) => new(Urgency.None, words["due.provisional-list"]);

    /// <summary>For what is done: kept or not.</summary>
    public static Due Ended(DateTimeOffset? due, DateTimeOffset ended, Wording words) =>
        due is not { } at ? new Due(Urgency.None, words["due.none"])
        : ended <= at ? new Due(Urgency.Good, words["due.kept"])
        : new Due(Urgency.Late, words["due.missed", words.Span(ended - at)]);
}
