using GridWorkflow.Casework.Texts;
using GridWorkflow.Host.Changes;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Host.Tests.Changes;

/// <summary>Elements of files changed by their forms: what was not touched stays byte for byte.</summary>
public sealed class ElementFormTests
{
    private const string People = """
        # Who works here.
        people:
          # The street
          - { id: lin-na, names: { en: Lin Na, zh-Hans: 林娜, zh-Hant: 林娜 }, email: lin.na@demo.example, posts: [{ role: leader, unit: dongqiao, records: [{ kind: training, date: 2026-01-05, approver: wang-min }] }] } # since 2020
          - id: he-gang
            names: He Gang
            posts:
              - role: street-coordinator
                unit: dongqiao
              - role: grid-leader
                unit: yangliu-1
            conflicts: [urban]

        """;

    private const string Fields = """
        id: handling
        fields:
          - name: measures        # what was done
            type: longText
            names: { en: Done, zh-Hans: 措施, zh-Hant: 措施 }
            requiredFor: [Feedback]
            max: 2000
          - { name: rule, type: choice, names: Rule, options: [{ value: "1", names: { en: One, zh-Hans: 一, zh-Hant: 一 } }, { value: "2", names: Two }] }

        """;

    private const string Duties = """
        assignments:
          - { person: liang-hao, post: grid-leader, area: yangliu-1, window: day, standard: foot-patrol } # first
          - { person: song-jing, post: grid-leader, area: yangliu-2, window: day, standard: foot-patrol }

        """;

    private const string Categories = """
        categories:
          - code: G0101
            names: { en: Water, zh-Hans: 水, zh-Hant: 水 }
            definition: community-case
            policy: community
            permission: coordination
            conditions:
              - { number: "1", text: Leak, limit: 4 workHour }

        """;

    [Fact]
    public void What_is_not_changed_stays_as_it_is()
    {
        for (var index = 0; index < 2; index++)
        {
            PersonForm.Of(People, index).Apply(People, index).ShouldBe(People);
            FieldForm.Of(Fields, index).Apply(Fields, index).ShouldBe(Fields);
            DutyForm.Of(Duties, index).Apply(Duties, index).ShouldBe(Duties);
        }

        CategoryForm.Of(Categories, 0).Apply(Categories, 0).ShouldBe(Categories);
    }

    [Fact]
    public void A_person_gets_a_post_and_leave_and_keeps_the_record_of_the_other_post()
    {
        var person = PersonForm.Of(People, 0);
        var changed = (person with
        {
            Email = "lin@demo.example",
            Posts = [["leader", "xiyuan"], ["street-coordinator", "dongqiao"], ["", "dongqiao"]],
            Leave = [["2026-03-02", "2026-03-06"]],
        }).Apply(People, 0);
        changed.ShouldContain("posts: [{ role: leader, unit: xiyuan, records: [{ kind: training, date: 2026-01-05, approver: wang-min }] }, { role: street-coordinator, unit: dongqiao }]");
        changed.ShouldContain("leave: [{ from: 2026-03-02, to: 2026-03-06 }] } # since 2020");
        changed.ShouldContain("email: lin@demo.example");
        changed[changed.IndexOf("  - id: he-gang", StringComparison.Ordinal)..].ShouldBe(People[People.IndexOf("  - id: he-gang", StringComparison.Ordinal)..]);
    }

    [Fact]
    public void A_record_is_of_its_role_and_goes_with_it() =>
        (PersonForm.Of(People, 0) with { Posts = [["grid-supervisor", "dongqiao"]] }).Apply(People, 0).ShouldContain("posts: [{ role: grid-supervisor, unit: dongqiao }]");

    [Fact]
    public void A_post_of_a_list_in_lines_goes_and_the_rest_stays()
    {
        var changed = (PersonForm.Of(People, 1) with { Names = new LocalText("He Gang", "何刚", "何剛"), Posts = [["", "dongqiao"], ["grid-leader", "yangliu-1"]] }).Apply(People, 1);
        var person = PersonForm.Of(changed, 1);
        person.Posts.ShouldBe([["grid-leader", "yangliu-1"]]);
        person.Names.ShouldBe(new LocalText("He Gang", "何刚", "何剛"));
        changed.ShouldContain("conflicts: [urban]");
    }

    [Fact]
    public void A_field_becomes_a_choice_and_back()
    {
        var field = FieldForm.Of(Fields, 0) with { Type = "choice", Max = "", Options = "a | Mended | 已修 | 已修\nb | Left: why? | Left: why? | Left: why?" };
        var changed = field.Apply(Fields, 0);
        FieldForm.Of(changed, 0).ShouldBe(field, new FieldComparer());
        changed.ShouldContain("# what was done");
        FieldForm.Of((FieldForm.Of(changed, 0) with { Type = "longText", Max = "2000" }).Apply(changed, 0), 0).Options.ShouldBeEmpty();
        FieldForm.Of(Fields, 1).Options.ShouldBe("1 | One | 一 | 一\n2 | Two | Two | Two");
    }

    [Fact]
    public void One_option_is_changed_and_the_others_stay_as_they_are()
    {
        var field = FieldForm.Of(Fields, 1);
        (field with { Options = field.Options.Replace("Two | Two | Two", "Two | 二 | 二", StringComparison.Ordinal) }).Apply(Fields, 1)
            .ShouldBe(Fields.Replace("names: Two", "names: { en: Two, zh-Hans: 二, zh-Hant: 二 }", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(@"a | Yes \| no", "Yes | no", "Yes | no", "Yes | no")]
    [InlineData("a", "a", "a", "a")]
    [InlineData("a｜One｜一｜一", "One", "一", "一")]
    public void An_option_is_a_line(string line, string english, string simplified, string traditional)
    {
        var option = OptionForm.Read($"\r\n{line}\r\n").ShouldHaveSingleItem();
        option.ShouldBe(new OptionForm("a", new LocalText(english, simplified, traditional)));
        OptionForm.Read(option.ToString()).ShouldBe([option]);
    }

    [Theory]
    [InlineData("a | Mended | 已修")]
    [InlineData("a | One | 一 | 一 | more")]
    [InlineData("a |  | 一 | 一")]
    public void An_option_that_would_lose_a_name_is_refused(string line) =>
        Should.Throw<RefusedException>(() => OptionForm.Read($"fine\n{line}")).Problems.ShouldHaveSingleItem().Reason.ShouldContain(line);

    [Fact]
    public void Half_a_leave_is_refused() => Should.Throw<RefusedException>(() => (PersonForm.Of(People, 0) with { Leave = [["2026-03-02", ""]] }).Apply(People, 0))
        .Problems.ShouldHaveSingleItem().Code.ShouldBe("leave-days");

    [Fact]
    public void A_flag_is_kept_where_its_type_has_it()
    {
        (FieldForm.Of(Fields, 0) with { Type = "person", Max = "", Accused = true }).Apply(Fields, 0).ShouldContain("accused: true");
        (FieldForm.Of(Fields, 0) with { Accused = true, Kind = "department" }).Apply(Fields, 0).ShouldBe(Fields);
    }

    [Fact]
    public void A_duty_goes_to_another_person() =>
        (DutyForm.Of(Duties, 0) with { Person = "zheng-kai" }).Apply(Duties, 0).ShouldBe(Duties.Replace("liang-hao", "zheng-kai", StringComparison.Ordinal));

    [Fact]
    public void A_category_may_be_an_emergency_and_keeps_its_conditions()
    {
        var changed = (CategoryForm.Of(Categories, 0) with { Emergency = true, Permission = "" }).Apply(Categories, 0);
        changed.ShouldContain("emergency: true");
        changed.ShouldNotContain("permission");
        changed.ShouldContain("- { number: \"1\", text: Leak, limit: 4 workHour }");
    }

    // Lists of a record are compared by what is in them.
    private sealed class FieldComparer : IEqualityComparer<FieldForm>
    {
        public bool Equals(FieldForm? x, FieldForm? y) =>
            x is not null && y is not null && x with { RequiredFor = y.RequiredFor } == y && x.RequiredFor.SequenceEqual(y.RequiredFor);

        public int GetHashCode(FieldForm obj) => obj.Type.GetHashCode(StringComparison.Ordinal);
    }
}
