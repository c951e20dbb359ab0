using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Expressions;

/// <summary>A compiled expression.</summary>
internal abstract class Expression
{
    /// <summary>True when the value is the same whatever the instance.</summary>
    public virtual bool IsConstant => false;

    /// <exception cref="ActivityFaultException">It cannot be evaluated.</exception>
    public abstract object? Evaluate(ActivityContext c);
}

internal sealed class ConstantExpression(object? value) : Expression
{
    public override bool IsConstant => true;

    public object? Value { get; } = value;

    public override object? Evaluate(ActivityContext c) => Value;
}

/// <summary>An input of an activity with its expression.</summary>
internal sealed class CompiledInput(string name, DataType type, Expression expression)
{
    public string Name { get; } = name;

    public DataType Type { get; } = type;

    public Expression Expression { get; } = expression;

    /// <summary>The value is known and of the type already; each execution gets a copy.</summary>
    public bool IsSettled { get; init; }
}

/// <summary>A variable that lives with the executions of one activity.</summary>
/// <param name="Id">What SetVariable and bindings name.</param>
/// <param name="Name">What scripts name.</param>
/// <param name="Type">What values are converted to.</param>
/// <param name="Default">The value to begin with; converted already.</param>
/// <param name="Persists">False: back to the default when the instance wakes.</param>
internal sealed record VariableSlot(string Id, string Name, DataType Type, object? Default, bool Persists)
{
    /// <summary>Why the default cannot be converted; an incident when the variable is declared.</summary>
    public string? Refused { get; init; }
}

/// <summary>Where a value is written: a slot of the nearest execution of an enclosing activity.</summary>
internal sealed record VariableTarget(int ActivityIndex, int Slot, VariableSlot Variable);
