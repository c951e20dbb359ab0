using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;

namespace GridWorkflow.Casework.Tests.Clocks;

/// <summary>A clock whose story is told in the calendar's local times; every step must be made.</summary>
internal sealed record ClockStory(BusinessCalendar Calendar, SlaClock Clock)
{
    private const string Somebody = "p-1";

    public static ClockStory Start(string at, string budget, ClockKind kind = ClockKind.Stage, BusinessCalendar? calendar = null)
    {
        var counted = calendar ?? Shipped.China;
        var limit = new Limit(Budget.Parse(budget).OrThrow(), counted.Id, "default", "test");
        return new ClockStory(counted, ClockMoves.Start(new Guid(1, 0, 0, new byte[8]), kind, "handle", limit, counted.Version, counted.At(at), Somebody, "dispatched"));
    }

    public ClockMove TryPause(string at) => Clock.Pause(Calendar, Calendar.At(at), Somebody, "weather", new AdjustmentRules(MaxPauses: 10));

    public ClockMove TryExtend(string requested, string at, string added, AdjustmentRules? rules = null) =>
        Clock.Extend(Calendar, Budget.Parse(added).OrThrow(), Calendar.At(requested), Calendar.At(at), Somebody, "parts", rules);

    public ClockStory Pause(string at) => With(TryPause(at));

    public ClockStory Resume(string at) => With(Clock.Resume(Calendar.At(at), Somebody, "resumed"));

    public ClockStory Extend(string at, string added) => With(TryExtend(at, at, added));

    public ClockStory Retarget(string at, string budget, RetargetBasis basis) =>
        With(Clock.Retarget(Budget.Parse(budget).OrThrow(), basis, Calendar.At(at), Somebody, "other category", "p-2"));

    public ClockStory Stop(string at) => With(Clock.Stop(Calendar, Calendar.At(at), Somebody, "done"));

    public ClockStory Continue(string at) => With(Clock.Continue(Calendar, CaseCommand.TakeCalendar.Grace, Calendar.At(at), Somebody, "inspection failed"));

    public ClockStory Reopen(string at, string budget) => With(Clock.Reopen(Calendar, Budget.Parse(budget).OrThrow(), Calendar.At(at), Somebody, "reopened"));

    public ClockStory Void(string at) => With(Clock.Void(Calendar, Calendar.At(at), Somebody, "not ours"));

    public ClockStory Acknowledge(string at) => With(Clock.Acknowledge(Calendar.At(at), Somebody, "seen"));

    public ClockStory Fire(string now) => this with { Clock = Clock.WithFired(Clock.DueRungs(Shipped.DefaultLadder, Calendar, Calendar.At(now))) };

    public string Due(string now = "2026-12-31 18:00") => Calendar.Show(Clock.Due(Calendar, Calendar.At(now)));

    public ClockVerdict Verdict(string now) => Clock.Verdict(Calendar, Calendar.At(now));

    public ClockStory With(ClockMove move) => this with { Clock = move.OrThrow() };
}
