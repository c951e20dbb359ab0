using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Loading;

/// <summary>What became of reading a piece of text: a value, or a refusal that says what was expected and what to do.</summary>
public abstract record Parsed<T>
{
    private Parsed()
    {
    }

    public sealed record Value(T Result) : Parsed<T>;

    /// <param name="Code">Stable name of the rule, kebab-case.</param>
    /// <param name="Reason">"Expected … but …".</param>
    /// <param name="Remedy">What to write instead.</param>
    public sealed record Refused(string Code, string Reason, string Remedy) : Parsed<T>;

    /// <summary>The same refusal, or another value made of this one.</summary>
    public Parsed<TOther> Select<TOther>(Func<T, TOther> change) => this switch
    {
        Value value => new Parsed<TOther>.Value(change(value.Result)),
        Refused refused => new Parsed<TOther>.Refused(refused.Code, refused.Reason, refused.Remedy),
        _ => throw new InvalidOperationException("A parse gives a value or a refusal."),
    };

    /// <summary>The value.</summary>
    /// <exception cref="RefusedException">The text was refused.</exception>
    public T OrThrow() => this switch
    {
        Value value => value.Result,
        Refused refused => throw new RefusedException([new Problem(refused.Code, refused.Reason, refused.Remedy)]),
        _ => throw new InvalidOperationException("A parse gives a value or a refusal."),
    };
}
