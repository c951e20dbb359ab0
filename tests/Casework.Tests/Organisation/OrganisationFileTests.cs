using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Tests.Organisation;

public sealed class OrganisationFileTests
{
    private const string Path = "workflows/demo/organisation.yaml";

    [Theory]
    [InlineData("id: yangliu, level: community, parent: dongqiao", "id: yangliu, level: community, parent: dongqiaa", "unknown-unit", "'dongqiaa'", "Did you mean 'dongqiao'?")]
    [InlineData("id: yangliu, level: community", "id: yangliu, level: comunity", "unknown-level", "'comunity'", "Did you mean 'community'?")]
    [InlineData("id: yangliu, level: community, parent: dongqiao", "id: yangliu, level: community, parent: yangliu-1", "unit-cycle", "'yangliu'", "Mend one 'parent'")]
    [InlineData("id: yangliu-1, level: grid, parent: yangliu", "id: yangliu-1, level: street, parent: yangliu", "level-order", "'yangliu-1'", "higher level")]
    [InlineData("id: yangliu-1, level: grid, parent: yangliu", "id: yangliu-1, level: community, parent: yangliu", "level-order", "'yangliu-1'", "higher level")]
    [InlineData("id: yangliu-2, level: grid", "id: yangliu-1, level: grid", "duplicate-unit", "'yangliu-1'", "Rename")]
    [InlineData("id: xiyuan, level: street, parent: jinhe", "id: xiyuan, level: street", "second-root", "'xiyuan'", "'parent'")]
    [InlineData("key: community, handler: community-coordinator", "key: community, handler: comunity-coordinator", "unknown-role", "'comunity-coordinator'", "Did you mean 'community-coordinator'?")]
    [InlineData("seat: command-centre", "seat: comand-centre", "unknown-kind", "'comand-centre'", "Did you mean 'command-centre'?")]
    [InlineData("{ role: dispatcher, unit: command }", "{ role: dispacher, unit: command }", "unknown-role", "'dispacher'", "Did you mean 'dispatcher'?")]
    [InlineData("{ role: leader, unit: command }", "{ role: leader, unit: comand }", "unknown-unit", "'comand'", "Did you mean 'command'?")]
    [InlineData("- { id: zhao-lei,", "- { id: yang-fan,", "duplicate-person", "'yang-fan'", "Rename")]
    [InlineData("wang.min@demo.example", "wang.min", "email", "'wang.min'", "name@example.org")]
    [InlineData("timeZone: Asia/Shanghai", "timeZone: Asia/Shangha", "time-zone", "'Asia/Shangha'", "Asia/Shanghai")]
    [InlineData("key: dispatcher,", "keys: dispatcher,", "unknown-key", "'keys'", "key")]
    public void What_does_not_fit_together_is_refused_with_its_place(string old, string replacement, string code, string reason, string remedy)
    {
        var files = District.With(Path, old, replacement);
        var line = files.Single(file => file.Path == Path).Text.Split('\n').ToList().FindLastIndex(text => text.Contains(replacement, StringComparison.Ordinal)) + 1;
        var problems = Should.Throw<RefusedException>(() => ReferenceData.Load(files)).Problems;
        var problem = problems.FirstOrDefault(candidate => candidate.Code == code && candidate.Line == line).ShouldNotBeNull(string.Join('\n', problems));
        problem.File.ShouldBe(Path);
        problem.Reason.ShouldContain(reason);
        problem.Remedy.ShouldContain(remedy);
    }
}
