using GridWorkflow.Workflow.Definitions;
using static GridWorkflow.Workflow.Tests.Drawn;

namespace GridWorkflow.Workflow.Tests.Expressions;

public sealed class TemplateTests
{
    [Theory]
    [InlineData("{{ Variables.S | upcase }}-{{ Variables.X | plus: 1 }}", "ABC-6")]
    [InlineData("{{ Variables.Nothing }}{{ Input.Nothing }}", "")]
    [InlineData("{% for i in (1..3) %}{{ i }}{% endfor %}", "123")]
    [InlineData("wait (see .. below)", "wait (see .. below)")]
    [InlineData("{{ 'now' | date: '%Y-%m-%d' }}", "2026-03-02")]
    [InlineData("{% capture c %}<b>{% endcapture %}{{ c }}", "<b>")]
    public void Templates_give_what_Liquid_gives(string template, string expected) =>
        Lines(Start(Program(Sequence("s", Activity("WriteLine", "w", ("text", Expression("Liquid", template)))), ("X", "Int32", 5), ("S", "String", "abc")))).ShouldBe(expected);

    [Theory]
    [InlineData("{% assign x = 'aaaaaaaaaa' %}{% for i in (1..100) %}{% assign x = x | append: x %}{% endfor %}")]
    [InlineData("{% assign x = 'aaaaaaaaaa' %}{% for i in (1..100) %}{% assign x = x | replace: 'a', 'aaaaaaaaaa' %}{% endfor %}")]
    [InlineData("{% assign x = 'a,a' | split: ',' %}{% for i in (1..100) %}{% assign x = x | concat: x %}{% endfor %}")]
    [InlineData("{% capture y %}aaaaaaaa{% endcapture %}{% for i in (1..100) %}{% capture y %}{{y}}{{y}}{% endcapture %}{% endfor %}")]
    [InlineData("{% for i in (1..900) %}{% for j in (1..900) %}{% for k in (1..900) %}x{% endfor %}{% endfor %}{% endfor %}")]
    [InlineData("{{ 5 | format_number: 'D100000000' }}")]
    [InlineData("{{ 'x' | date: '%99999999s' }}")]
    public void Bombs_are_stopped(string template)
    {
        var incident = Start(Program(Sequence("s", Activity("WriteLine", "w", ("text", Expression("Liquid", template)))))).State.Incidents.ShouldHaveSingleItem();
        incident.Code.ShouldBeOneOf("template-limit", "template-error");
    }

    [Theory]
    [InlineData("{% for i in (1..1000000000) %}x{% endfor %}")]
    [InlineData("{% for i in (1..n) %}x{% endfor %}")]
    [InlineData("{% liquid if true %}")]
    [InlineData("{% include 'x' %}")]
    public void Bombs_that_show_are_refused(string template) =>
        Should.Throw<RefusedException>(() => Program(Activity("WriteLine", "w", ("text", Expression("Liquid", template))))).Problems[0].Code.ShouldBe("template-bomb");

    [Theory]
    [InlineData("{% if true %}", "{% endif %}")]
    [InlineData("{%- unless false -%}", "{%- endunless -%}")]
    [InlineData("{{ a", "")]
    public void Deep_nesting_does_not_end_the_process(string open, string close)
    {
        var template = string.Concat(Enumerable.Repeat(open, 400)) + string.Concat(Enumerable.Repeat(close, 400));
        try
        {
            Start(Program(Activity("WriteLine", "w", ("text", Expression("Liquid", template)))));
        }
        catch (RefusedException e)
        {
            e.Problems[0].Code.ShouldBe("template-bomb");
        }
    }
}

public sealed class ScribanTests
{
    [Theory]
    [InlineData("{{ Variables.S | string.upcase }}-{{ Variables.X + 1 }}", "ABC-6")]
    [InlineData("{{ Variables.Nothing }}{{ Input.Nothing }}", "")]
    [InlineData("{{ for i in 1..3 }}{{ i }}{{ end }}", "123")]
    [InlineData("{{ date.now }}{{ math.random 1 5 }}{{ math.uuid }}", "")]
    public void Templates_give_what_Scriban_gives(string template, string expected)
    {
        var state = Start(Program(Sequence("s", Activity("WriteLine", "w", ("text", Expression("Scriban", template)))), ("X", "Int32", 5), ("S", "String", "abc")));
        if (state.State.Incidents.IsEmpty)
            Lines(state).ShouldBe(expected);
        else
            state.State.Incidents[0].Code.ShouldBe("template-error");
    }

    [Theory]
    [InlineData("{{ x = 'aaaaaaaaaa'; for i in 1..100; x = x + x; end; x }}")]
    [InlineData("{{ for i in 1..1000000000; end }}")]
    [InlineData("{{ for i in 1..900; for j in 1..900; for k in 1..900; end; end; end }}")]
    [InlineData("{{ func f; f; end; f }}")]
    [InlineData("{{ 'a' | string.pad_left 1000000000 }}")]
    [InlineData("{{ x = [1]; for i in 1..100; x = x + x; end; x | array.size }}")]
    [InlineData("{{ while true; end }}")]
    [InlineData("{{ include 'x' }}")]
    public void Bombs_are_stopped(string template)
    {
        var incident = Start(Program(Sequence("s", Activity("WriteLine", "w", ("text", Expression("Scriban", template)))))).State.Incidents.ShouldHaveSingleItem();
        incident.Code.ShouldBeOneOf("template-limit", "template-error");
    }

    [Fact]
    public void Deep_nesting_is_refused() => Should.Throw<RefusedException>(() => Program(Activity("WriteLine", "w",
        ("text", Expression("Scriban", string.Concat(Enumerable.Repeat("{{ if true }}", 500)) + string.Concat(Enumerable.Repeat("{{ end }}", 500)))))))
        .Problems[0].Code.ShouldBe("template-bomb");
}
