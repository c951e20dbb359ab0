using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;

namespace GridWorkflow.Casework.Tests.Cases;

public sealed class RightsTests
{
    // Who may take the task that is open after these steps; everybody else of the 50 may not.
    [Theory]
    [InlineData("yangliu-1", "", "judge", "zheng-kai")]
    [InlineData("tielu-2", "", "judge", "wei-hua")]
    [InlineData("yangliu-1", "zheng-kai judge General", "handle", "zheng-kai")]
    [InlineData("yangliu-1", "zheng-kai judge Coordination", "sort", "liang-hao")]
    [InlineData("yangliu-1", "zheng-kai judge Coordination;liang-hao sort PassUp", "coordinate", "ma-chao")]
    [InlineData("shuyuan-1", "dong-mei judge Coordination;feng-juan sort PassUp", "coordinate", "han-bing")] // leader and coordinator in one
    [InlineData("yangliu-1", "zheng-kai judge Coordination;liang-hao sort PassUp;ma-chao coordinate PassUp", "coordinate", "he-gang")]
    [InlineData("yangliu-1", "zheng-kai judge Coordination;liang-hao sort PassUp;ma-chao coordinate PassUp;he-gang coordinate PassUp", "coordinate", "sun-bo")]
    [InlineData("yangliu-1", "zheng-kai judge Approval", "submit-approval", "liang-hao")]
    [InlineData("yangliu-1", "zheng-kai judge Approval;liang-hao submit-approval Submitted", "approve", "luo-ting")]
    [InlineData("yangliu-1", "zheng-kai judge Approval;liang-hao submit-approval Submitted;luo-ting approve Referred", "refer", "sun-bo")]
    public void Only_holders_of_the_role_in_the_unit(string grid, string steps, string task, string allowed)
    {
        foreach (var person in District.Data.Organisation.People)
        {
            var table = Reported("G0102", grid);
            foreach (var step in steps.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(step => step.Split(' ')))
                table.Complete(step[0], step[1], step[2], "because").ShouldBeOfType<Decision.Accepted>();
            var expected = allowed.Split(' ').Contains(person.Id);
            var claim = table.Claim(person.Id, task);
            if (expected)
                claim.ShouldBeOfType<Decision.Accepted>();
            else
                Refused(claim, RefusalKind.Forbidden, "role-not-held");
            var outcome = table.File.Tasks.Single().Outcomes[0];
            if (!expected)
                Refused(table.Complete(person.Id, task, outcome, "because"), RefusalKind.Forbidden, "role-not-held");
            table.ShouldBeSound();
        }
    }

    [Fact]
    public void Nobody_from_outside()
    {
        var table = Reported("G0102", "yangliu-1");
        foreach (var actor in new[] { new Actor("stranger"), Actor.Timer, Actor.Source("hotline") })
            Refused(table.Decide(new CaseCommand.Claim(actor, table.Task("judge"))), RefusalKind.Forbidden, "not-in-organisation");
        Refused(table.Decide(new CaseCommand.Claim(new Actor("zheng-kai", "leader"), table.Task("judge"))), RefusalKind.Forbidden, "acting-role");
        table.Decide(new CaseCommand.Claim(new Actor("zheng-kai", "grid-worker"), table.Task("judge"))).ShouldBeOfType<Decision.Accepted>();
    }

    [Fact]
    public void Somebody_elses_claim_is_respected_until_it_is_given_back()
    {
        var table = Reported("R0001", "yangliu-1");
        table.Complete("zheng-kai", "judge", "Coordination");
        table.Complete("liang-hao", "sort", "PassUp", "because");
        table.Complete("ma-chao", "coordinate", "PassUp", "because");
        table.Complete("he-gang", "coordinate", "PassUp", "because");
        table.Claim("wu-xia", "coordinate").ShouldBeOfType<Decision.Accepted>();
        table.Claim("wu-xia", "coordinate").ShouldBeOfType<Decision.Unchanged>();
        Refused(table.Claim("gao-feng", "coordinate"), RefusalKind.Conflict, "task-claimed-by-other");
        Refused(table.Complete("gao-feng", "coordinate", "Settled"), RefusalKind.Conflict, "task-claimed-by-other");
        Refused(table.Decide(new CaseCommand.Release(new Actor("gao-feng"), table.Task("coordinate"))), RefusalKind.Conflict, "task-claimed-by-other");
        table.Decide(new CaseCommand.Release(new Actor("wu-xia"), table.Task("coordinate"))).ShouldBeOfType<Decision.Accepted>();
        table.Decide(new CaseCommand.Release(new Actor("wu-xia"), table.Task("coordinate"))).ShouldBeOfType<Decision.Unchanged>();
        table.Complete("gao-feng", "coordinate", "Settled").ShouldBeOfType<Decision.Accepted>();
        table.File.HandledBy.ShouldBe(["liang-hao", "ma-chao", "he-gang", "gao-feng"]);
    }

    [Theory]
    [InlineData("Generla", "x", RefusalKind.Invalid, "unknown-outcome", "Did you mean 'General'?")]
    [InlineData("Other", "x", RefusalKind.Invalid, "unknown-outcome", "General, Coordination, Approval")]
    [InlineData("", "x", RefusalKind.Invalid, "unknown-outcome", "General, Coordination, Approval")]
    public void An_unknown_outcome_is_refused_with_the_allowed_ones(string outcome, string remark, RefusalKind kind, string code, string remedy) =>
        Refused(Reported("G0102", "yangliu-1").Complete("zheng-kai", "judge", outcome, remark), kind, code).Remedy.ShouldContain(remedy);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void A_remark_is_required_where_the_lifecycle_says_so(string? remark)
    {
        var table = Reported("G0102", "yangliu-1");
        table.Complete("zheng-kai", "judge", "General");
        Refused(table.Complete("zheng-kai", "handle", "CannotHandle", remark), RefusalKind.Invalid, "remark-missing").Field.ShouldBe("remark");
        table.Complete("zheng-kai", "handle", "CannotHandle", "The valve is stuck.").ShouldBeOfType<Decision.Accepted>();
        table.File.Last!.Remark.ShouldBe("The valve is stuck.");
    }

    [Fact]
    public void What_is_too_long_is_refused_and_fields_reach_the_journal()
    {
        var table = Reported("G0102", "yangliu-1");
        Refused(table.Complete("zheng-kai", "judge", "General", new string('x', 4001)), RefusalKind.Invalid, "remark-length");
        var complete = new CaseCommand.Complete(new Actor("zheng-kai"), table.Task("judge"), "General", null);
        var many = Enumerable.Range(0, 51).ToImmutableSortedDictionary(number => $"f{number}", _ => "x");
        Refused(table.Decide(complete with { Fields = many }), RefusalKind.Invalid, "fields-size");
        table.Decide(complete with { Fields = ImmutableSortedDictionary<string, string>.Empty.Add("floor", "3") }).ShouldBeOfType<Decision.Accepted>();
        var entry = table.Bursts[^1].Journal.Single(entry => entry.Kind == "TaskCompleted");
        entry.Data["role"].ShouldBe("grid-worker");
        ((IReadOnlyDictionary<string, object?>)entry.Data["fields"]!)["floor"].ShouldBe("3");
    }

    [Fact]
    public void A_task_ends_once()
    {
        var table = Reported("G0102", "yangliu-1");
        var judge = table.Task("judge");
        table.Complete("zheng-kai", "judge", "General");
        Refused(table.Decide(new CaseCommand.Complete(new Actor("zheng-kai"), judge, "General", null)), RefusalKind.NotFound, "task-not-open");
    }

    [Theory]
    [InlineData("G0109x", "yangliu-1", "unknown-category", "category")]
    [InlineData("G0109", "yangliu", "unknown-grid", "grid")]
    [InlineData("G0109", "yangliu-9", "unknown-grid", "grid")]
    public void A_report_that_names_what_is_not_there_is_refused(string category, string grid, string code, string field)
    {
        var table = new CaseTable(District.Data);
        table.Until("2026-03-02 09:00");
        Refused(table.Report(category, grid), RefusalKind.Invalid, code).Field.ShouldBe(field);
    }

    [Fact]
    public void A_report_from_the_future_or_without_a_title_is_refused()
    {
        var table = new CaseTable(District.Data);
        table.Until("2026-03-02 09:00");
        Refused(table.Report("G0108", "yangliu-1", report => report with { Title = " " }), RefusalKind.Invalid, "title-missing");
        Refused(table.Report("G0108", "yangliu-1", report => report with { Description = new string('x', 10_001) }), RefusalKind.Invalid, "report-length").Field.ShouldBe("description");
        Refused(table.Report("G0108", "yangliu-1", report => report with { ReportedAt = table.Now.AddMinutes(6) }), RefusalKind.Invalid, "reported-in-future");
        table.Report("G0108", "yangliu-1", report => report with { ReportedAt = table.Now.AddMinutes(4) }).ShouldBeOfType<Decision.Accepted>();
        table.File.ReportedAt.ShouldBe(table.Now);
    }

    [Fact]
    public void Remarks_come_from_people_who_have_to_do_with_the_case()
    {
        var table = Reported("G0102", "yangliu-1");
        foreach (var person in new[] { "zheng-kai", "ma-chao", "luo-ting", "lin-na", "wang-min", "sun-bo" })
            table.Decide(new CaseCommand.AddRemark(new Actor(person), "Seen.")).ShouldBeOfType<Decision.Accepted>();
        foreach (var person in new[] { "xie-fang", "han-bing", "cao-rui", "stranger" })
            Refused(table.Decide(new CaseCommand.AddRemark(new Actor(person), "Seen.")), RefusalKind.Forbidden, "not-concerned");
        Refused(table.Decide(new CaseCommand.AddRemark(new Actor("zheng-kai"), " ")), RefusalKind.Invalid, "remark-length");
    }

    internal static CaseTable Reported(string category, string grid)
    {
        var table = new CaseTable(District.Data);
        table.Until("2026-03-02 09:00");
        table.Report(category, grid).ShouldBeOfType<Decision.Accepted>();
        return table;
    }

    internal static Refusal Refused(Decision decision, RefusalKind kind, string code)
    {
        var refusal = decision.ShouldBeOfType<Decision.Refused>().Refusal;
        refusal.Code.ShouldBe(code);
        refusal.Kind.ShouldBe(kind);
        refusal.Reason.ShouldStartWith("Expected");
        return refusal;
    }
}
