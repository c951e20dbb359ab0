using System.Globalization;
using GridWorkflow.Casework.Loading;

namespace GridWorkflow.Casework.Clocks;

/// <summary>The text form of budgets, and what is wrong with a text that is none.</summary>
internal static class BudgetText
{
    private const decimal Largest = 100_000m;

    /// <summary>Unit names as written in files, in the order of <see cref="BudgetUnit"/>.</summary>
    public static readonly string[] UnitNames =
        ["urgentHour", "workHour", "workDayRolling", "workDayStatutory", "naturalDayRolling", "naturalDayStatutory", "elapsedMillisecond"];

    // Words that people write for a day or an hour, and what they may have meant. None is taken silently (Jmix #790).
    private static readonly Dictionary<string, string> Vague = new(StringComparer.OrdinalIgnoreCase)
    {
        ["day"] = "workDayRolling, workDayStatutory, naturalDayRolling or naturalDayStatutory",
        ["days"] = "workDayRolling, workDayStatutory, naturalDayRolling or naturalDayStatutory",
        ["d"] = "workDayRolling, workDayStatutory, naturalDayRolling or naturalDayStatutory",
        ["天"] = "workDayRolling, workDayStatutory, naturalDayRolling or naturalDayStatutory",
        ["日"] = "workDayRolling, workDayStatutory, naturalDayRolling or naturalDayStatutory",
        ["workday"] = "workDayRolling or workDayStatutory",
        ["工作日"] = "workDayRolling or workDayStatutory",
        ["hour"] = "workHour or urgentHour",
        ["hours"] = "workHour or urgentHour",
        ["h"] = "workHour or urgentHour",
        ["小時"] = "workHour or urgentHour",
        ["小时"] = "workHour or urgentHour",
    };

    public static string? Fault(decimal value, BudgetUnit unit)
    {
        if (unit == BudgetUnit.ElapsedMillisecond)
            return decimal.IsInteger(value) ? null : "Expected whole milliseconds.";
        if (value < 0)
            return "Expected a budget of zero or more.";
        if (value > Largest)
            return $"Expected a budget of at most {Largest.ToString(CultureInfo.InvariantCulture)}.";
        return unit is BudgetUnit.WorkDayStatutory or BudgetUnit.NaturalDayStatutory && !decimal.IsInteger(value)
            ? "Expected a whole number of days, because statutory days are counted by date."
            : null;
    }

    public static Parsed<Budget> Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length == 0)
            return Refuse("budget-form", text, "Write a value and a unit, such as '4 workHour'.");
        if (words[0].StartsWith('P') && words.Length == 1)
            return Refuse("budget-unit", text, $"An ISO duration does not say how a day is counted; write a value and one of: {string.Join(", ", UnitNames)}.");
        if (!decimal.TryParse(words[0], NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            return Refuse("budget-form", text, "Write a value and a unit, such as '4 workHour'.");
        if (words.Length == 1)
            return Refuse("budget-unit", text, $"Add how it is counted: one of {string.Join(", ", UnitNames)}.");
        var unit = Array.IndexOf(UnitNames, words[1]);
        if (unit < 0)
            return Refuse("budget-unit", text, Vague.TryGetValue(words[1], out var choices)
                ? $"'{words[1]}' does not say how it is counted; choose {choices}."
                : Names.Remedy(words[1], UnitNames));
        if (Fault(value, (BudgetUnit)unit) is { } fault)
            return new Parsed<Budget>.Refused("budget-value", $"{fault} Found '{text}'.", "Change the value or the unit.");
        if (words.Length == 2)
            return new Parsed<Budget>.Value(new Budget(value, (BudgetUnit)unit));
        if (words.Length != 4 || words[2] != "from")
            return Refuse("budget-form", text, "After the unit only 'from' and a date or season may follow, such as '15 workDayRolling from 03-01..04-30'.");
        return Gate.Parse(words[3]).Select(gate => new Budget(value, (BudgetUnit)unit, gate));
    }

    public static string Write(Budget budget)
    {
        var text = $"{(budget.Value / 1.000000000000000000000000000000m).ToString(CultureInfo.InvariantCulture)} {UnitNames[(int)budget.Unit]}";
        return budget.Gate is { } gate ? $"{text} from {gate}" : text;
    }

    private static Parsed<Budget> Refuse(string code, string text, string remedy) =>
        new Parsed<Budget>.Refused(code, $"Expected a budget with its unit but found '{text}'.", remedy);
}
