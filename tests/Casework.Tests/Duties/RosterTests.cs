using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Tests.Duties;

/// <summary>五定 (M3): a roster is in force only when all five of each assignment are set and every grid is covered in every window.</summary>
public sealed class RosterTests
{
    private const string Path = "workflows/demo/rosters/jinhe-2026.yaml";
    private const string Line = "person: liang-hao, post: grid-leader, area: yangliu-1, window: day, standard: foot-patrol";

    [Fact]
    public void The_demo_roster_covers_every_grid()
    {
        var roster = District.Data.Rosters["jinhe-2026"];
        (roster.Windows.Length, roster.Assignments.Length, roster.Standards.Count).ShouldBe((2, 12, 2));
    }

    [Theory]
    [InlineData("person: liang-hao, ", "'person' is missing")]
    [InlineData("post: grid-leader, ", "'post' is missing")]
    [InlineData("area: yangliu-1, ", "'area' is missing")]
    [InlineData("window: day, ", "'window' is missing")]
    [InlineData(", standard: foot-patrol", "'standard' is missing")]
    public void Each_of_the_five_is_asked_for_by_name(string part, string reason) =>
        Refused(Line, Line.Replace(part, "", StringComparison.Ordinal), "roster-incomplete", reason);

    [Theory]
    [InlineData(Line, "person: liang-hao, post: grid-leader, area: yangliu-2, window: day, standard: foot-patrol", "roster-gap", "grid 'yangliu-1' has nobody in window 'day'")]
    [InlineData("area: dongqiao, window: evening", "area: yangliu, window: evening", "roster-gap", "grid 'shuyuan-2' has nobody in window 'evening'")]
    [InlineData("person: liang-hao", "person: liang-hoa", "unknown-person", "'liang-hoa'")]
    [InlineData("post: supervisor, area: dongqiao", "post: dispatcher, area: dongqiao", "roster-post", "she is no 'dispatcher'")]
    [InlineData("area: yangliu-1,", "area: yangliu-9,", "unknown-unit", "'yangliu-9'")]
    [InlineData("area: yangliu-1, window: day", "area: yangliu-1, window: night", "unknown-window", "'night'")]
    [InlineData("standard: mobile-patrol }\n  - { person: chen-jie", "standard: by-boat }\n  - { person: chen-jie", "unknown-standard", "'by-boat'")]
    [InlineData("from: \"18:00\", to: \"22:00\"", "from: \"22:00\", to: \"02:00\"", "roster-window", "an end after the beginning")]
    [InlineData("from: \"18:00\"", "from: \"6 pm\"", "time", "'6 pm'")]
    [InlineData("days: [mon, tue, wed, thu, fri, sat, sun], from: \"18:00\"", "days: [monday], from: \"18:00\"", "word", "'monday'")]
    public void What_leaves_a_gap_or_names_nobody_is_refused(string old, string replacement, string code, string reason) => Refused(old, replacement, code, reason);

    private static void Refused(string old, string replacement, string code, string reason)
    {
        var problems = Should.Throw<RefusedException>(() => ReferenceData.Load(District.With(Path, old, replacement))).Problems;
        problems.ShouldContain(problem => problem.Code == code && problem.Reason.Contains(reason) && problem.File == Path, string.Join('\n', problems));
    }
}
