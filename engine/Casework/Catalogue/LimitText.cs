using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using GridWorkflow.Casework.Clocks;

namespace GridWorkflow.Casework.Catalogue;

/// <summary>How the words of one file are meant that do not say it themselves. A word without a meaning is asked for, never guessed.</summary>
public sealed record LimitLegend
{
    /// <summary>What 天 and 日 are counted in; null: the file must say it row by row.</summary>
    public BudgetUnit? Day { get; init; }

    /// <summary>What 小时 is counted in; null: the file must say it row by row.</summary>
    public BudgetUnit? Hour { get; init; }

    /// <summary>What 工作日 is counted in: rolling (so many working hours) or statutory (by date).</summary>
    public BudgetUnit WorkDay { get; init; } = BudgetUnit.WorkDayRolling;

    /// <summary>Dates of seasons by their name: 种植季节.</summary>
    public ImmutableSortedDictionary<string, Gate> Seasons { get; init; } = ImmutableSortedDictionary<string, Gate>.Empty;
}

/// <summary>What became of the text of a limit. Closed.</summary>
public abstract record LimitReading
{
    private LimitReading()
    {
    }

    /// <summary>Every character of the text is accounted for.</summary>
    public sealed record Explained(Budget Budget) : LimitReading;

    /// <summary>A part was left over. What was read beside it is no limit: it would lose that part.</summary>
    /// <param name="Rest">The characters that nobody explained.</param>
    public sealed record Unexplained(string Rest) : LimitReading;

    /// <summary>The word for the unit has more than one meaning here.</summary>
    /// <param name="Word">天, 日, 小时…</param>
    public sealed record Ambiguous(string Word) : LimitReading;

    /// <summary>The text and the columns beside it say two things.</summary>
    public sealed record Contradicted(Budget Text, string Columns) : LimitReading;
}

/// <summary>Reads limits as cities write them: <c>2紧急工作时</c>, <c>4小时</c>, <c>种植季节15工作日</c>.</summary>
public static partial class LimitText
{
    private static readonly Dictionary<string, BudgetUnit> Plain = new(StringComparer.Ordinal)
    {
        ["紧急工作时"] = BudgetUnit.UrgentHour,
        ["緊急工作時"] = BudgetUnit.UrgentHour,
        ["紧急工作小时"] = BudgetUnit.UrgentHour,
        ["緊急工作小時"] = BudgetUnit.UrgentHour,

        // An urgent day is 24 hours without a break, which is how a rolling natural day is counted.
        ["紧急工作日"] = BudgetUnit.NaturalDayRolling,
        ["緊急工作日"] = BudgetUnit.NaturalDayRolling,
        ["工作时"] = BudgetUnit.WorkHour,
        ["工作時"] = BudgetUnit.WorkHour,
        ["工作小时"] = BudgetUnit.WorkHour,
        ["工作小時"] = BudgetUnit.WorkHour,
        ["自然日"] = BudgetUnit.NaturalDayStatutory,
    };

    private static readonly string[] WorkDays = ["工作日", "工作天"];
    private static readonly string[] Days = ["天", "日"];
    private static readonly string[] Hours = ["小时", "小時"];

    private static readonly Dictionary<string, BudgetUnit> Columns = new(StringComparer.Ordinal)
    {
        ["urgent_hour"] = BudgetUnit.UrgentHour,
        ["urgent_day"] = BudgetUnit.NaturalDayRolling,
        ["work_hour"] = BudgetUnit.WorkHour,
    };

    /// <param name="text">The limit in the words of its source.</param>
    /// <param name="type">What a column beside it says of the unit: <c>work_day</c>; null or empty: there is none.</param>
    /// <param name="value">What a column beside it says of the value; null or empty: there is none.</param>
    /// <param name="legend">What the file means by words that do not say it themselves.</param>
    public static LimitReading Read(string text, string? type, string? value, LimitLegend legend)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(legend);
        var rest = string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));
        Gate? gate = null;
        foreach (var (name, season) in legend.Seasons)
        {
            if (!rest.StartsWith(name, StringComparison.Ordinal))
                continue;
            (gate, rest) = (season, rest[name.Length..]);
            break;
        }

        var match = Amount().Match(rest);
        if (!match.Success)
            return new LimitReading.Unexplained(rest.Length == 0 ? "(empty)" : rest);
        var left = rest[..match.Index] + rest[(match.Index + match.Length)..];
        if (left.Length > 0)
            return new LimitReading.Unexplained(left);
        var word = match.Groups["unit"].Value;
        if (Unit(word, string.IsNullOrWhiteSpace(type) ? null : type.Trim(), legend) is not { } unit)
            return new LimitReading.Ambiguous(word);
        if (!decimal.TryParse(match.Groups["value"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            || Budget.Parse(string.Create(CultureInfo.InvariantCulture, $"{amount} {BudgetText.UnitNames[(int)unit]}")) is not Loading.Parsed<Budget>.Value)
            return new LimitReading.Unexplained(match.Value);
        var budget = new Budget(amount, unit, gate);
        return Agrees(budget, type, value, legend) ? new LimitReading.Explained(budget) : new LimitReading.Contradicted(budget, $"{value} {type}".Trim());
    }

    private static BudgetUnit? Unit(string word, string? type, LimitLegend legend)
    {
        if (Plain.TryGetValue(word, out var unit))
            return unit;
        if (WorkDays.Contains(word))
            return legend.WorkDay;
        if (Days.Contains(word))
            return legend.Day ?? (type == "work_day" ? legend.WorkDay : null);
        return legend.Hour ?? (type == "work_hour" ? BudgetUnit.WorkHour : type == "urgent_hour" ? BudgetUnit.UrgentHour : null);
    }

    // Columns that say nothing contradict nothing.
    private static bool Agrees(Budget budget, string? type, string? value, LimitLegend legend)
    {
        if (!string.IsNullOrWhiteSpace(value)
            && !(decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount == budget.Value))
            return false;
        if (string.IsNullOrWhiteSpace(type))
            return true;
        var trimmed = type.Trim();
        return trimmed == "work_day" ? budget.Unit == (legend.Day ?? legend.WorkDay) || budget.Unit == legend.WorkDay : Columns.TryGetValue(trimmed, out var unit) && unit == budget.Unit;
    }

    [GeneratedRegex(@"(?<value>[0-9]+(\.[0-9]+)?)个?(?<unit>[紧緊]急工作(日|小[时時]|[时時])|工作(日|天|小[时時]|[时時])|自然日|小[时時]|天|日)")]
    private static partial Regex Amount();
}
