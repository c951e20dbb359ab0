using System.Collections.Immutable;
using GridWorkflow.Casework.Instances;

namespace GridWorkflow.Casework.Cases;

/// <summary>Who acts, and as what.</summary>
/// <param name="PersonId">A person of the organisation, or a system: <c>system:webhook:hotline</c>, <c>system:timer</c>.</param>
/// <param name="Role">The role in which the person acts; null where the case desk picks the one that fits.</param>
public sealed record Actor(string PersonId, string? Role = null)
{
    public static Actor Timer { get; } = new("system:timer");

    /// <summary>Events, children and answers that reach an instance by themselves.</summary>
    public static Actor Engine { get; } = new("system:engine");

    public static Actor Source(string source) => new($"system:{source}");

    public bool IsSystem => PersonId.StartsWith("system:", StringComparison.Ordinal);
}

/// <summary>A report as it comes in, already checked for form by the edge.</summary>
public sealed record Report
{
    public required string Title { get; init; }

    public string? Description { get; init; }

    public required string CategoryCode { get; init; }

    /// <summary>Number of the filing condition (立案條件); null: the category's usual one, or whoever takes the report in chooses.</summary>
    public string? Condition { get; init; }

    public required string GridCode { get; init; }

    public Reporter Reporter { get; init; } = Reporter.Anonymous;

    public Place? Place { get; init; }

    /// <summary>Id of the household, park or the like that it is about; null: none is named.</summary>
    public string? Subject { get; init; }

    public bool Emergency { get; init; }

    /// <summary>Null: now.</summary>
    public DateTimeOffset? ReportedAt { get; init; }

    /// <summary>A limit of the reporter's own, in place of the policy's.</summary>
    public DateTimeOffset? TargetAt { get; init; }

    /// <summary>The case that opens this one; null for reports from outside.</summary>
    public CaseOrigin? Origin { get; init; }
}

/// <summary>What must be known of the earlier case when another one is ended as its repetition.</summary>
public sealed record FirstCase(string CategoryCode, string GridCode, CaseStatus Status, Place? Place);

/// <summary>What people and systems do with cases, beside what every instance can be asked to do. Closed: there is no other way to change a case.</summary>
public abstract record CaseCommand(Actor Actor) : InstanceCommand(Actor)
{
    /// <summary>Opens a case. The number and token are drawn at the edge, so that the decision stays pure.</summary>
    public sealed record File(
        Actor Actor, Guid CaseId, string Number, string TrackingToken, string Source, string PolicyId, Report Report) : CaseCommand(Actor);

    public sealed record Claim(Actor Actor, Guid TaskId) : CaseCommand(Actor);

    /// <summary>Gives a claimed task back to the inbox of the role.</summary>
    public sealed record Release(Actor Actor, Guid TaskId) : CaseCommand(Actor);

    public sealed record Complete(Actor Actor, Guid TaskId, string Outcome, string? Remark) : CaseCommand(Actor)
    {
        /// <summary>Fields of the task's form, by name.</summary>
        public ImmutableSortedDictionary<string, string> Fields { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
    }

    /// <summary>重開: a closed case goes on, as its next cycle.</summary>
    public sealed record Reopen(Actor Actor, string Reason) : CaseCommand(Actor);

    /// <summary>延期 or 掛賬: who handles asks for more time, or that the step stands still until a date.</summary>
    /// <param name="Added">Of an extension; counted like the limit that it adds to.</param>
    /// <param name="Until">Of a suspension.</param>
    public sealed record RequestAdjustment(
        Actor Actor, Guid TaskId, AdjustmentKind Kind, Clocks.Budget? Added, DateTimeOffset? Until, string Reason) : CaseCommand(Actor)
    {
        /// <summary>Of a suspension, where the policy lists reasons for one: which (掛賬事由).</summary>
        public string? ReasonKey { get; init; }
    }

    /// <summary>移交: a task goes sideways, to another unit of the same level and kind. Its clock runs on: no time is won by it.</summary>
    public sealed record Transfer(Actor Actor, Guid TaskId, string UnitId, string Reason) : CaseCommand(Actor);

    /// <summary>指派: who leads the unit of a task, or holds its role there, gives it to a person of the unit.</summary>
    /// <param name="PersonId">A holder of the task's role in its unit, whom the case does not bar.</param>
    /// <param name="Reason">Needed where somebody else has it already.</param>
    public sealed record Assign(Actor Actor, Guid TaskId, string PersonId, string? Reason) : CaseCommand(Actor);

    /// <summary>強制結案: a leader closes a case whose reporter was not answered (SM-1). The reply is on record as not given.</summary>
    public sealed record ForceClose(Actor Actor, string Reason) : CaseCommand(Actor);

    /// <summary>A suspended step goes on before its date.</summary>
    public sealed record EndSuspension(Actor Actor, string Reason) : CaseCommand(Actor);

    /// <summary>改類: the case is of another category or condition, or lies in another grid. Its new rule is pinned, and the clocks that it feeds are retargeted.</summary>
    /// <param name="CategoryCode">Of the same lifecycle; may be the one that the case has, with another condition. Null: it stays.</param>
    /// <param name="Condition">Number of the condition; null: the usual one, or the present one where the category stays.</param>
    /// <param name="Basis">Whether the new limit counts from the original start or from when a leader of the case's line approves it. She also decides what lengthens a limit, and what who handles the case asks for.</param>
    public sealed record Reclassify(
        Actor Actor, string? CategoryCode, string? Condition, string Reason, Clocks.RetargetBasis Basis) : CaseCommand(Actor)
    {
        /// <summary>The grid in which it lies; null, as in journals from before it was asked: it stays.</summary>
        public string? Grid { get; init; }

        /// <summary>True: it is an emergency (緊急) from now on. False: it is none any more, which a leader decides. Null: it stays.</summary>
        public bool? Emergency { get; init; }
    }

    /// <summary>提前: somebody asks that the due instant of a clock, held when its calendar changed, takes effect; a leader of the case's line decides.</summary>
    /// <param name="ClockId">A clock that counts and is held.</param>
    public sealed record RequestEarlierDue(Actor Actor, Guid ClockId, string Reason) : CaseCommand(Actor);

    /// <summary>Another version of a calendar is in force: clocks that count take it over (clocks.md R5, S08).</summary>
    /// <param name="CalendarId">The calendar.</param>
    /// <param name="Told">Due instants as they were last told, by the id of the clock; one that was provisional is left out.</param>
    /// <param name="ApprovedBy">Who approves due instants that move to before now and the grace; null: they are held there.</param>
    public sealed record TakeCalendar(Actor Actor, string CalendarId, ImmutableSortedDictionary<Guid, DateTimeOffset> Told, string? ApprovedBy) : CaseCommand(Actor)
    {
        /// <summary>A due instant moves to no sooner than this without approval.</summary>
        public static TimeSpan Grace { get; } = TimeSpan.FromHours(4);

        /// <summary>In whose name a changed calendar reaches the cases.</summary>
        public static Actor Sweep { get; } = Actor.Source("calendar");
    }

    /// <summary>Another version of ladders is in force: clocks that count take them over, and their timers are set anew.</summary>
    public sealed record TakeLadders(Actor Actor) : CaseCommand(Actor);

    /// <summary>重複: the case is about what an earlier one is about; it ends as void with a reply that names the first.</summary>
    /// <param name="FirstId">The earlier case, looked up by the edge.</param>
    /// <param name="FirstNumber">Its number.</param>
    /// <param name="FirstReportedAt">When it was reported.</param>
    public sealed record LinkDuplicate(Actor Actor, Guid FirstId, string FirstNumber, DateTimeOffset FirstReportedAt, string? Reason) : CaseCommand(Actor)
    {
        /// <summary>What the earlier case is, looked up by the edge. Null only in journals from before it was asked: then nothing of it is held against the command.</summary>
        public FirstCase? First { get; init; }

        /// <summary>The command as every edge sends it.</summary>
        public static LinkDuplicate To(CaseFile first, Actor actor, string? reason)
        {
            ArgumentNullException.ThrowIfNull(first);
            return new LinkDuplicate(actor, first.Id, first.Number, first.ReportedAt, reason) { First = new FirstCase(first.CategoryCode, first.GridCode, first.Status, first.Place) };
        }
    }

    /// <summary>The milestone that runs now is met; the next one begins.</summary>
    public sealed record MeetMilestone(Actor Actor, string Key, string? Remark) : CaseCommand(Actor);

    public sealed record SignNotice(Actor Actor, Guid NoticeId) : CaseCommand(Actor);

    /// <summary>查看個人信息: somebody has it shown in full who reported.</summary>
    public sealed record ReadPersonalData(Actor Actor) : CaseCommand(Actor);

    /// <summary>撤回: a served document is taken back before it was signed.</summary>
    public sealed record WithdrawNotice(Actor Actor, Guid NoticeId, string Reason) : CaseCommand(Actor);

    /// <summary>免責: a clock counts for nobody's score; comes from the accountability case that was decided so.</summary>
    public sealed record ExemptClock(Actor Actor, Guid ClockId, string By, string Reason) : CaseCommand(Actor)
    {
        /// <summary>When the accountability case was opened: the cycle of that instant is meant. Null: the present one.</summary>
        public DateTimeOffset? AccusedAt { get; init; }
    }

    /// <summary>Looks whether everything that is to be done on the case is somebody's (M8); what is nobody's is told once, for as long as it lasts.</summary>
    /// <param name="HasTimer">A timer of the case will come; parked ones do not.</param>
    public sealed record WatchOwner(Actor Actor, bool HasTimer) : CaseCommand(Actor);

    public sealed record AddRemark(Actor Actor, string Text) : CaseCommand(Actor);
}
