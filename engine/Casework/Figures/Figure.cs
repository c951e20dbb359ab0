namespace GridWorkflow.Casework.Figures;

/// <summary>How a figure is read.</summary>
public enum FigureKind : byte
{
    /// <summary>Numerator over denominator, in per cent.</summary>
    Rate,

    /// <summary>Numerator over denominator, as such: hours a case, cases a week.</summary>
    Mean,

    /// <summary>The numerator alone.</summary>
    Count,
}

/// <summary>Of which cases a figure is.</summary>
public enum FigureBasis : byte
{
    /// <summary>Cases registered (立案) in the period, whatever became of them since.</summary>
    Cohort,

    /// <summary>What happened in the period.</summary>
    Event,

    /// <summary>How it stands at the instant of looking.</summary>
    Now,
}

/// <summary>One figure, with what it was made of, so that anybody can check it.</summary>
/// <param name="Key">Name in files and texts: <c>handling-rate</c>.</param>
/// <param name="Numerator">What is counted or summed.</param>
/// <param name="Denominator">Of how many; 0 gives no value, never 0 % or 100 %.</param>
/// <param name="Target">What the articles want, in per cent or as such; null: nothing is said.</param>
public sealed record Figure(string Key, FigureKind Kind, FigureBasis Basis, decimal Numerator, decimal Denominator, decimal? Target = null)
{
    /// <summary>Exact; null where there is nothing to divide by.</summary>
    public decimal? Value => Kind switch
    {
        FigureKind.Count => Numerator,
        _ when Denominator == 0 => null,
        FigureKind.Rate => 100 * Numerator / Denominator,
        _ => Numerator / Denominator,
    };

    /// <summary>For display: two decimals, half to even.</summary>
    public decimal? Rounded => Value is { } value ? Math.Round(value, 2, MidpointRounding.ToEven) : null;
}
