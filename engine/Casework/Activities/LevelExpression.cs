using GridWorkflow.Casework.Organisation;
using GridWorkflow.Workflow.Activities;

namespace GridWorkflow.Casework.Activities;

/// <summary>
/// How a lifecycle names a level without knowing the organisation: <c>lowest</c>, <c>highest</c>, <c>current</c>, each with an optional
/// <c>+1</c> or <c>-1</c>; or the key of a level.
/// </summary>
internal static class LevelExpression
{
    /// <summary>The level meant.</summary>
    /// <param name="text">Empty: the current level.</param>
    /// <param name="current">Key of the level that owns the case.</param>
    /// <param name="organisation">The levels there are.</param>
    /// <exception cref="ActivityFaultException">There is no such level.</exception>
    public static Level Resolve(string? text, string current, OrganisationChart organisation)
    {
        var word = string.IsNullOrWhiteSpace(text) ? "current" : text.Trim();
        if (organisation.Level(word) is { } named)
            return named;
        var sign = word.IndexOfAny(['+', '-']);
        var step = 0;
        var rank = (sign < 0 ? word : word[..sign].TrimEnd()) switch
        {
            _ when sign >= 0 && !int.TryParse(word.AsSpan(sign), System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out step) => -1,
            "lowest" => step,
            "highest" => organisation.Levels.Length - 1 + step,
            "current" => organisation.Level(current) is { } level ? level.Rank + step : -1,
            _ => -1,
        };
        return rank >= 0 && rank < organisation.Levels.Length
            ? organisation.Levels[rank]
            : throw new ActivityFaultException(
                $"Expected a level (lowest, highest, current, each with +1 or -1, or one of {string.Join(", ", organisation.Levels.Select(level => level.Key))}), but found '{word}'.");
    }
}
