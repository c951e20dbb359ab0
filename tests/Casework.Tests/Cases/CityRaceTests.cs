using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Notices;

namespace GridWorkflow.Casework.Tests.Cases;

/// <summary>Two commands meet on a city case: whichever comes first, the outcome is what the rules say, and nothing is left half.</summary>
public sealed class CityRaceTests
{
    private const string Due = "2026-03-04 08:20";

    /// <summary>Finished at the due instant is on time (R4), also where the timer was first; then the breach stands and the case goes on.</summary>
    [Theory]
    [InlineData(true, ClockVerdict.OnTime, 0)]
    [InlineData(false, ClockVerdict.OnTime, 1)]
    public void Complete_against_due(bool personFirst, ClockVerdict verdict, int urgings)
    {
        var table = Handling();
        table.Skip(Due);
        var timer = table.Timers[$"clock:{Handle(table).Id:D}"];
        if (personFirst)
        {
            Feedback(table).ShouldBeOfType<Decision.Accepted>();
            table.Fire(timer).ShouldBeOfType<Decision.Unchanged>();
        }
        else
        {
            table.Fire(timer).ShouldBeOfType<Decision.Accepted>();
            Feedback(table).ShouldBeOfType<Decision.Accepted>();
        }

        table.ShouldBeSound();
        Handle(table).Verdict(table.Data.Calendars["cn-2026"], table.Now).ShouldBe(verdict);
        table.File.Notices.Count(notice => notice.Kind == NoticeKind.Urging).ShouldBe(urgings);
    }

    /// <summary>The decision on an extension against the due instant: asked for in time it holds in both orders.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Extension_against_due(bool decisionFirst)
    {
        var table = Handling();
        table.Until("2026-03-04 08:00");
        table.Decide(new CaseCommand.RequestAdjustment(new Actor("wu-xia"), table.Task("handle"), AdjustmentKind.Extension, new Budget(1, BudgetUnit.WorkDayRolling), null, "More parts.")).ShouldBeOfType<Decision.Accepted>();
        table.Complete("zhou-tao", "review-adjustment", "Approve").ShouldBeOfType<Decision.Accepted>();
        table.Skip("2026-03-04 08:21");
        var timer = table.Timers[$"clock:{Handle(table).Id:D}"];
        if (decisionFirst)
        {
            // What came due before the decision is a fact, whoever is first: the decision itself writes the 催辦單.
            table.Complete("zhao-lei", "decide-adjustment", "Approve").ShouldBeOfType<Decision.Accepted>();
            table.Fire(timer).ShouldBeOfType<Decision.Unchanged>();
        }
        else
        {
            table.Fire(timer).ShouldBeOfType<Decision.Accepted>();
            table.Complete("zhao-lei", "decide-adjustment", "Approve").ShouldBeOfType<Decision.Accepted>();
        }

        table.ShouldBeSound();
        Handle(table).Due(table.Data.Calendars["cn-2026"], table.Now).At.ShouldBe(table.Local("2026-03-05 08:20"));
        Handle(table).Verdict(table.Data.Calendars["cn-2026"], table.Now).ShouldNotBe(ClockVerdict.Overdue);
        table.File.Notices.Count(notice => notice.Kind == NoticeKind.Urging && notice.ClockId == Handle(table).Id).ShouldBe(1);
    }

    [Theory]
    [InlineData("wu-xia", "gao-feng")]
    [InlineData("gao-feng", "wu-xia")]
    public void Two_claims(string first, string second)
    {
        var table = Handling(claim: false);
        table.Claim(first, "handle").ShouldBeOfType<Decision.Accepted>();
        table.Claim(second, "handle").ShouldBeOfType<Decision.Refused>().Refusal.Code.ShouldBe("task-claimed-by-other");
        table.File.Tasks.Single().Assignee.ShouldBe(first);
    }

    /// <summary>At the very end of the window: who reopens first has it open and no archive; the timer first, and there is nothing to reopen.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reopen_against_archive(bool personFirst)
    {
        var table = Handling();
        Feedback(table);
        table.Complete("zhao-lei", "check", "Pass");
        table.Complete("liu-yang", "inspect", "Pass");
        table.Complete("zhang-li", "reply", "Replied", "Done.");
        table.Skip("2026-03-09 18:00");
        var timer = table.Timers.Values.Single();
        var reopen = new CaseCommand.Reopen(new Actor("zhang-li"), "It is back.");
        if (personFirst)
        {
            table.Decide(reopen).ShouldBeOfType<Decision.Accepted>();
            table.Fire(timer).ShouldBeOfType<Decision.Unchanged>();
            table.File.Status.ShouldBe(CaseStatus.Open);
            table.File.Tasks.Single().Key.ShouldBe("dispatch");
        }
        else
        {
            table.Fire(timer).ShouldBeOfType<Decision.Accepted>();
            table.Decide(reopen).ShouldBeOfType<Decision.Refused>().Refusal.Code.ShouldBe("not-reopenable");
            table.File.Status.ShouldBe(CaseStatus.Archived);
        }

        table.ShouldBeSound();
    }

    private static CaseTable Handling(bool claim = true)
    {
        var table = new CaseTable(District.Data) { StoresBetween = true };
        table.Until("2026-03-02 08:00");
        table.Report("C0137", "yangliu-1", source: "patrol");
        table.Complete("zhang-li", "screen", "PreFile");
        table.Complete("zhang-li", "register", "Register");
        table.Until("2026-03-02 08:20");
        table.Complete("zhao-lei", "dispatch", "Dispatch", fields: LastOutcome.NoFields.Add("unit", "urban"));
        table.Complete("wu-xia", "accept", "Accept").ShouldBeOfType<Decision.Accepted>();
        if (claim)
            table.Claim("wu-xia", "handle");
        return table;
    }

    private static Decision Feedback(CaseTable table) =>
        table.Complete("wu-xia", "handle", "Feedback", "Done.", LastOutcome.NoFields.Add("measures", "Cleared"));

    private static SlaClock Handle(CaseTable table) => table.File.Clocks.Last(clock => clock.Name == "handle");
}
