using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Tests.Cases;
using GridWorkflow.Casework.Tests.Routes;

namespace GridWorkflow.Casework.Tests.Duties;

/// <summary>Journal and audit name the role in which somebody acted, and none where several would have let her.</summary>
public sealed class ActingRoleTests
{
    private const string Organisation = "workflows/demo/organisation.yaml";
    private const string Posts = "posts: [{ role: leader, unit: supervision }, { role: committee-member, unit: committee }]";

    [Theory]
    [InlineData(Posts, "leader")] // the committee reopens nothing
    [InlineData("posts: [{ role: leader, unit: supervision }, { role: intake-officer, unit: supervision }]", null)]
    [InlineData("posts: [{ role: intake-officer, unit: supervision }, { role: leader, unit: supervision }]", null)]
    [InlineData("posts: [{ role: leader, unit: supervision }, { role: leader, unit: command }, { role: inspector, unit: grid-office }]", "leader")]
    public void Who_reopens_a_case_does_so_as(string posts, string? role) => RoleOf(posts, new CaseCommand.Reopen(new Actor("li-qiang"), "Again.")).ShouldBe(role);

    [Theory]
    [InlineData("posts: [{ role: leader, unit: supervision }, { role: principal, unit: park-headquarters }]", null)] // both stand beside the district
    [InlineData("posts: [{ role: leader, unit: supervision }, { role: leader, unit: command }]", "leader")]
    [InlineData("posts: [{ role: leader, unit: supervision }, { role: community-coordinator, unit: hubin }]", "leader")] // another street
    public void Who_remarks_on_a_case_does_so_as(string posts, string? role) => RoleOf(posts, new CaseCommand.AddRemark(new Actor("li-qiang"), "Look there.")).ShouldBe(role);

    private static string? RoleOf(string posts, CaseCommand command)
    {
        var table = new CaseTable(ReferenceData.Load(District.With(Organisation, Posts, posts)));
        RouteTests.Step(table, "> 2026-03-02 09:00 report G0102 yangliu-1");
        return ActingRole.Of(command, table.Data.Definitions.Pinned(table.State!.ProgramHash)!, table.File, table.Data, table.Now);
    }
}
