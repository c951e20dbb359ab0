using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Tests.Routes;

namespace GridWorkflow.Casework.Tests.Cases;

/// <summary>A rung that raises the level is done by the clock's timer alone; nothing that comes by takes it away (clocks.md §5).</summary>
public sealed class RaiseLevelTests
{
    private const string Window = """
        > 2026-03-02 09:00 report WZ01 yangliu-1
        > 2026-03-02 09:10 qian-jin draft-notice Issue {unit=urban; items=Lamp at the gate}
        > 2026-03-09 17:00 wait
        """;

    private const string Joint = """
        > 2026-03-02 08:00 patrol C0402 yangliu-1
        > 2026-03-02 08:10 zhang-li screen PreFile
        > 2026-03-02 08:15 zhang-li register Register
        > 2026-03-02 08:20 zhao-lei dispatch Dispatch {unit=urban; support=housing, civil}
        > 2026-03-02 09:00 wu-xia accept Accept
        """;

    // The window to respond is over at 18:00; the reminder of its 80 % is signed five minutes later, before or after the sweep.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Signing_a_reminder_leaves_no_window_open(bool signsFirst)
    {
        var table = Played(District.Data, Window);
        var reminder = table.File.Notices.Single(notice => notice.Kind == NoticeKind.Reminder);
        var timer = table.Timers.Values.Single();
        table.Skip("2026-03-09 18:05");
        if (!signsFirst)
            table.Fire(timer).ShouldBeOfType<Decision.Accepted>();
        table.Decide(new CaseCommand.SignNotice(new Actor(reminder.Recipient), reminder.Id)).ShouldBeOfType<Decision.Accepted>();
        if (signsFirst)
        {
            table.File.Tasks.ShouldHaveSingleItem().Key.ShouldBe("respond");
            table.Fire(table.Timers.Values.Single(set => set.DueAt <= table.Now)).ShouldBeOfType<Decision.Accepted>();
        }

        table.File.Tasks.ShouldHaveSingleItem().Key.ShouldBe("review-accountability");
        table.Effects.OfType<RungFired>().Count(rung => rung.RungKey == "closed").ShouldBe(1);
        table.ShouldBeSound();
    }

    // Who answers after the end and before the sweep has answered; the journal says that the level was not raised.
    [Fact]
    public void Who_ends_the_step_was_first()
    {
        var table = Played(District.Data, Window);
        table.Skip("2026-03-09 18:05");
        table.Complete("zhou-tao", "respond", "Responded", "Seen to.").ShouldBeOfType<Decision.Accepted>();
        table.File.Tasks.ShouldHaveSingleItem().Key.ShouldBe("review-accountability");
        table.Effects.OfType<RungFired>().ShouldNotContain(rung => rung.RungKey == "closed");
        table.Transcript.ShouldContain("LevelNotRaised level=district reason='The step ended first.' task=respond");
    }

    // The reminder had come due as well; it gives way to no rung that does not fire.
    [Fact]
    public void What_does_not_fire_at_the_end_of_a_step_takes_no_reminder_away()
    {
        var table = Played(District.Data, Window[..Window.LastIndexOf('>')]);
        table.Skip("2026-03-09 18:05");
        table.Complete("zhou-tao", "respond", "Responded", "Seen to.").ShouldBeOfType<Decision.Accepted>();
        table.Effects.OfType<RungFired>().Select(rung => rung.RungKey).ShouldBe(["nearly"]);
        table.Transcript.ShouldContain("LevelNotRaised level=district reason='The step ended first.' task=respond");
        table.File.Notices.ShouldContain(notice => notice.Kind == NoticeKind.Reminder);
    }

    [Fact]
    public void An_exemption_leaves_the_rungs_to_come_armed()
    {
        var table = Played(District.Data, Window);
        var clock = table.File.Clocks.Single(clock => clock.Name == "respond");
        table.Skip("2026-03-09 18:05");
        table.Decide(new CaseCommand.ExemptClock(Actor.Source("case"), clock.Id, "zheng-hua", "Storm.")).ShouldBeOfType<Decision.Accepted>();
        table.Timers[CaseWork.TimerKey(clock.Id)].Epoch.ShouldBe(clock.Epoch + 1);
        table.Until(table.Now).File.Tasks.ShouldHaveSingleItem().Key.ShouldBe("review-accountability");
    }

    // A limit of the whole case has passed while three units work on it: nobody knows whose step leads upwards, so people are told.
    [Fact]
    public void A_clock_of_the_whole_case_with_several_steps_says_that_it_raised_nothing()
    {
        var table = Played(Total("raiseLevel"), Joint);
        table.Until("2026-03-10 18:00");
        table.File.Tasks.Count(task => task.AdjustmentId is null).ShouldBe(3);
        foreach (var task in new[] { "handle", "support" })
            table.Transcript.ShouldContain($"LevelNotRaised level=district reason='Expected one open step that leads upwards, but found 0 of 3.' task={task}");
        table.File.Notices.Where(notice => notice.Kind == NoticeKind.Alert).Select(notice => notice.Recipient).ShouldBe(["zhou-tao"]);
    }

    // One step alone, which does not lead upwards: nobody would see to it either.
    [Fact]
    public void A_clock_of_the_whole_case_with_one_step_that_leads_nowhere_says_so_too()
    {
        var table = Played(Total("raiseLevel"), Joint.Replace("; support=housing, civil", "", StringComparison.Ordinal));
        table.Until("2026-03-10 18:00");
        table.Transcript.ShouldContain("LevelNotRaised level=district reason='The task has no outcome 'PassUp' here.' task=handle");
        table.File.Notices.Where(notice => notice.Kind == NoticeKind.Alert).Select(notice => notice.Recipient).ShouldBe(["zhou-tao"]);
        table.ShouldBeSound();
    }

    [Fact]
    public void A_clock_of_the_whole_case_hands_on_each_of_its_steps()
    {
        var table = Played(Total("reassign\n    to: [unit-leader]"), Joint);
        table.Until("2026-03-10 18:00");
        table.File.Tasks.Select(task => (task.Key, task.UnitId, task.Assignee)).ShouldBe(
            [("handle", "urban", "zhou-tao"), ("support", "housing", "xu-hong"), ("support", "civil", "hu-jun")], ignoreOrder: true);
    }

    // The total clock of the city case on a ladder of its own.
    private static ReferenceData Total(string act) => ReferenceData.Load(
    [
        .. District.With("workflows/policies/city.yaml", "total:\n  ladder: default", "total:\n  ladder: whole"),
        new SourceFile("workflows/ladders/whole.yaml", $"id: whole\nrungs:\n  - key: over\n    at: due\n    do: {act}\n"),
    ]);

    private static CaseTable Played(ReferenceData data, string lines)
    {
        var table = new CaseTable(data);
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            RouteTests.Step(table, line.Trim());
        return table;
    }
}
