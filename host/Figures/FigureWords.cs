using System.Globalization;
using GridWorkflow.Casework.Figures;
using GridWorkflow.Host.Texts;

namespace GridWorkflow.Host.Figures;

/// <summary>A figure in words.</summary>
/// <param name="Parts">Numerator and denominator.</param>
/// <param name="PerMille">Of the bar, 0 to 1000; null: no bar.</param>
public sealed record FigureLine(string Name, string Value, string Parts, string Basis, string? Target, bool? Reached, int? PerMille);

/// <summary>Says figures in the reader's language, always with what each was made of.</summary>
public sealed class FigureWords(Wording wording)
{
    public FigureLine Of(Figure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var isRate = figure.Kind == FigureKind.Rate;
        var value = figure.Rounded is { } rounded ? Number(rounded) + (isRate ? " %" : "") : "—";
        var parts = figure.Kind == FigureKind.Count ? "" : figure.Value is null ? wording["figures.none"] : wording["figures.of", Number(Math.Round(figure.Numerator, 1)), Number(figure.Denominator)];
        bool? reached = figure is { Target: { } target, Value: { } exact } ? figure.Key == "handling-hours" ? exact <= target : exact >= target : null;
        return new FigureLine(
            wording[$"figure.{figure.Key}"], value, parts, wording[$"basis.{figure.Basis}"], figure.Target is { } wanted ? Number(wanted) + (isRate ? " %" : "") : null, reached,
            isRate && figure.Value is { } share ? (int)Math.Clamp(share * 10, 0, 1000) : null);
    }

    /// <summary>At most two decimals; null stays null.</summary>
    public static string? Number(decimal? value) => value?.ToString("0.##", CultureInfo.InvariantCulture);
}
