using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Workflow.Tests.Interpreter;

public sealed class FactsTests
{
    [Fact]
    public void Facts_stand_by_name_whatever_order_they_came_in()
    {
        var facts = Facts.Of(("to", 2), ("at", 1), ("由", 3), ("By", 4));

        facts.Keys.ShouldBe(["By", "at", "to", "由"]);
        facts.Values.ShouldBe([4, 1, 2, 3]);
        facts["to"].ShouldBe(2);
        facts.Count.ShouldBe(4);
    }

    [Fact]
    public void Of_a_name_that_comes_twice_the_later_one_holds() =>
        Facts.Of(("a", 1), ("b", 2), ("a", 3)).ShouldBe([new("a", 3), new("b", 2)]);

    [Fact]
    public void What_is_not_known_is_left_out_when_asked_for()
    {
        Facts.Known(("a", null), ("b", 2)).ShouldBe([new("b", 2)]);
        Facts.Known(("a", null)).ShouldBeSameAs(Facts.None);
        Facts.Of(("a", null)).ContainsKey("a").ShouldBeTrue();
    }

    [Fact]
    public void A_fact_that_is_not_there_is_said_so()
    {
        var facts = Facts.Of(("a", 1));

        facts.TryGetValue("A", out _).ShouldBeFalse();
        Should.Throw<KeyNotFoundException>(() => facts["b"]).Message.ShouldContain("'b'");
    }
}
