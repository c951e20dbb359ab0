using GridWorkflow.Casework.Cases;

namespace GridWorkflow.Casework.Tests.Cases;

/// <summary>指派: a task goes to a person of its unit; whom the case bars neither gives nor gets it.</summary>
public sealed class AssignTests
{
    private const string Organisation = "workflows/demo/organisation.yaml";

    [Theory]
    [InlineData("zhou-tao")] // leads the bureau
    [InlineData("wu-xia")] // holds the role of the task there
    public void A_task_goes_to_a_person_of_the_unit_and_its_clock_runs_on(string by)
    {
        var table = Handling();
        var clock = table.File.Tasks.Single().ClockId;
        Assign(table, by, "handle", "gao-feng").ShouldBeOfType<Decision.Accepted>();
        var task = table.File.Tasks.ShouldHaveSingleItem();
        (task.Assignee, task.UnitId, task.ClockId).ShouldBe(("gao-feng", "urban", clock));
        table.Transcript.ShouldContain("TaskAssigned");
        RightsTests.Refused(table.Claim("wu-xia", "handle"), RefusalKind.Conflict, "task-claimed-by-other");
        Assign(table, "zhou-tao", "handle", "gao-feng").ShouldBeOfType<Decision.Unchanged>();
        Complete(table, "gao-feng").ShouldBeOfType<Decision.Accepted>();
        table.ShouldBeSound();
    }

    [Theory]
    [InlineData("xu-hong")] // leads another bureau
    [InlineData("zhang-li")]
    [InlineData("zhao-lei")] // dispatched it
    [InlineData("stranger")]
    public void Only_of_the_unit_it_is_given(string by)
    {
        var table = Handling();
        RightsTests.Refused(Assign(table, by, "handle", "gao-feng"), RefusalKind.Forbidden, "not-assigner");
    }

    [Fact]
    public void What_somebody_has_only_the_leader_takes_away_and_says_why()
    {
        var table = Handling();
        table.Claim("gao-feng", "handle");
        RightsTests.Refused(Assign(table, "wu-xia", "handle", "wu-xia", "Mine."), RefusalKind.Forbidden, "not-assigner");
        RightsTests.Refused(Assign(table, "zhou-tao", "handle", "wu-xia"), RefusalKind.Invalid, "reason-length");
        Assign(table, "zhou-tao", "handle", "wu-xia", "He is ill.").ShouldBeOfType<Decision.Accepted>();
        table.Bursts[^1].Journal.Single(entry => entry.Kind == "TaskAssigned").Data["reason"].ShouldBe("He is ill.");
        // Who has it herself hands it on without a word.
        Assign(table, "wu-xia", "handle", "gao-feng").ShouldBeOfType<Decision.Accepted>();
    }

    [Theory]
    [InlineData("sun-bo")] // of another bureau
    [InlineData("zhou-tao")] // of the unit, in another role
    [InlineData("nobody")]
    public void It_goes_to_a_holder_of_the_role_only(string to)
    {
        var table = Handling();
        RightsTests.Refused(Assign(table, "zhou-tao", "handle", to), RefusalKind.Invalid, "assignee-role");
    }

    [Fact]
    public void Who_is_barred_does_not_get_it()
    {
        var table = Inspecting("role: department-officer, unit: urban }] }\n  - { id: xu-hong", "role: department-officer, unit: urban }, { role: supervisor, unit: supervision }] }\n  - { id: xu-hong");
        var refused = RightsTests.Refused(Assign(table, "li-qiang", "inspect", "wu-xia"), RefusalKind.Conflict, "assignee-barred");
        refused.Reason.ShouldContain("handlers-do-not-judge");
        Assign(table, "li-qiang", "inspect", "liu-yang").ShouldBeOfType<Decision.Accepted>();
    }

    [Fact]
    public void Who_is_barred_does_not_say_who_does_it()
    {
        // Zhou Tao leads the bureau that handled it, and the supervision centre as well.
        var table = Inspecting("posts: [{ role: leader, unit: urban }]", "posts: [{ role: leader, unit: urban }, { role: leader, unit: supervision }]");
        RightsTests.Refused(Assign(table, "zhou-tao", "inspect", "liu-yang"), RefusalKind.Forbidden, "duties-separated");
        var interested = Inspecting("{ role: committee-member, unit: committee }] }\n  - { id: zhang-li", "{ role: committee-member, unit: committee }], conflicts: [urban] }\n  - { id: zhang-li");
        RightsTests.Refused(Assign(interested, "li-qiang", "inspect", "liu-yang"), RefusalKind.Forbidden, "conflict-of-interest");
    }

    [Fact]
    public void Who_is_barred_does_not_transfer_nor_is_transferred_to()
    {
        var giver = Coordinating("posts: [{ role: community-coordinator, unit: yangliu }]", "posts: [{ role: community-coordinator, unit: yangliu }], conflicts: [dongqiao]");
        RightsTests.Refused(Transfer(giver), RefusalKind.Forbidden, "conflict-of-interest");
        var taker = Coordinating("posts: [{ role: community-coordinator, unit: hubin }]", "posts: [{ role: community-coordinator, unit: hubin }], conflicts: [dongqiao]");
        RightsTests.Refused(Transfer(taker), RefusalKind.Conflict, "nobody-unbarred");
        taker.File.Tasks.ShouldHaveSingleItem().UnitId.ShouldBe("yangliu");

        static Decision Transfer(CaseTable table) => table.Decide(new CaseCommand.Transfer(new Actor("ma-chao"), table.Task("coordinate"), "hubin", "Theirs."));
    }

    private static Decision Assign(CaseTable table, string by, string task, string to, string? reason = null) =>
        table.Decide(new CaseCommand.Assign(new Actor(by), table.Task(task), to, reason));

    private static Decision Complete(CaseTable table, string person) => table.Complete(person, "handle", "Feedback", "Done.", LastOutcome.NoFields.Add("measures", "New lamp"));

    private static CaseTable Coordinating(string old, string replacement)
    {
        var table = new CaseTable(ReferenceData.Load(District.With(Organisation, old, replacement))) { StoresBetween = true };
        table.Until("2026-03-02 09:00");
        table.Report("G0102", "yangliu-1");
        table.Complete("zheng-kai", "judge", "Coordination");
        table.Complete("liang-hao", "sort", "PassUp", "Not ours.").ShouldBeOfType<Decision.Accepted>();
        return table;
    }

    private static CaseTable Inspecting(string old, string replacement)
    {
        var table = Handling(ReferenceData.Load(District.With(Organisation, old, replacement)));
        Complete(table, "wu-xia").ShouldBeOfType<Decision.Accepted>();
        table.Complete("zhao-lei", "check", "Pass").ShouldBeOfType<Decision.Accepted>();
        table.Task("inspect").ShouldNotBe(Guid.Empty);
        return table;
    }

    private static CaseTable Handling(ReferenceData? data = null)
    {
        var table = new CaseTable(data ?? District.Data) { StoresBetween = true };
        table.Until("2026-03-02 08:00");
        table.Report("C0137", "yangliu-1", source: "patrol");
        table.Complete("zhang-li", "screen", "PreFile");
        table.Complete("zhang-li", "register", "Register");
        table.Complete("zhao-lei", "dispatch", "Dispatch", fields: LastOutcome.NoFields.Add("unit", "urban"));
        table.Complete("wu-xia", "accept", "Accept").ShouldBeOfType<Decision.Accepted>();
        return table;
    }
}
