using GridWorkflow.Workflow.Delivery;

namespace GridWorkflow.Workflow.Tests.Delivery;

public sealed class ActivationTests
{
    private static readonly RunningInstance[] Running =
    [
        new(new Guid("00000000-0000-0000-0000-000000000001"), "mine", "c1"),
        new(new Guid("00000000-0000-0000-0000-000000000002"), "other", "c2"),
    ];

    [Theory]
    [InlineData(ActivationStrategy.AllowAlways, "mine", "c1", true)]
    [InlineData(ActivationStrategy.Singleton, "mine", "c1", false)]
    [InlineData(ActivationStrategy.Singleton, "mine", "c9", false)]
    [InlineData(ActivationStrategy.Singleton, "mine", null, false)]
    [InlineData(ActivationStrategy.Singleton, "third", "c1", true)]
    [InlineData(ActivationStrategy.CorrelatedSingleton, "mine", "c1", false)]
    [InlineData(ActivationStrategy.CorrelatedSingleton, "mine", "c2", true)]
    [InlineData(ActivationStrategy.CorrelatedSingleton, "mine", null, false)]
    [InlineData(ActivationStrategy.CorrelatedSingleton, "third", null, true)]
    [InlineData(ActivationStrategy.Correlation, "mine", "c1", false)]
    [InlineData(ActivationStrategy.Correlation, "mine", "c2", false)]
    [InlineData(ActivationStrategy.Correlation, "mine", "c3", true)]
    [InlineData(ActivationStrategy.Correlation, "mine", null, false)]
    public void A_strategy_looks_at_definition_and_correlation_id(ActivationStrategy strategy, string definition, string? correlationId, bool allowed) =>
        (Activation.Decide(strategy, definition, correlationId, Running) is Activation.Allowed).ShouldBe(allowed);

    [Fact]
    public void A_refusal_names_what_stands_in_the_way()
    {
        var refused = Activation.Decide(ActivationStrategy.Correlation, "mine", "c2", Running).ShouldBeOfType<Activation.Refused>();
        refused.InstanceId.ShouldBe(Running[1].InstanceId);
        refused.Reason.ShouldContain("'c2'");
        refused.Reason.ShouldContain("'other'");
    }

    [Theory]
    [InlineData(null, ActivationStrategy.AllowAlways)]
    [InlineData("", ActivationStrategy.AllowAlways)]
    [InlineData("SingletonStrategy", ActivationStrategy.Singleton)]
    [InlineData("Elsa.Workflows.Runtime.ActivationValidators.CorrelationStrategy, Elsa.Workflows.Runtime", ActivationStrategy.Correlation)]
    [InlineData("Elsa.Workflows.Runtime.ActivationValidators.CorrelatedSingletonStrategy, Elsa.Workflows.Runtime", ActivationStrategy.CorrelatedSingleton)]
    [InlineData("Elsa.Workflows.Runtime.ActivationValidators.AllowAlwaysStrategy", ActivationStrategy.AllowAlways)]
    [InlineData("Elsa.Workflows.Runtime.ActivationValidators.SomeStrategy", null)]
    public void A_strategy_is_read_by_the_name_that_elsa_writes(string? name, ActivationStrategy? strategy) => Activation.Read(name).ShouldBe(strategy);
}
