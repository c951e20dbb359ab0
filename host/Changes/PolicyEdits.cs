using System.Globalization;
using GridWorkflow.Casework.Loading;

namespace GridWorkflow.Host.Changes;

/// <summary>A limit as a form has it.</summary>
/// <param name="Value">Empty: none.</param>
/// <param name="Rest">What the editor does not show, such as a season: kept as it is.</param>
public sealed record LimitCell(string Value, string Unit, string Rest)
{
    /// <summary>Units that a policy may count in, as files write them.</summary>
    public static IReadOnlyList<string> Units { get; } = ["urgentHour", "workHour", "workDayRolling", "workDayStatutory", "naturalDayRolling", "naturalDayStatutory"];

    public static LimitCell Of(string? text)
    {
        var words = (text ?? "").Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new LimitCell(words.Length > 0 ? words[0] : "", words.Length > 1 ? words[1] : "workDayRolling", words.Length > 2 ? " " + words[2] : "");
    }

    /// <summary>Key of the unit's text.</summary>
    public static string UnitKey(string unit) => $"unit.{char.ToUpperInvariant(unit[0])}{unit[1..]}";
}

/// <summary>Turns what forms say into other texts of files. Pure.</summary>
public static class PolicyEdits
{
    /// <summary>The policy with these limits: keys are <c>total</c> or a stage, then a column.</summary>
    public static string Limits(string text, IEnumerable<(string Row, string Column, string Value, string Unit)> cells, IEnumerable<(string Row, string Ladder)> ladders)
    {
        foreach (var (row, column, value, unit) in cells)
        {
            string[] at = row == "total" ? ["total", "limits", column] : ["stages", row, "limits", column];
            var old = LimitCell.Of(YamlEdit.Value(text, at));
            if (value.Trim() == old.Value && (unit == old.Unit || value.Trim().Length == 0))
                continue;
            if (value.Trim().Length == 0)
                text = YamlEdit.Remove(text, at);
            else if (YamlEdit.Raw(text, [.. at.SkipLast(1)]) is "{}" or null)
                text = YamlEdit.Set(text, [.. at.SkipLast(2), "limits"], $"{{ {column}: {value.Trim()} {unit} }}", raw: true);
            else
                text = YamlEdit.Set(text, at, $"{value.Trim()} {unit}{old.Rest}");
        }

        foreach (var (row, ladder) in ladders)
        {
            string[] at = row == "total" ? ["total", "ladder"] : ["stages", row, "ladder"];
            if ((YamlEdit.Value(text, at) ?? "") != ladder)
                text = ladder.Length == 0 ? YamlEdit.Remove(text, at) : YamlEdit.Set(text, at, ladder);
        }

        return text;
    }

    /// <summary>When a rung fires, from what the form says.</summary>
    public static string RungAt(string kind, string value, string unit) => kind switch
    {
        "percent" => $"{value.Trim()} %",
        "left" => $"{value.Trim()} {unit} left",
        "after" => $"due + {value.Trim()} {unit}",
        _ => "due",
    };

    /// <summary>The parts of a rung's instant, for a form.</summary>
    public static (string Kind, string Value, string Unit) RungParts(string at)
    {
        at = at.Trim();
        if (at.EndsWith('%'))
            return ("percent", at[..^1].Trim(), "workHour");
        if (at == "due")
            return ("due", "", "workDayStatutory");
        var late = at.StartsWith("due", StringComparison.Ordinal);
        var words = at.Replace("due", "", StringComparison.Ordinal).Replace("+", "", StringComparison.Ordinal).Replace(" left", "", StringComparison.Ordinal)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (late ? "after" : "left", words.ElementAtOrDefault(0) ?? "", words.ElementAtOrDefault(1) ?? "workHour");
    }

    /// <summary>The ladder with rungs that fire at other times.</summary>
    public static string Rungs(string text, IEnumerable<(int Index, string At)> rungs)
    {
        foreach (var (index, at) in rungs)
        {
            string[] path = ["rungs", index.ToString(CultureInfo.InvariantCulture), "at"];
            var old = YamlEdit.Value(text, path) ?? "";
            var (kind, value, unit) = RungParts(old);
            if (RungAt(kind, value, unit) != at)
                text = YamlEdit.Set(text, path, at, raw: true);
        }

        return text;
    }

    /// <summary>The duties with these grants; roles in their order, actions in theirs.</summary>
    public static string Grants(string text, IEnumerable<(string Role, IReadOnlyList<string> Actions)> grants)
    {
        foreach (var (role, actions) in grants)
        {
            string[] at = ["grants", role];
            var old = Enumerable.Range(0, YamlEdit.Count(text, at)).Select(index => YamlEdit.Value(text, [.. at, index.ToString(CultureInfo.InvariantCulture)])).ToList();
            if (old.Order(StringComparer.Ordinal).SequenceEqual(actions.Order(StringComparer.Ordinal)))
                continue;
            // What stays keeps its place.
            string[] kept = [.. old.OfType<string>().Where(actions.Contains), .. actions.Where(action => !old.Contains(action))];
            text = kept.Length == 0 ? YamlEdit.Remove(text, at) : YamlEdit.SetList(text, at, kept);
        }

        return text;
    }
}
