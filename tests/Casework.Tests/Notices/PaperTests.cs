using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Tests.Cases;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Tests.Notices;

/// <summary>What served documents say: until when, of what, why; in each language, and the same again after a rejection.</summary>
public sealed class PaperTests
{
    [Fact]
    public void A_supervision_notice_states_its_deadline_and_is_served_again_with_a_new_one()
    {
        var table = Drafted("DB01", ("unit", "urban"), ("items", "Lamp at the gate\nPole bent"), ("deadline", "2026-03-05"));
        var first = Served(table).ShouldHaveSingleItem();
        first.Texts["en"].Html.ShouldContain("5 Mar 2026 24:00");
        first.Texts["zh-Hans"].Html.ShouldContain("请于 2026年3月5日 24:00 前完成整改并回复。");
        first.Texts["zh-Hant"].Html.ShouldContain("請於 2026年3月5日 24:00 前完成整改並回復。");
        // The clock of the rectification says what the document says, and runs before anybody signs.
        table.File.Clocks.Single(clock => clock.Name == "rectify").Due(District.Data.Calendars["cn-2026"], table.Now).At.ShouldBe(table.Local("2026-03-06 00:00"));
        table.Complete("zhou-tao", "sign", "Signed").ShouldBeOfType<Decision.Accepted>();
        table.Complete("zhou-tao", "rectify", "Replied", "Done.", Fields(("measures", "New bulb"), ("evidence", "photo 1"))).ShouldBeOfType<Decision.Accepted>();
        table.Complete("qian-jin", "review-notice", "Rejected", "Still dark.", Fields(("deadline", "2026-03-09"))).ShouldBeOfType<Decision.Accepted>();
        var again = Served(table)[1];
        again.Items.ShouldBe(["Lamp at the gate", "Pole bent"]);
        again.Texts["en"].Html.ShouldContain("9 Mar 2026 24:00");
        again.Texts["en"].Html.ShouldContain("Still dark.");
        table.File.Notices.Where(notice => notice.Kind == NoticeKind.Supervision).Select(notice => notice.Status).ShouldBe([NoticeStatus.Rejected, NoticeStatus.Issued]);
    }

    [Fact]
    public void Without_a_date_the_limit_of_the_policy_is_stated()
    {
        var table = Drafted("DB01", ("unit", "urban"), ("items", "Lamp at the gate"));
        Served(table).ShouldHaveSingleItem().Texts["en"].Html.ShouldContain("5 Mar 2026 18:00");
    }

    // The centre has no leader: who answers for it signs and rectifies, by the clock that runs since the document was served.
    [Theory]
    [InlineData(null)]
    [InlineData("2026-03-05")]
    public void A_unit_that_another_answers_for_has_one_clock_to_rectify(string? deadline)
    {
        var fields = new[] { ("unit", "park-south"), ("items", "Litter at the gate"), ("deadline", deadline ?? "") };
        var table = Drafted("DB01", [.. fields.Where(field => field.Item2.Length > 0)]);
        var served = table.File.Clocks.Single(clock => clock.Name == "rectify");
        var sign = table.File.Tasks.ShouldHaveSingleItem();
        (sign.UnitId, served.UnitId).ShouldBe(("jinhe", "jinhe"));
        table.Complete(District.Data.Organisation.HoldersOf(sign.Role, sign.UnitId)[0].Id, "sign", "Signed").ShouldBeOfType<Decision.Accepted>();
        table.File.Tasks.ShouldHaveSingleItem().ShouldSatisfyAllConditions(task => task.Key.ShouldBe("rectify"), task => task.ClockId.ShouldBe(served.Id));
        table.File.Clocks.Count(clock => clock.Name == "rectify").ShouldBe(1);
    }

    [Fact]
    public void A_conduct_decision_names_rule_person_and_reason()
    {
        var table = new CaseTable(District.Data) { StoresBetween = true };
        table.Until("2026-03-02 09:00");
        table.Report("XW01", "yangliu-1").ShouldBeOfType<Decision.Accepted>();
        table.Complete("qian-jin", "investigate", "Substantiated", "So it is.", Fields(("person", "wu-xia"), ("unit", "urban")));
        table.Complete("qian-jin", "decide-conduct", "Violation", "It lay for a week.", Fields(("rule", "3"), ("person", "wu-xia"), ("unit", "urban")));
        var notice = Served(table)[0];
        foreach (var text in (string[])["Wu Xia", "3 Delay or shirking", "It lay for a week.", "9 Mar 2026 18:00"])
            notice.Texts["en"].Html.ShouldContain(text);
        foreach (var text in (string[])["吳霞", "三、拖延推諉", "It lay for a week."])
            notice.Texts["zh-Hant"].Html.ShouldContain(text);
    }

    // The calendar ends before the appeal does, so no date is stated; the appeal is open all the same.
    [Fact]
    public void A_decision_that_is_open_to_an_appeal_never_calls_itself_final()
    {
        var table = Drafted("WZ01", "2026-12-28 09:00", ("unit", "urban"), ("items", "Lamp at the gate"));
        table.Complete("zhou-tao", "respond", "Responded", "We could not know.");
        table.Complete("qian-jin", "review-accountability", "Uphold", "You could.").ShouldBeOfType<Decision.Accepted>();
        table.File.Tasks.ShouldHaveSingleItem().Key.ShouldBe("appeal");
        var decided = Served(table)[^1];
        table.File.Notices[^1].Deadline.ShouldBeNull();
        (decided.Texts["en"].Html.Contains("One appeal is possible", StringComparison.Ordinal), decided.Texts["en"].Html.Contains("final", StringComparison.OrdinalIgnoreCase)).ShouldBe((true, false));
        table.Complete("zhou-tao", "appeal", "Appeal", "We could not.");
        table.Complete("wang-min", "decide-appeal", "Dismiss", "Dismissed.").ShouldBeOfType<Decision.Accepted>();
        var final = Served(table)[^1];
        final.Texts["en"].Html.ShouldContain("This decision is final.");
        final.Texts["zh-Hans"].Html.ShouldContain("本决定为终局决定。");
        final.Texts["zh-Hant"].Html.ShouldContain("本決定為終局決定。");
    }

    /// <summary>Who comes late with a signature hears what has become of the document, not that it is signed.</summary>
    [Theory]
    [InlineData("Rejected", NoticeStatus.Rejected)]
    [InlineData("Rectified", NoticeStatus.Rectified)]
    public void A_document_that_went_on_is_not_called_signed(string outcome, NoticeStatus status)
    {
        var table = Drafted("DB01", ("unit", "urban"), ("items", "Lamp at the gate"), ("deadline", "2026-03-05"));
        var first = Served(table).ShouldHaveSingleItem();
        table.Complete("zhou-tao", "sign", "Signed").ShouldBeOfType<Decision.Accepted>();
        table.Decide(new CaseCommand.SignNotice(new Actor("zhou-tao"), first.Id)).ShouldBeOfType<Decision.Unchanged>().Reason.ShouldEndWith("the notice is signed.");
        table.Complete("zhou-tao", "rectify", "Replied", "Done.", Fields(("measures", "New bulb"), ("evidence", "photo 1")));
        table.Complete("qian-jin", "review-notice", outcome, "So it is.", Fields(("deadline", "2026-03-09"))).ShouldBeOfType<Decision.Accepted>();
        table.File.Notices.Single(notice => notice.Id == first.Id).Status.ShouldBe(status);
        table.Decide(new CaseCommand.SignNotice(new Actor("zhou-tao"), first.Id)).ShouldBeOfType<Decision.Unchanged>().Reason.ShouldEndWith($"the notice is {outcome.ToLowerInvariant()}.");
    }

    [Fact]
    public void A_form_names_the_accused_by_a_person_only()
    {
        var problem = Should.Throw<RefusedException>(() => ReferenceData.Load(District.With("workflows/forms/accused.yaml", "type: person", "type: text"))).Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe("field-accused");
    }

    private static CaseTable Drafted(string category, params (string Name, string Value)[] fields) => Drafted(category, "2026-03-02 09:00", fields);

    private static CaseTable Drafted(string category, string at, params (string Name, string Value)[] fields)
    {
        var table = new CaseTable(District.Data) { StoresBetween = true };
        table.Until(at);
        table.Report(category, "yangliu-1").ShouldBeOfType<Decision.Accepted>();
        table.Complete("qian-jin", "draft-notice", "Issue", null, Fields(fields)).ShouldBeOfType<Decision.Accepted>();
        return table;
    }

    private static Notice[] Served(CaseTable table) => [.. table.Effects.OfType<NoticeIssued>().Select(issued => issued.Notice).Where(notice => notice.RungKey == "served")];

    private static System.Collections.Immutable.ImmutableSortedDictionary<string, string> Fields(params (string Name, string Value)[] fields) =>
        LastOutcome.NoFields.AddRange(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
}
