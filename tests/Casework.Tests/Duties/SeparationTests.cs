using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Tests.Cases;
using GridWorkflow.Workflow.Definitions;
using static GridWorkflow.Casework.Tests.Duties.DutyLifecycle;

namespace GridWorkflow.Casework.Tests.Duties;

/// <summary>監督與管理分離, case by case: roles may meet in one person, deeds on one case may not.</summary>
public sealed class SeparationTests
{
    private const string Path = "workflows/demo/organisation.yaml";

    // Zhou Tao leads the bureau, Wu Xia and Gao Feng work in it, Fang Lin in its squad; all of them are supervisors and intake officers as
    // well. Huang Ying is dispatcher and duty officer.
    private static readonly ReferenceData Data = Load(Mixed);

    private const string Judge = "{ role: supervisor, unit: supervision }, { role: intake-officer, unit: supervision }";

    [Fact]
    public void Who_holds_both_roles_of_the_command_centre_dispatches()
    {
        var table = Reported();
        table.Complete("huang-ying", "dispatch", "Sent").ShouldBeOfType<Decision.Accepted>();
        table.File.Deeds.ShouldBe([new Deed("dispatch", "huang-ying", "command")]);
    }

    [Theory]
    [InlineData("wu-xia", "'wu-xia' has")]                              // handled it herself
    [InlineData("gao-feng", "outside unit 'urban'")]                    // a colleague
    [InlineData("zhou-tao", "outside unit 'urban'")]                    // the leader of the handling unit
    [InlineData("fang-lin", "outside unit 'urban'")]                    // a unit below it
    [InlineData("liu-yang", null)]
    [InlineData("chen-jie", null)]
    public void Who_belongs_to_the_handling_unit_neither_inspects_nor_closes(string person, string? reason)
    {
        var table = Handled();
        Check(table, person, "inspect", "Good", reason);
        if (reason is not null)
            table.Complete("liu-yang", "inspect", "Good").ShouldBeOfType<Decision.Accepted>();
        Check(table, person == "liu-yang" || person == "chen-jie" ? "zhang-li" : person, "close", "Closed", reason);
    }

    [Fact]
    public void Who_inspected_does_not_close()
    {
        var table = Handled();
        table.Complete("chen-jie", "inspect", "Good").ShouldBeOfType<Decision.Accepted>();
        RightsTests.Refused(table.Complete("chen-jie", "close", "Closed"), RefusalKind.Forbidden, "duties-separated").Reason.ShouldContain("inspectors-do-not-handle");
        table.Complete("zhang-li", "close", "Closed").ShouldBeOfType<Decision.Accepted>();
        table.File.Status.ShouldBe(CaseStatus.Archived);
    }

    [Fact]
    public void Handing_on_passes_over_whom_the_case_bars()
    {
        var table = Handled(Load(Mixed, """
              - key: pass-on
                at: 50 %
                do: reassign
                to: [role:supervisor]
            """));
        table.Until("2026-03-20 09:00");
        table.File.Tasks.Single().Assignee.ShouldBe("liu-yang");
        table.Transcript.ShouldContain("TaskReassigned task=inspect to=liu-yang");
    }

    [Fact]
    public void A_declared_interest_keeps_from_the_cases_of_a_unit_and_below()
    {
        var declared = Load(text => text
            .Replace("posts: [{ role: supervisor, unit: supervision }] }", "posts: [{ role: supervisor, unit: supervision }], conflicts: [dongqiao] }", StringComparison.Ordinal)
            .Replace("posts: [{ role: dispatcher, unit: command }] }", "posts: [{ role: dispatcher, unit: command }], conflicts: [urban] }", StringComparison.Ordinal));
        var table = Handled(declared);
        RightsTests.Refused(table.Claim("liu-yang", "inspect"), RefusalKind.Forbidden, "conflict-of-interest").Reason.ShouldContain("'dongqiao'");
        table.Complete("chen-jie", "inspect", "Good").ShouldBeOfType<Decision.Accepted>();
        var elsewhere = Handled(declared, grid: "hubin-1");
        elsewhere.Claim("liu-yang", "inspect").ShouldBeOfType<Decision.Accepted>();
    }

    [Fact]
    public void A_file_from_before_deeds_bars_its_handlers_in_person()
    {
        var table = Handled();
        var old = table.File with { Deeds = [], HandledBy = ["wu-xia"] };
        var task = old.Tasks.Single();
        TaskRights.Bar(new Actor("wu-xia"), task, old, Data, table.Now).ShouldNotBeNull().Code.ShouldBe("duties-separated");
        TaskRights.Bar(new Actor("gao-feng"), task, old, Data, table.Now).ShouldBeNull();
    }

    [Fact]
    public void The_unit_that_a_case_was_dispatched_to_is_its_handler()
    {
        var file = Handled().File;
        file = file with { Deeds = [], HandledBy = [], Facts = file.Facts with { HandlingUnit = "urban" } };
        DutyRights.Bar(Data.Organisation.Person("fang-lin")!, "supervisor", "inspect", file, Data).ShouldNotBeNull().Reason.ShouldContain("outside unit 'urban'");
        DutyRights.Bar(Data.Organisation.Person("liu-yang")!, "supervisor", "inspect", file, Data).ShouldBeNull();
    }

    [Fact]
    public void A_deed_of_the_root_bars_its_own_members_only()
    {
        var file = Handled().File with { Deeds = [new Deed("handle", "wang-min", "jinhe")] };
        DutyRights.Bar(Data.Organisation.Person("liu-yang")!, "supervisor", "inspect", file, Data).ShouldBeNull();
        DutyRights.Bar(Data.Organisation.Person("wang-min")!, "supervisor", "inspect", file, Data).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("did: [handle, feedback, reply-notice]", "did: [handel, feedback]", "unknown-action", "Did you mean 'handle'?")]
    [InlineData("scope: unit", "scope: units", "word", "Did you mean 'unit'?")]
    [InlineData("mayNot: [file, close]", "mayNot: []", "separation-empty", "Name at least one action")]
    [InlineData("key: dispatchers-do-not-close", "key: handlers-do-not-judge", "duplicate-separation", "Rename")]
    public void A_rule_that_cannot_be_is_refused(string old, string replacement, string code, string remedy) =>
        Refused("workflows/duties/separation.yaml", old, replacement, code, remedy);

    [Theory]
    [InlineData("grid-worker: [report,", "grid-workers: [report,", "unknown-role", "Did you mean 'grid-worker'?")]
    [InlineData("grid-worker: [report,", "grid-worker: [raport,", "unknown-action", "Did you mean 'report'?")]
    [InlineData("grid-worker: [report, handle, feedback]", "grid-worker: [report, feedback]", "action-not-granted", "Grant 'handle' to 'grid-worker'")]
    public void A_grant_that_cannot_be_is_refused(string old, string replacement, string code, string remedy) =>
        Refused("workflows/demo/duties/roles.yaml", old, replacement, code, remedy);

    [Fact]
    public void An_action_of_a_task_must_be_known_and_of_an_outcome()
    {
        Should.Throw<RefusedException>(() => Load(text => text, definition: Split("handel"))).Problems.ShouldContain(problem => problem.Code == "unknown-action" && problem.Remedy.Contains("'handle'"));
        var wrong = Split("handle");
        wrong = wrong with { Text = wrong.Text.Replace("{\\u0022Done\\u0022:", "{\\u0022Dane\\u0022:", StringComparison.Ordinal) };
        Should.Throw<RefusedException>(() => Load(text => text, definition: wrong)).Problems.ShouldContain(problem => problem.Code == "unknown-outcome" && problem.Property == "actions");
    }

    private static void Refused(string path, string old, string replacement, string code, string remedy)
    {
        var problems = Should.Throw<RefusedException>(() => ReferenceData.Load(District.With(path, old, replacement))).Problems;
        problems.ShouldContain(problem => problem.Code == code && problem.Remedy.Contains(remedy) && problem.Line > 0, string.Join('\n', problems));
    }

    private static void Check(CaseTable table, string person, string task, string outcome, string? reason)
    {
        if (reason is null)
        {
            table.Complete(person, task, outcome).ShouldBeOfType<Decision.Accepted>();
            return;
        }

        RightsTests.Refused(table.Claim(person, task), RefusalKind.Forbidden, "duties-separated").Reason.ShouldContain(reason);
        var refused = table.Complete(person, task, outcome);
        RightsTests.Refused(refused, RefusalKind.Forbidden, "duties-separated");
        ((Decision.Refused)refused).Record!.Journal.Single().Data["code"].ShouldBe("duties-separated");
    }

    private static CaseTable Handled(ReferenceData? data = null, string grid = "yangliu-1")
    {
        var table = Reported(data, grid);
        table.Complete("zhao-lei", "dispatch", "Sent").ShouldBeOfType<Decision.Accepted>();
        table.Complete("wu-xia", "handle", "Done").ShouldBeOfType<Decision.Accepted>();
        return table;
    }

    private static CaseTable Reported(ReferenceData? data = null, string grid = "yangliu-1")
    {
        var table = new CaseTable(data ?? Data) { StoresBetween = true };
        table.Until("2026-03-02 09:00");
        table.Report("R9001", grid).ShouldBeOfType<Decision.Accepted>();
        return table;
    }

    private static SourceFile Split(string handle = "handle") => Definition(
        "split-case",
        new Step("dispatch", "dispatcher", "Triaged", "highest", ("Sent", "dispatch")),
        new Step("handle", "department-officer", "Handled", "highest", ("Done", handle)),
        new Step("inspect", "supervisor", "Handled", "highest", ("Good", "inspect"), ("Bad", "inspect")),
        new Step("close", "intake-officer", "FedBack", "highest", ("Closed", "close")));

    private static string Mixed(string text) => text
        .Replace("posts: [{ role: leader, unit: urban }]", $"posts: [{{ role: leader, unit: urban }}, {Judge}]", StringComparison.Ordinal)
        .Replace("posts: [{ role: department-officer, unit: urban }] }", $"posts: [{{ role: department-officer, unit: urban }}, {Judge}] }}", StringComparison.Ordinal)
        .Replace("people:\n", $"people:\n  - {{ id: fang-lin, names: F, posts: [{{ role: department-officer, unit: urban-squad }}, {Judge}] }}\n", StringComparison.Ordinal)
        .Replace("  - { id: dongqiao,", "  - { id: urban-squad, level: district, parent: urban, kind: squad, names: Squad }\n  - { id: dongqiao,", StringComparison.Ordinal);

    private static ReferenceData Load(Func<string, string> organisation, string rungs = "", SourceFile? definition = null) => ReferenceData.Load(
    [
        .. District.Files.Select(file => file.Path == Path ? file with { Text = organisation(file.Text) } : file),
        definition ?? Split(),
        Category("R9001", "split-case", "split"),
        .. rungs.Length == 0 ? Array.Empty<SourceFile>() : [new SourceFile("workflows/ladders/split.yaml", $"id: split\nrungs:\n{rungs}")],
        new SourceFile("workflows/policies/split.yaml", $"id: split\ncalendar: cn-2026\nstages:\n  inspect:{(rungs.Length == 0 ? "" : "\n    ladder: split")}\n    limits: {{ default: 2 workDayRolling }}\n"),
    ]);
}
