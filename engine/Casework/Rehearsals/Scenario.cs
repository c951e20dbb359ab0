using System.Collections.Immutable;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Casework.Rehearsals;

/// <summary>情景: a story that a lifecycle is rehearsed with: how a case comes in, what happens to it and when, and how long is watched.</summary>
public sealed record Scenario
{
    /// <summary>Name, as files and addresses have it.</summary>
    public required string Id { get; init; }

    public required LocalText Names { get; init; }

    /// <summary>What it shows; null: the name says it.</summary>
    public LocalText? Notes { get; init; }

    /// <summary>The lifecycle that it was written for; its cases may be of any category that leads there.</summary>
    public required string DefinitionId { get; init; }

    /// <summary>In whose zone and working hours its times are read; null: the calendar of the category's policy, else the tenant's.</summary>
    public string? CalendarId { get; init; }

    public required ScenarioStart Start { get; init; }

    /// <summary>In the order of their times.</summary>
    public ImmutableArray<ScenarioEvent> Events { get; init; } = [];

    /// <summary>When watching ends; counted from the last event.</summary>
    public required ScenarioTime Until { get; init; }
}

/// <summary>How the case comes in.</summary>
/// <param name="At">When it is reported.</param>
/// <param name="CategoryCode">What it is about.</param>
/// <param name="GridCode">Where.</param>
public sealed record ScenarioStart(ScenarioTime At, string CategoryCode, string GridCode)
{
    /// <summary>A time without a date begins here.</summary>
    public DateOnly? From { get; init; }

    public string Title { get; init; } = "Rehearsal";

    /// <summary>Channel: <c>webhook:hotline</c>, <c>patrol</c> …</summary>
    public string Source { get; init; } = "webhook:hotline";

    public Reporter Reporter { get; init; } = Reporter.Anonymous;

    /// <summary>The person of the organisation who reports; null: the source as a system.</summary>
    public string? By { get; init; }

    public bool Emergency { get; init; }

    public string? Condition { get; init; }

    /// <summary>Another case opens this one; null: it comes from outside.</summary>
    public ScenarioOrigin? Origin { get; init; }
}

/// <summary>The case that opens this one: a limit passed there.</summary>
/// <param name="Relation">Why.</param>
/// <param name="UnitId">The unit that it is put to.</param>
/// <param name="PersonId">Who had the task then; null: nobody.</param>
public sealed record ScenarioOrigin(CaseRelation Relation, string? UnitId, string? PersonId);

/// <summary>Who acts: a person, or somebody who holds a role; neither: whoever may.</summary>
/// <param name="PersonId">A person of the organisation.</param>
/// <param name="Role">The first holder who may; with a person, the role in which she acts.</param>
public sealed record ScenarioActor(string? PersonId, string? Role)
{
    public static ScenarioActor Anybody { get; } = new(null, null);

    public override string ToString() => PersonId ?? Role ?? "anybody";
}

/// <summary>What happens to the case. Closed.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who does it.</param>
public abstract record ScenarioEvent(ScenarioTime At, ScenarioActor By)
{
    /// <summary>無人處理: time passes until then, and only deadlines happen.</summary>
    public sealed record NobodyActs(ScenarioTime At) : ScenarioEvent(At, ScenarioActor.Anybody);

    public sealed record Complete(ScenarioTime At, ScenarioActor By, string Task, string Outcome, string? Remark, ImmutableSortedDictionary<string, string> Fields) : ScenarioEvent(At, By);

    public sealed record Claim(ScenarioTime At, ScenarioActor By, string Task) : ScenarioEvent(At, By);

    public sealed record Release(ScenarioTime At, ScenarioActor By, string Task) : ScenarioEvent(At, By);

    /// <summary>延期.</summary>
    public sealed record AskExtension(ScenarioTime At, ScenarioActor By, string Task, Budget Amount, string Reason) : ScenarioEvent(At, By);

    /// <summary>掛賬.</summary>
    public sealed record AskSuspension(ScenarioTime At, ScenarioActor By, string Task, ScenarioTime Until, string Reason) : ScenarioEvent(At, By)
    {
        /// <summary>Which of the policy's reasons; null: it lists none.</summary>
        public string? ReasonKey { get; init; }
    }

    public sealed record Resume(ScenarioTime At, ScenarioActor By, string Reason) : ScenarioEvent(At, By);

    /// <summary>改類.</summary>
    public sealed record Classify(ScenarioTime At, ScenarioActor By, string CategoryCode, string? Condition, string Reason) : ScenarioEvent(At, By);

    /// <summary>改類: it lies in another grid.</summary>
    public sealed record Move(ScenarioTime At, ScenarioActor By, string GridCode, string Reason) : ScenarioEvent(At, By);

    /// <summary>緊急: it is an emergency from now on, or none any more.</summary>
    public sealed record Emergency(ScenarioTime At, ScenarioActor By, bool IsOne, string Reason) : ScenarioEvent(At, By);

    /// <summary>移交: sideways.</summary>
    public sealed record Transfer(ScenarioTime At, ScenarioActor By, string Task, string UnitId, string Reason) : ScenarioEvent(At, By);

    /// <summary>指派.</summary>
    public sealed record Assign(ScenarioTime At, ScenarioActor By, string Task, string PersonId, string? Reason) : ScenarioEvent(At, By);

    /// <summary>強制結案.</summary>
    public sealed record ForceClose(ScenarioTime At, ScenarioActor By, string Reason) : ScenarioEvent(At, By);

    /// <summary>簽收.</summary>
    /// <param name="Notice">Which of the case's notices, from 1.</param>
    public sealed record Sign(ScenarioTime At, ScenarioActor By, int Notice) : ScenarioEvent(At, By);

    /// <summary>撤回.</summary>
    public sealed record Withdraw(ScenarioTime At, ScenarioActor By, int Notice, string Reason) : ScenarioEvent(At, By);

    /// <summary>重開.</summary>
    public sealed record Reopen(ScenarioTime At, ScenarioActor By, string Reason) : ScenarioEvent(At, By);

    public sealed record Say(ScenarioTime At, ScenarioActor By, string Text) : ScenarioEvent(At, By);

    public sealed record Meet(ScenarioTime At, ScenarioActor By, string Milestone, string? Remark) : ScenarioEvent(At, By);

    /// <summary>A day of a calendar is made off or workable while the case runs.</summary>
    /// <param name="CalendarId">The calendar.</param>
    /// <param name="Day">The date.</param>
    /// <param name="Hours">Its open hours; empty: off.</param>
    public sealed record CalendarDay(ScenarioTime At, string CalendarId, DateOnly Day, ImmutableArray<WorkSegment> Hours) : ScenarioEvent(At, ScenarioActor.Anybody);

    /// <summary>The event in a few words, for lists and recorded routes.</summary>
    public string Words => this switch
    {
        NobodyActs => "nobody acts",
        Complete one => $"{By} {one.Task} {one.Outcome}{Tail(one.Fields)}{Tail(one.Remark)}",
        Claim one => $"{By} claims {one.Task}",
        Release one => $"{By} releases {one.Task}",
        AskExtension one => $"{By} asks for {one.Amount} more at {one.Task}{Tail(one.Reason)}",
        AskSuspension one => $"{By} asks to suspend {one.Task} until {one.Until}{Tail(one.Reason)}",
        Resume one => $"{By} resumes{Tail(one.Reason)}",
        Classify one => $"{By} classifies as {one.CategoryCode}{(one.Condition is null ? "" : $"#{one.Condition}")}{Tail(one.Reason)}",
        Move one => $"{By} moves it to {one.GridCode}{Tail(one.Reason)}",
        Emergency { IsOne: true } one => $"{By} makes it an emergency{Tail(one.Reason)}",
        Emergency one => $"{By} ends the emergency{Tail(one.Reason)}",
        Transfer one => $"{By} transfers {one.Task} to {one.UnitId}{Tail(one.Reason)}",
        Assign one => $"{By} assigns {one.Task} to {one.PersonId}{Tail(one.Reason)}",
        ForceClose one => $"{By} closes it without a reply{Tail(one.Reason)}",
        Sign one => $"{By} signs notice {one.Notice}",
        Withdraw one => $"{By} withdraws notice {one.Notice}{Tail(one.Reason)}",
        Reopen one => $"{By} reopens{Tail(one.Reason)}",
        Say one => $"{By} says{Tail(one.Text)}",
        Meet one => $"{By} meets {one.Milestone}{Tail(one.Remark)}",
        CalendarDay one => $"calendar {one.CalendarId} {one.Day:yyyy-MM-dd} {(one.Hours.IsEmpty ? "off" : string.Join(", ", one.Hours))}",
        _ => GetType().Name,
    };

    private static string Tail(string? text) => string.IsNullOrWhiteSpace(text) ? "" : $": {text}";

    private static string Tail(ImmutableSortedDictionary<string, string> fields) =>
        fields.IsEmpty ? "" : $" {{{string.Join("; ", fields.Select(field => $"{field.Key}={field.Value}"))}}}";
}
