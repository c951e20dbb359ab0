using System.Collections.Immutable;
using CsCheck;

namespace GridWorkflow.Workflow.Tests.Model;

internal enum BlockKind
{
    Line,
    Wait,
    Chain,
    Split,
    Choice,
    Loop,
}

/// <summary>A piece of a structured flowchart: one way in, one way out.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">A free number: the join of a split, the way of a choice, the rounds of a loop.</param>
/// <param name="Parts">What it is made of.</param>
internal sealed record Block(BlockKind Kind, int Number, ImmutableArray<Block> Parts)
{
    /// <summary>Random blocks, three levels deep at most.</summary>
    public static Gen<Block> Any { get; } = Gen.Recursive<Block>((depth, inner) =>
    {
        var leaf = Gen.Int[0, 3].Select(number => new Block(number == 3 ? BlockKind.Wait : BlockKind.Line, 0, []));
        return depth >= 3
            ? leaf
            : Gen.Frequency(
                (2, leaf),
                (2, Gen.Select(Gen.Int[0, 3], inner.Array[2, 3]).Select(pair => new Block(BlockKind.Split, pair.Item1, [.. pair.Item2]))),
                (2, Gen.Select(Gen.Int[0, 3], inner.Array[1, 2]).Select(pair => new Block(BlockKind.Choice, pair.Item1, [.. pair.Item2]))),
                (1, Gen.Select(Gen.Int[1, 3], inner).Select(pair => new Block(BlockKind.Loop, pair.Item1, [pair.Item2]))),
                (2, inner.Array[2, 3].Select(parts => new Block(BlockKind.Chain, 0, [.. parts]))));
    });
}
