using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Tests.Cases;
using GridWorkflow.Casework.Tests.Routes;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Tests.Duties;

/// <summary>處理權限 (M11): the routing table of the permission classes, and the three worked examples of article 4.</summary>
public sealed class ClassRouteTests
{
    private const string Path = "workflows/duties/routing.yaml";

    /// <summary>
    /// 一般: the grid worker on the spot, straight to the resident. 協調: grid worker, grid leader, in the grid; or the community, or the
    /// department in charge. 審批: grid worker, grid leader, service station; or the department that it is referred to. Always the answer last.
    /// </summary>
    [Theory]
    [InlineData("general", "judge grid-worker@grid, handle grid-worker@grid, reply grid-worker@grid")]
    [InlineData("coordination-in-grid", "judge grid-worker@grid, sort grid-leader@grid, coordinate grid-leader@grid, reply grid-worker@grid")]
    [InlineData("no-emergency-skips-nothing", "judge grid-worker@grid, sort grid-leader@grid, coordinate community-coordinator@community, coordinate street-coordinator@street, coordinate community-coordinator@community, reply grid-worker@grid")]
    [InlineData("approval-approved", "judge grid-worker@grid, submit-approval grid-leader@grid, approve service-station@community, reply grid-worker@grid")]
    [InlineData("approval-referred", "judge grid-worker@grid, submit-approval grid-leader@grid, approve service-station@community, refer department-officer@district, reply grid-worker@grid")]
    public void The_worked_examples_go_the_way_of_the_text(string route, string path)
    {
        var played = File.ReadAllText(System.IO.Path.Combine(District.Folder("tests/Casework.Tests/Routes"), $"{route}.route"));
        RouteTests.Play(played).ShouldBe(played.ReplaceLineEndings("\n"));
        string.Join(", ", played.Split('\n').Where(line => line.StartsWith("  TaskOpened", StringComparison.Ordinal)).Select(line =>
        {
            var facts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(fact => fact.Split('=')).ToDictionary(fact => fact[0], fact => fact[1], StringComparer.Ordinal);
            return $"{facts["task"]} {facts["role"]}@{facts["level"]}";
        })).ShouldBe(path);
    }

    [Theory]
    [InlineData(PermissionClass.General, "grid", "grid-worker")]
    [InlineData(PermissionClass.General, "community", null)]
    [InlineData(PermissionClass.Coordination, "street", null)]
    [InlineData(PermissionClass.Approval, "grid", "grid-leader")]
    [InlineData(PermissionClass.Approval, "community", "service-station")]
    [InlineData(PermissionClass.Approval, "district", "department-officer")]
    [InlineData(PermissionClass.Unjudged, "grid", null)]
    public void A_class_and_a_level_give_a_role(PermissionClass permission, string level, string? role)
    {
        var organisation = District.Data.Organisation;
        District.Data.Duties.RoleFor(permission, organisation.Level(level)!, organisation).ShouldBe(role);
    }

    [Fact]
    public void A_level_by_name_goes_before_one_by_its_place()
    {
        var data = ReferenceData.Load(District.With(Path, "    lowest+1: service-station", "    lowest+1: service-station\n    community: community-coordinator"));
        var table = new CaseTable(data);
        table.Until("2026-03-02 09:00");
        table.Report("G0104", "yangliu-1");
        table.Complete("zheng-kai", "judge", "Approval");
        table.Complete("liang-hao", "submit-approval", "Submitted", "Needs an approval.").ShouldBeOfType<Decision.Accepted>();
        table.File.Tasks.ShouldHaveSingleItem().Role.ShouldBe("community-coordinator");
    }

    [Theory]
    [InlineData("  approval:", "  approvals:", "word")]
    [InlineData("lowest+1: service-station", "second: service-station", "unknown-level")]
    [InlineData("lowest+1: service-station", "lowest+x: service-station", "unknown-level")]
    [InlineData("lowest+1: service-station", "lowest+1: service-statoin", "unknown-role")]
    [InlineData("lowest+1: service-station", "lowest+1: supervisor", "action-not-granted")]
    public void A_table_that_cannot_be_is_refused(string old, string replacement, string code) =>
        Should.Throw<RefusedException>(() => ReferenceData.Load(District.With(Path, old, replacement))).Problems.ShouldContain(problem => problem.Code == code);

    [Fact]
    public void Who_judges_otherwise_than_a_rule_says_is_asked_for_the_reason()
    {
        var table = RightsTests.Reported("G0111", "yangliu-1");
        table.File.Tasks.ShouldHaveSingleItem().RemarkRequired.ShouldBe(["Coordination", "Approval"], ignoreOrder: true);
        RightsTests.Refused(table.Complete("zheng-kai", "judge", "Approval"), RefusalKind.Invalid, "remark-missing");
        table.Complete("zheng-kai", "judge", "General").ShouldBeOfType<Decision.Accepted>();
        // The hint of a category binds nobody.
        RightsTests.Reported("G0101", "yangliu-1").File.Tasks.ShouldHaveSingleItem().RemarkRequired.ShouldBeEmpty();
    }
}
