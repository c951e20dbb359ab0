using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Tests.Cases;

namespace GridWorkflow.Casework.Tests.Duties;

/// <summary>迴避: nobody decides on herself, nor on what her own unit looks after.</summary>
public sealed class OwnCaseTests
{
    private const string Organisation = "workflows/demo/organisation.yaml";

    [Fact]
    public void Whoever_is_named_decides_no_appeal_of_hers()
    {
        // The accused bureau officer is the district's leader as well.
        var table = new CaseTable(With("wu-xia", "{ role: leader, unit: jinhe }")) { StoresBetween = true };
        table.Until("2026-03-02 09:00");
        table.Report("XW01", "yangliu-1").ShouldBeOfType<Decision.Accepted>();
        table.Complete("qian-jin", "investigate", "Substantiated", "So it is.", Fields(("person", "wu-xia"), ("unit", "urban"))).ShouldBeOfType<Decision.Accepted>();
        table.File.Facts.Accused.ShouldBe("wu-xia");
        table.Complete("qian-jin", "decide-conduct", "Violation", "A false report.", Fields(("rule", "1"), ("person", "wu-xia"), ("unit", "urban"))).ShouldBeOfType<Decision.Accepted>();
        table.File.Notices.Select(notice => notice.Recipient).ShouldBe(["wu-xia", "zhou-tao"]);
        table.File.Tasks.Single().Assignee.ShouldBe("wu-xia");
        table.Complete("wu-xia", "appeal", "Appeal", "By mistake.").ShouldBeOfType<Decision.Accepted>();
        Refused(table.Complete("wu-xia", "decide-appeal", "Grant", "I am right."), "accused-decides");
        table.Complete("wang-min", "decide-appeal", "Dismiss", "No mistake.").ShouldBeOfType<Decision.Accepted>();
    }

    [Fact]
    public void An_inspector_who_is_named_investigates_no_more()
    {
        var table = new CaseTable(With("wu-xia", "{ role: inspector, unit: grid-office }")) { StoresBetween = true };
        table.Until("2026-03-02 09:00");
        table.Report("XW01", "yangliu-1").ShouldBeOfType<Decision.Accepted>();
        Refused(table.Complete("wu-xia", "investigate", "Substantiated", "It is me.", Fields(("person", "wu-xia"), ("unit", "urban"))), "accused-decides");
        table.Complete("qian-jin", "investigate", "Substantiated", "So it is.", Fields(("person", "wu-xia"), ("unit", "urban"))).ShouldBeOfType<Decision.Accepted>();
        Refused(table.Claim("wu-xia", "decide-conduct"), "accused-decides");
    }

    [Fact]
    public void Who_was_late_does_not_review_the_accountability()
    {
        var table = new CaseTable(With("wu-xia", "{ role: inspector, unit: grid-office }")) { StoresBetween = true };
        table.Until("2026-03-02 09:00");
        table.Report("WZ01", "yangliu-1", report => report with
        {
            Origin = new CaseOrigin(Guid.Empty, "2026-02-27-000009", CaseRelation.Accountability, table.Now) { UnitId = "urban", PersonId = "wu-xia" },
        }).ShouldBeOfType<Decision.Accepted>();
        table.Complete("zhou-tao", "respond", "Responded", "It rained.").ShouldBeOfType<Decision.Accepted>();
        Refused(table.Claim("wu-xia", "review-accountability"), "accused-decides");
    }

    // A1: nobody of the centre that looks after a park inspects it, before anything is found; nor is one's own centre ordered to rectify.
    [Theory]
    [InlineData("lake-park", "park-north", "park-south", "inspect-park Passed")]
    [InlineData("lake-park", "park-north", "park-south", "inspect-park Findings")]
    [InlineData("academy-garden", "park-south", "park-north", "inspect-park Passed")]
    public void Nobody_inspects_the_park_of_her_own_centre(string park, string keeper, string other, string step)
    {
        var table = Planned(park, keeper);
        var words = step.Split(' ');
        var fields = Fields(("cleaning", "90"), ("greening", "90"), ("security", "90"), ("findings", "Litter"), ("unit", other));
        Refused(table.Complete("qian-jin", words[0], words[1], "Because.", fields), "duties-separated");
        Planned(park, other).Complete("qian-jin", words[0], "Passed", "Fine.", fields.Remove("findings").Remove("unit")).ShouldBeOfType<Decision.Accepted>();
    }

    [Fact]
    public void Nobody_orders_her_own_centre_to_rectify()
    {
        var table = Planned(null, "park-north");
        var fields = Fields(("cleaning", "50"), ("greening", "90"), ("security", "90"), ("findings", "Litter"));
        Refused(table.Complete("qian-jin", "inspect-park", "Findings", "Litter.", fields.Add("unit", "park-north")), "duties-separated");
        table.Complete("qian-jin", "inspect-park", "Findings", "Litter.", fields.Add("unit", "park-south")).ShouldBeOfType<Decision.Accepted>();
    }

    [Fact]
    public void An_exemption_holds_for_the_step_and_for_the_whole_case()
    {
        var table = new CaseTable(District.Data);
        table.Until("2026-03-02 09:00");
        table.Report("G0102", "yangliu-1");
        var judge = table.File.Clocks.Single(clock => clock.Name == "judge");
        table.Until("2026-03-03 09:00");
        table.Decide(new CaseCommand.ExemptClock(Actor.Engine, judge.Id, "wang-min", "WZ-2026-1: a strike")).ShouldBeOfType<Decision.Accepted>();
        table.File.Clocks.ShouldAllBe(clock => clock.State.Exempt);
        table.File.Clocks.Select(clock => clock.Name).Order().ShouldBe(["judge", "total"]);
        table.Decide(new CaseCommand.ExemptClock(Actor.Engine, judge.Id, "wang-min", "again")).ShouldBeOfType<Decision.Unchanged>();
    }

    private static CaseTable Planned(string? park, string centre)
    {
        var table = new CaseTable(With("qian-jin", $"{{ role: department-officer, unit: {centre} }}")) { StoresBetween = true };
        table.Until("2026-03-02 09:00");
        table.Report("P0101", park == "academy-garden" ? "shuyuan-1" : "hubin-2", report => report with { Subject = park }).ShouldBeOfType<Decision.Accepted>();
        table.Complete("qian-jin", "plan-inspection", "Begin").ShouldBeOfType<Decision.Accepted>();
        return table;
    }

    private static ReferenceData With(string person, string post) =>
        ReferenceData.Load([Shipped.File("workflows/demo/subjects/parks.yaml"), .. District.With(Organisation, $"email: {person.Replace('-', '.')}@demo.example, posts: [", $"email: {person.Replace('-', '.')}@demo.example, posts: [{post}, ")]);

    private static System.Collections.Immutable.ImmutableSortedDictionary<string, string> Fields(params (string Name, string Value)[] fields) =>
        LastOutcome.NoFields.AddRange(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    private static void Refused(Decision decision, string code) =>
        decision.ShouldBeOfType<Decision.Refused>().Refusal.ShouldSatisfyAllConditions(refusal => refusal.Code.ShouldBe(code), refusal => refusal.Kind.ShouldBe(RefusalKind.Forbidden));
}
