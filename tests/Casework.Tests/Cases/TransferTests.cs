using GridWorkflow.Casework.Cases;

namespace GridWorkflow.Casework.Tests.Cases;

/// <summary>移交 (SM-3): sideways keeps the level and the clock.</summary>
public sealed class TransferTests
{
    [Fact]
    public void Level_and_clock_stay_and_the_other_inbox_has_it()
    {
        var table = Coordinating();
        var before = table.File.Tasks.ShouldHaveSingleItem();
        table.Claim("ma-chao", "coordinate");
        table.Until("2026-03-02 10:00");
        Transfer(table, "ma-chao", "hubin").ShouldBeOfType<Decision.Accepted>();
        var after = table.File.Tasks.ShouldHaveSingleItem();
        (after.Level, after.UnitId, after.Assignee, after.ClockId).ShouldBe((before.Level, "hubin", null, before.ClockId));
        (table.File.Level, table.File.UnitId, table.File.GridCode).ShouldBe(("community", "hubin", "yangliu-1"));
        table.File.Clocks.Single(clock => clock.Id == after.ClockId).Ledger.Length.ShouldBe(1);
        table.Effects.OfType<TaskChanged>().ShouldContain(change => change.Task.UnitId == "hubin");
        table.Bursts[^1].Journal.Single(entry => entry.Kind == "UnitTransferred").Data["reason"].ShouldBe("Theirs.");
        CaseFileFormat.Read(CaseFileFormat.Write(table.File)).UnitId.ShouldBe("hubin");
        // Down is towards the grid where the matter lies, wherever the case was sent sideways.
        table.Complete("deng-yi", "coordinate", "HandDown", "Look at it.").ShouldBeOfType<Decision.Accepted>();
        (table.File.Level, table.File.UnitId).ShouldBe(("grid", "yangliu-1"));
    }

    [Theory]
    [InlineData("ma-chao", "yangliu", "Theirs.", RefusalKind.Invalid, "not-sideways")]
    [InlineData("ma-chao", "dongqiao", "Theirs.", RefusalKind.Invalid, "not-sideways")]
    [InlineData("ma-chao", "hubin-station", "Theirs.", RefusalKind.Invalid, "not-sideways")]
    [InlineData("ma-chao", "nowhere", "Theirs.", RefusalKind.Invalid, "not-sideways")]
    [InlineData("ma-chao", "hubin", " ", RefusalKind.Invalid, "reason-length")]
    [InlineData("deng-yi", "hubin", "Ours.", RefusalKind.Forbidden, "role-not-held")]
    [InlineData("stranger", "hubin", "Ours.", RefusalKind.Forbidden, "not-in-organisation")]
    public void What_cannot_be_is_refused(string person, string unit, string reason, RefusalKind kind, string code)
    {
        var table = Coordinating();
        RightsTests.Refused(Transfer(table, person, unit, reason), kind, code);
        table.File.UnitId.ShouldBe("yangliu");
    }

    [Fact]
    public void What_was_dispatched_is_returned_not_passed_on()
    {
        var table = new CaseTable(District.Data);
        foreach (var line in File.ReadAllLines(Path.Combine(District.Folder("tests/Casework.Tests/Routes"), "city-public.route")).Where(line => line.StartsWith('>')).TakeWhile(line => !line.Contains(" handle Feedback", StringComparison.Ordinal)))
            Routes.RouteTests.Step(table, line);
        RightsTests.Refused(table.Decide(new CaseCommand.Transfer(new Actor("gao-feng"), table.Task("handle"), "housing", "Theirs.")), RefusalKind.Conflict, "dispatched-task");
    }

    /// <summary>A transfer and the completion of the task meet.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Transfer_against_complete(bool transferFirst)
    {
        var table = Coordinating();
        var complete = new CaseCommand.Complete(new Actor("ma-chao"), table.Task("coordinate"), "Settled", null);
        var transfer = new CaseCommand.Transfer(new Actor("ma-chao"), table.Task("coordinate"), "hubin", "Theirs.");
        table.Decide(transferFirst ? transfer : complete).ShouldBeOfType<Decision.Accepted>();
        if (transferFirst)
            RightsTests.Refused(table.Decide(complete), RefusalKind.Forbidden, "role-not-held");
        else
            RightsTests.Refused(table.Decide(transfer), RefusalKind.NotFound, "task-not-open");
        table.ShouldBeSound();
    }

    private static Decision Transfer(CaseTable table, string person, string unit, string reason = "Theirs.") =>
        table.Decide(new CaseCommand.Transfer(new Actor(person), table.Task("coordinate"), unit, reason));

    private static CaseTable Coordinating()
    {
        var table = RightsTests.Reported("G0102", "yangliu-1");
        table.Complete("zheng-kai", "judge", "Coordination");
        table.Complete("liang-hao", "sort", "PassUp", "Not ours.").ShouldBeOfType<Decision.Accepted>();
        return table;
    }
}
