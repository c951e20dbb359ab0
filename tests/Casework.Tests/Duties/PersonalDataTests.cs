using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Tests.Cases;

namespace GridWorkflow.Casework.Tests.Duties;

/// <summary>Action S: who reported is masked; in full it is shown to who may, each reading on record.</summary>
public sealed class PersonalDataTests
{
    [Theory]
    [InlineData("Chen Ming", "C**")]
    [InlineData("陈明", "陈**")]
    [InlineData("𠮷野", "𠮷**")]
    [InlineData("", "")]
    [InlineData(null, null)]
    public void Names_keep_one_character(string? name, string? masked) => PersonalData.Masked(new Reporter(name, null, null)).Name.ShouldBe(masked);

    [Theory]
    [InlineData("13800138000", "138****00")]
    [InlineData("+86 138 0013 8000", "+86****00")]
    [InlineData("12345678", "****")]
    [InlineData("110", "****")]
    [InlineData(null, null)]
    public void Numbers_keep_too_little_to_call(string? phone, string? masked) => PersonalData.Masked(new Reporter(null, null, phone)).Phone.ShouldBe(masked);

    [Theory]
    [InlineData("ming@resident.example", "m***@resident.example")]
    [InlineData("m@resident.example", "m***@resident.example")]
    [InlineData("nothing", "n***")]
    [InlineData(null, null)]
    public void Addresses_keep_the_domain(string? email, string? masked) => PersonalData.Masked(new Reporter(null, email, null)).Email.ShouldBe(masked);

    [Theory]
    [InlineData("liang-hao", true)]     // leads this grid
    [InlineData("song-jing", false)]    // leads the next one
    [InlineData("zheng-kai", false)]    // works in it
    [InlineData("zhang-li", true)]      // takes in reports for the whole district
    [InlineData("zhao-lei", false)]
    [InlineData("wang-min", false)]
    [InlineData("shi-lei", false)]      // administers
    [InlineData("stranger", false)]
    [InlineData("system:account:admin", false)]
    public void Who_may_see_it_leaves_a_line_and_who_may_not_as_well(string person, bool allowed)
    {
        var table = Reported();
        var decision = table.Decide(new CaseCommand.ReadPersonalData(new Actor(person)));
        if (allowed)
        {
            var entry = decision.ShouldBeOfType<Decision.Accepted>().Burst.Journal.ShouldHaveSingleItem();
            (entry.Kind, entry.Data["by"]).ShouldBe(("PersonalDataRead", person));
        }
        else
        {
            RightsTests.Refused(decision, RefusalKind.Forbidden, "personal-data");
            ((Decision.Refused)decision).Record!.Journal.Single().Kind.ShouldBe("CommandRefused");
        }
    }

    [Fact]
    public void Nothing_is_on_record_where_there_is_nothing_to_see()
    {
        var table = new CaseTable(District.Data);
        table.Until("2026-03-02 09:00");
        table.Report("G0102", "yangliu-1");
        table.Decide(new CaseCommand.ReadPersonalData(new Actor("liang-hao"))).ShouldBeOfType<Decision.Unchanged>();
    }

    private static CaseTable Reported()
    {
        var table = new CaseTable(District.Data);
        table.Until("2026-03-02 09:00");
        table.Report("G0102", "yangliu-1", report => report with { Reporter = new Reporter("Chen Ming", "ming@resident.example", "13800138000") });
        return table;
    }
}
