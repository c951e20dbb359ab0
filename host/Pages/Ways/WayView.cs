using GridWorkflow.Host.Pages.Shared;

namespace GridWorkflow.Host.Pages.Ways;

/// <summary>Which part of a way is asked for.</summary>
/// <param name="Step">Up to the stay of this number; null: the whole way.</param>
/// <param name="Kind">Only journal rows that say this; null: all.</param>
/// <param name="Page">Of the journal, from 1.</param>
public sealed record WayQuestion(int? Step, string? Kind, int Page);

/// <summary>One stay in a step, in words.</summary>
/// <param name="Journal">Where the journal row stands that came to it.</param>
/// <param name="JournalLeft">And the one that left it.</param>
public sealed record StayLine(
    int Number, string Name, string? From, bool IsReturn, int Round, DateTimeOffset EnteredAt, DateTimeOffset? LeftAt, string Span, string State, bool IsHere, bool IsLate, bool IsFaulted,
    string? Clock, string? Late, string? Outcome, string? By, string? Unit, string Anchor, string Journal, string? JournalLeft);

/// <summary>What keeps an instance from going on.</summary>
/// <param name="CanBeRetried">It stands at an activity that can run again.</param>
public sealed record IncidentLine(string? ActivityId, string Name, string Code, string Reason, DateTimeOffset At, string? Anchor, bool CanBeRetried);

/// <summary>One row of the journal.</summary>
/// <param name="Says">What it says, entry by entry.</param>
/// <param name="Stays">Numbers of the stays that it came to or left.</param>
/// <param name="Reason">What an admin gave as a reason with a command; null: none.</param>
public sealed record JournalLine(
    long Seq, DateTimeOffset At, string Who, string? Role, string Command, IReadOnlyList<JournalSaying> Says, IReadOnlyList<int> Stays, string? Reason);

/// <param name="Change">From what to what.</param>
public sealed record JournalSaying(string Kind, string Words, string? Quote, string? Change);

/// <summary>The journal as a page shows it.</summary>
/// <param name="Kinds">What it can be narrowed to, with names.</param>
public sealed record JournalPart(IReadOnlyList<JournalLine> Lines, IReadOnlyList<(string Kind, string Name, bool Chosen)> Kinds, Paging Paging, string? Broken, long Rows);

/// <summary>The way of an instance as the page shows it.</summary>
/// <param name="Svg">The drawing.</param>
/// <param name="Shown">Number of the last stay that is shown; 0: there is none.</param>
/// <param name="Previous">Address of the way one stay shorter; null at the beginning.</param>
/// <param name="Next">Address of the way one stay longer; null at the end.</param>
public sealed record WayView(
    Guid InstanceId, string Svg, IReadOnlyList<StayLine> Stays, int Shown, int Total, string? First, string? Previous, string? Next, string? Last, int? Step,
    IReadOnlyList<string> Here, IReadOnlyList<(string Anchor, string Name)> HereAnchors, int Returns, IReadOnlyList<IncidentLine> Incidents, JournalPart Journal, string Path, bool IsCase, bool MayAct, bool CanBeCancelled);
