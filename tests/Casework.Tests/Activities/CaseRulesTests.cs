using System.Text.Json.Nodes;
using GridWorkflow.Casework.Activities;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Casework.Tests.Cases;
using GridWorkflow.Workflow.Activities;

namespace GridWorkflow.Casework.Tests.Activities;

public sealed class CaseRulesTests
{
    private const string Lifecycle = "workflows/definitions/community-case.json";

    [Fact]
    public void A_case_is_not_closed_without_a_reply()
    {
        var table = Play(Rewired(("reply", "close")), "General");
        Incident(table).ShouldContain("Expected a reply to the reporter");
        table.File.Status.ShouldBe(CaseStatus.Open);
    }

    [Fact]
    public void No_case_leaves_out_a_stage()
    {
        var table = Play(Rewired(("set-general", "reply")), "General");
        Incident(table).ShouldContain("no case leaves out a stage");
        table.File.Stage.ShouldBe(CaseStage.Triaged);
    }

    [Fact]
    public void A_case_is_not_archived_before_it_is_closed()
    {
        var table = Play(Rewired(("record-reply", "archive")), "General", "handle", "reply");
        Incident(table).ShouldContain("Expected a closed case");
    }

    [Fact]
    public void A_lifecycle_that_ends_before_the_archive_leaves_an_incident()
    {
        var table = Play(Rewired(("set-general", null)), "General");
        Incident(table).ShouldContain("has come to an end before");
        table.Transcript.ShouldContain("CaseStranded");
        table.ShouldBeSound();
    }

    // In counter mode a meeting point that the first round of a loop has passed by waits for ever; hence WaitAny in the shipped lifecycle.
    [Fact]
    public void A_meeting_point_behind_a_loop_that_waits_for_all_is_found_out()
    {
        var table = new CaseTable(ReferenceData.Load(District.With(Lifecycle, "\"value\": \"WaitAny\"", "\"value\": \"WaitAllActive\"")));
        table.Until("2026-03-02 09:00");
        table.Report("G0102", "yangliu-1");
        table.Complete("zheng-kai", "judge", "Coordination");
        table.Complete("liang-hao", "sort", "InGrid");
        table.Complete("liang-hao", "coordinate", "PassUp", "because");
        table.Complete("ma-chao", "coordinate", "Settled");
        Incident(table).ShouldContain("has come to an end before");
        table.ShouldBeSound();
    }

    [Fact]
    public void An_incident_is_mended_in_the_data_and_the_activity_runs_again()
    {
        var table = new CaseTable(WithoutReplyTemplate());
        table.Until("2026-03-02 09:00");
        table.Report("G0108", "yangliu-1", report => report with { Reporter = new Reporter(null, "a@b.example", null) });
        table.Complete("zheng-kai", "judge", "General");
        table.Complete("zheng-kai", "handle", "Handled");
        table.Complete("zheng-kai", "reply", "Replied", "Done.");
        Incident(table).ShouldContain("Expected template 'reply'");
        table.ShouldBeSound();
        RightsTests.Refused(table.Decide(new InstanceCommand.RetryActivity(new Actor("admin"), "judge")), RefusalKind.Conflict, "nothing-to-retry");
        table.Use(District.Data);
        table.Decide(new InstanceCommand.RetryActivity(new Actor("admin"), "record-reply")).ShouldBeOfType<Decision.Accepted>();
        table.File.Status.ShouldBe(CaseStatus.Archived);
        table.State!.Incidents.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "street", "street")]
    [InlineData("current", "street", "street")]
    [InlineData("current+1", "street", "district")]
    [InlineData("current-1", "street", "community")]
    [InlineData("lowest", "street", "grid")]
    [InlineData("lowest+1", "street", "community")]
    [InlineData("highest", "street", "district")]
    [InlineData("highest-3", "street", "grid")]
    [InlineData("community", "street", "community")]
    [InlineData("current+1", "district", null)]
    [InlineData("lowest-1", "street", null)]
    [InlineData("lowest+", "street", null)]
    [InlineData("somewhere", "street", null)]
    public void Levels_are_named_without_knowing_the_organisation(string text, string current, string? expected)
    {
        if (expected is null)
            Should.Throw<ActivityFaultException>(() => LevelExpression.Resolve(text, current, District.Data.Organisation)).Message.ShouldStartWith("Expected a level");
        else
            LevelExpression.Resolve(text, current, District.Data.Organisation).Key.ShouldBe(expected);
    }

    private static string Incident(CaseTable table) => table.State!.Incidents.ShouldHaveSingleItem().Reason;

    // Plays the outcomes of the first tasks: the first is judge's, the others name tasks that are completed by their first outcome.
    private static CaseTable Play(ReferenceData data, string judged, params string[] tasks)
    {
        var table = new CaseTable(data);
        table.Until("2026-03-02 09:00");
        table.Report("G0108", "yangliu-1");
        table.Complete("zheng-kai", "judge", judged);
        if (tasks.Length == 0 && !table.File.Tasks.IsEmpty)
            tasks = ["handle"];
        foreach (var task in tasks)
            table.Complete("zheng-kai", task, table.File.Tasks.Single().Outcomes[0], "because");
        return table;
    }

    // The shipped lifecycle with what follows an activity led elsewhere.
    private static ReferenceData Rewired((string From, string? To) change)
    {
        var file = District.Files.Single(candidate => candidate.Path == Lifecycle);
        var json = JsonNode.Parse(file.Text)!;
        var connections = json["root"]!["connections"]!.AsArray();
        foreach (var connection in connections.Where(connection => (string?)connection!["source"]!["activity"] == (change.From == "reply" ? "handle" : change.From)).ToArray())
        {
            if (change.To is null)
                connections.Remove(connection);
            else
                connection!["target"]!["activity"] = change.To;
        }

        return ReferenceData.Load([.. District.Files.Select(candidate => candidate == file ? file with { Text = json.ToJsonString() } : candidate)]);
    }

    // Data that lost a template after the case was filed; loading it afresh would refuse it.
    private static ReferenceData WithoutReplyTemplate() =>
        District.Data with { Templates = new Casework.Notices.TemplateSet(District.Data.Templates.All.Values.Where(template => template.Id != "reply")) };
}
