using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Simulation.Tests.Scheduling;

/// <summary>The one source of chance of a run: the same seed draws the same.</summary>
internal sealed class Dice(ulong seed)
{
    private readonly IdSource _source = new(seed, DateTimeOffset.UnixEpoch);

    public ulong Bits() => _source.NextBits();

    /// <summary>0 to <paramref name="count"/> - 1.</summary>
    public int Below(int count) => (int)(_source.NextBits() % (ulong)count);

    /// <summary>Both ends count.</summary>
    public int Between(int first, int last) => first + Below(last - first + 1);

    /// <param name="perTenThousand">10,000: always.</param>
    public bool Chance(int perTenThousand) => perTenThousand > 0 && Below(10_000) < perTenThousand;

    public T Of<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>A whole number of milliseconds; both ends count.</summary>
    public TimeSpan Span(TimeSpan shortest, TimeSpan longest) =>
        TimeSpan.FromMilliseconds(shortest.TotalMilliseconds + (long)(_source.NextBits() % (ulong)((longest - shortest).TotalMilliseconds + 1)));
}
