using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Tests.Cases;
using GridWorkflow.Casework.Tests.Routes;

namespace GridWorkflow.Casework.Tests.Duties;

/// <summary>What the face offers is asked of the same rules as what the desk takes.</summary>
public sealed class OfferTests
{
    [Theory]
    [InlineData("liu-yang", "role-not-held")] // 監督員: the matrix denies O, and the lifecycle names him no more
    [InlineData("wu-xia", "role-not-held")]
    [InlineData("zhang-li", null)]
    [InlineData("wang-min", null)]
    public void Reopening_is_offered_to_who_may(string person, string? code)
    {
        var table = Closed();
        ReopenRights.Bar(new Actor(person), table.File.Reopening!, table.File, District.Data)?.Code.ShouldBe(code);
        var decision = table.Decide(new CaseCommand.Reopen(new Actor(person), "It is dark again."));
        if (code is null)
            decision.ShouldBeOfType<Decision.Accepted>();
        else
            RightsTests.Refused(decision, RefusalKind.Forbidden, code);
    }

    /// <summary>A case that was closed by the version before keeps its window, and the grants still say no.</summary>
    [Fact]
    public void A_window_that_names_a_role_which_may_not_opens_for_the_others_only()
    {
        var table = Closed();
        var window = table.File.Reopening! with { Roles = ["intake-officer", "supervisor", "leader"] };
        ReopenRights.Bar(new Actor("liu-yang"), window, table.File, District.Data).ShouldNotBeNull().Code.ShouldBe("action-not-granted");
        ReopenRights.Bar(new Actor("zhang-li"), window, table.File, District.Data).ShouldBeNull();
    }

    [Theory]
    [InlineData("supervision-notice-signed", "zhou-tao sign", true)]
    [InlineData("supervision-notice-signed", "qian-jin withdraws", false)] // signed before
    [InlineData("accountability-appealed", "zhou-tao respond", false)] // served, and nobody signs for it
    public void Withdrawing_is_offered_while_a_document_waits_for_its_signature(string route, string until, bool isOffered)
    {
        var table = Play(route, until);
        table.File.Notices.ShouldNotBeEmpty();
        (ServedNotice.SigningStep(table.File) is not null).ShouldBe(isOffered);
        if (!isOffered)
            table.Decide(new CaseCommand.WithdrawNotice(new Actor("qian-jin"), table.File.Notices[0].Id, "Mistaken.")).ShouldBeOfType<Decision.Refused>();
    }

    private static CaseTable Closed()
    {
        var table = Play("city-public", "\n");
        table.File.Reopening.ShouldNotBeNull();
        return table;
    }

    private static CaseTable Play(string route, string until)
    {
        var table = new CaseTable(District.Data);
        foreach (var line in File.ReadAllLines(Path.Combine(District.Folder("tests/Casework.Tests/Routes"), $"{route}.route")).Where(line => line.StartsWith('>')).TakeWhile(line => !line.Contains(until, StringComparison.Ordinal)))
        {
            RouteTests.Step(table, line);
            if (table.File.Reopening is not null)
                break;
        }

        return table;
    }
}
