using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Tests.Routes;

namespace GridWorkflow.Casework.Tests.Cases;

/// <summary>強制結案 (SM-1): a leader closes without a reply, on record; nobody else closes anything without one.</summary>
public sealed class ForcedClosingTests
{
    [Theory]
    [InlineData("li-qiang", null)]                  // leads the supervision centre
    [InlineData("wang-min", null)]                  // leads the district
    [InlineData("lin-na", null)]                    // leads the street
    [InlineData("zhou-tao", "duties-separated")]    // leads the bureau that handled it
    [InlineData("cheng-long", "not-leader")]        // leads another street
    [InlineData("yu-peng", "not-leader")]           // leads the grid
    [InlineData("zhang-li", "not-leader")]
    [InlineData("nobody", "not-leader")]
    public void A_leader_of_the_line_who_had_no_part_in_it(string person, string? refusal)
    {
        var table = Closing();
        var decision = table.Decide(new CaseCommand.ForceClose(new Actor(person), "Moved away."));
        if (refusal is not null)
        {
            RightsTests.Refused(decision, RefusalKind.Forbidden, refusal);
            decision.ShouldBeOfType<Decision.Refused>().Record!.Journal.ShouldHaveSingleItem().Kind.ShouldBe("CommandRefused");
            return;
        }

        decision.ShouldBeOfType<Decision.Accepted>();
        table.File.Status.ShouldBe(CaseStatus.Closed);
        table.File.Reply.ShouldBeNull();
        table.File.Forced.ShouldBe(new ForcedClosing(person, "Moved away.", table.Now));
        table.Bursts[^1].Journal.Single(entry => entry.Kind == "ReplyNotGiven").Data["reason"].ShouldBe("Moved away.");
        table.Effects.OfType<MailQueued>().ShouldNotContain(mail => mail.Address == "ming@resident.example");
        // The limit of the reply was not kept, and is not counted as if it had been.
        table.File.Clocks.Single(clock => clock.Name == "reply").State.Status.ShouldBe(ClockStatus.Void);
        table.File.Clocks.Single(clock => clock.Kind == ClockKind.Total).State.Status.ShouldBe(ClockStatus.Stopped);
        CaseFileFormat.Read(CaseFileFormat.Write(table.File)).Forced.ShouldBe(table.File.Forced);
        table.ShouldBeSound();
    }

    [Fact]
    public void Reopened_it_owes_the_reply_again()
    {
        var table = Closing();
        table.Decide(new CaseCommand.ForceClose(new Actor("li-qiang"), "Moved away."));
        table.Decide(new CaseCommand.Reopen(new Actor("zhang-li"), "She is back.")).ShouldBeOfType<Decision.Accepted>();
        table.File.Forced.ShouldBeNull();
        table.File.Tasks.ShouldHaveSingleItem().Key.ShouldBe("dispatch");
    }

    /// <summary>The reply and the forced closing meet: the first one closes, the other finds the case gone on.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reply_against_forced_closing(bool replyFirst)
    {
        var table = Closing();
        var reply = new CaseCommand.Complete(new Actor("zhang-li"), table.Task("reply"), "Replied", "Swept.");
        var force = new CaseCommand.ForceClose(new Actor("li-qiang"), "Moved away.");
        if (replyFirst)
        {
            table.Decide(reply).ShouldBeOfType<Decision.Accepted>();
            RightsTests.Refused(table.Decide(force), RefusalKind.Conflict, "not-closing");
            table.File.Reply.ShouldBe("Swept.");
        }
        else
        {
            table.Decide(force).ShouldBeOfType<Decision.Accepted>();
            RightsTests.Refused(table.Decide(reply), RefusalKind.NotFound, "task-not-open");
            table.File.Reply.ShouldBeNull();
        }

        table.ShouldBeSound();
    }

    [Fact]
    public void Whoever_replies_cannot_choose_it()
    {
        var table = Closing();
        RightsTests.Refused(table.Complete("zhang-li", "reply", "ForcedClose", "Let it be."), RefusalKind.Invalid, "unknown-outcome");
    }

    [Fact]
    public void A_lifecycle_that_does_not_offer_it_is_never_closed_without_a_reply()
    {
        var table = RightsTests.Reported("G0102", "shuyuan-2");
        table.Complete("xiao-yu", "judge", "Coordination");
        table.Complete("yu-peng", "sort", "InGrid");
        table.Complete("yu-peng", "coordinate", "Settled").ShouldBeOfType<Decision.Accepted>();
        RightsTests.Refused(table.Decide(new CaseCommand.ForceClose(new Actor("wang-min"), "Enough.")), RefusalKind.Conflict, "not-closing");
    }

    private static CaseTable Closing()
    {
        var table = new CaseTable(District.Data);
        foreach (var line in File.ReadAllLines(Path.Combine(District.Folder("tests/Casework.Tests/Routes"), "city-public.route")).Where(line => line.StartsWith('>')).TakeWhile(line => !line.Contains(" reply Replied", StringComparison.Ordinal)))
            RouteTests.Step(table, line);
        table.File.Tasks.ShouldHaveSingleItem().Key.ShouldBe("reply");
        return table;
    }
}
