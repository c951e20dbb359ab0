using GridWorkflow.Casework.Ladders;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Host.Changes;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Host.Tests.Changes;

/// <summary>A ladder changed by its form: what was not touched stays byte for byte, and what comes out is a ladder.</summary>
public sealed class RungFormTests
{
    private const string Text = """
        # Who hears of it.
        id: night
        rungs:
          - key: half
            at: 50 %
            do: remind          # 提醒
            to: [assignee, candidates]
            repeat: { every: 2 workHour, max: 3 }

          - { key: late, at: due, do: notice, notice: urging, template: urging, to: [assignee] }

        """;

    [Fact]
    public void What_is_not_changed_stays_as_it_is()
    {
        RungForm.Of(Text, 0).Apply(Text, 0).ShouldBe(Text);
        RungForm.Of(Text, 1).Apply(Text, 1).ShouldBe(Text);
    }

    [Fact]
    public void A_reminder_becomes_a_supervision_that_opens_a_case()
    {
        var changed = (RungForm.Of(Text, 0) with
        {
            At = "due + 1 workDayStatutory", Do = "notice", Notice = "supervision", Template = "supervision", To = ["leader@level+1", "roster:night"], Cc = ["unit-leader"], Opens = "DB01",
            OfficeHoursOnly = true,
        }).Apply(Text, 0);

        var rung = Read(changed).Rungs[0];
        rung.Action.ShouldBe(new RungAction.IssueNotice(NoticeKind.Supervision, "supervision"));
        rung.To.ShouldBe([new Recipient.LeaderAbove(1), new Recipient.OnDuty("night")]);
        rung.Cc.ShouldBe([new Recipient.UnitLeader()]);
        (rung.Opens, rung.OfficeHoursOnly, rung.Repeat).ShouldBe(("DB01", true, Read(Text).Rungs[0].Repeat));
        changed.ShouldContain("# Who hears of it.");
        changed.ShouldContain("# 提醒");
        changed[changed.IndexOf("  - { key: late", StringComparison.Ordinal)..].ShouldBe(Text[Text.IndexOf("  - { key: late", StringComparison.Ordinal)..]);
    }

    [Fact]
    public void What_an_action_has_no_use_for_goes_with_it()
    {
        var changed = (RungForm.Of(Text, 1) with { Do = "reassign" }).Apply(Text, 1);
        changed.ShouldContain("{ key: late, at: due, do: reassign, to: [assignee] }");
        Read(changed).Rungs[1].Action.ShouldBe(new RungAction.Reassign());
    }

    [Fact]
    public void One_more_comes_last_and_one_less_leaves_the_others()
    {
        var longer = new RungForm("due + 5 workDayStatutory", "openAccountability", "", "accountability", ["unit-leader"], [], "WZ01", false, true).Append(Text, "account");
        longer.ShouldStartWith(Text);
        var rungs = Read(longer).Rungs;
        rungs.Select(rung => rung.Key).ShouldBe(["half", "late", "account"]);
        (rungs[2].Opens, rungs[2].Collapsible).ShouldBe(("WZ01", true));

        YamlEdit.RemoveAt(longer, ["rungs"], 2).ShouldBe(Text);
    }

    [Fact]
    public void A_key_that_would_be_something_else_in_the_file_stays_a_key()
    {
        var longer = new RungForm("due", "remind", "", "", ["assignee"], [], "", false, false).Append(Text, "x, do: raiseLevel");
        YamlEdit.Count(longer, ["rungs"]).ShouldBe(3);
        YamlEdit.Value(longer, ["rungs", "2", "key"]).ShouldBe("x, do: raiseLevel");
        Should.Throw<RefusedException>(() => Read(longer)).Problems.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("assignee, unit-leader", "assignee,unit-leader")]
    [InlineData("assignee、unit-leader；role:leader", "assignee,unit-leader,role:leader")]
    [InlineData("  assignee assignee ", "assignee")]
    [InlineData("", "")]
    public void Recipients_are_typed_with_commas_or_spaces(string typed, string expected) => string.Join(',', RungForm.Names(typed)).ShouldBe(expected);

    private static EscalationLadder Read(string text) => LadderFile.Read(new SourceFile("ladders/night.yaml", text));
}
