using System.Globalization;
using GridWorkflow.Casework.Loading;

namespace GridWorkflow.Host.Changes;

/// <summary>A rung of a ladder as a form has it. Its key stays; what the form does not show, such as a repetition, is kept as it is.</summary>
/// <param name="At">As the file writes it, such as <c>80 %</c>.</param>
/// <param name="Do">What it does, as the file writes it.</param>
/// <param name="Notice">Kind of a notice; empty where it issues none.</param>
/// <param name="Template">Empty: that of its kind, where it may be left out.</param>
/// <param name="To">Who is addressed.</param>
/// <param name="Cc">Who gets a copy.</param>
/// <param name="Opens">Category of the case that it opens; empty: none.</param>
public sealed record RungForm(
    string At, string Do, string Notice, string Template, IReadOnlyList<string> To, IReadOnlyList<string> Cc, string Opens, bool OfficeHoursOnly, bool Collapsible)
{
    /// <summary>What a rung can do, as files write it.</summary>
    public static IReadOnlyList<string> Actions { get; } = ["remind", "warn", "notice", "reassign", "raiseLevel", "openAccountability"];

    /// <summary>Kinds of notices, as files write them.</summary>
    public static IReadOnlyList<string> Notices { get; } = ["urging", "supervision", "bulletin", "accountability"];

    /// <summary>Recipients that every organisation has; a role at a level, a named role, a person and a roster may be typed.</summary>
    public static IReadOnlyList<string> Recipients { get; } = ["assignee", "candidates", "unit-leader", "leader@level+1", "leader@level+2", "reporter"];

    /// <summary>What the form of a new rung begins with.</summary>
    public static RungForm Empty { get; } = new("due", "remind", "", "", [], [], "", false, false);

    /// <summary>Nobody has filled anything in.</summary>
    public bool IsEmpty => To.Count == 0 && Cc.Count == 0 && this with { To = Empty.To, Cc = Empty.Cc } == Empty;

    /// <summary>The rung at a place of a ladder's text.</summary>
    public static RungForm Of(string text, int index)
    {
        var at = index.ToString(CultureInfo.InvariantCulture);
        return new RungForm(
            One("at"), One("do"), One("notice"), One("template"), All("to"), All("cc"), One("opens"), One("officeHoursOnly") == "true", One("collapsible") == "true");

        string One(string key) => YamlEdit.Value(text, ["rungs", at, key]) ?? "";

        List<string> All(string key) =>
            [.. Enumerable.Range(0, YamlEdit.Count(text, ["rungs", at, key])).Select(place => YamlEdit.Value(text, ["rungs", at, key, place.ToString(CultureInfo.InvariantCulture)]) ?? "")];
    }

    /// <summary>Names that were typed, by commas or spaces.</summary>
    public static IReadOnlyList<string> Names(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        return [.. typed.Split([',', '，', '、', ';', '；', ' '], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The text with this at the place of a rung; what is the same stays byte for byte.</summary>
    public string Apply(string text, int index)
    {
        var old = Of(text, index);
        var at = index.ToString(CultureInfo.InvariantCulture);
        text = PolicyEdits.Rungs(text, [(index, At)]);
        text = One(text, "do", old.Do, Do);
        text = One(text, "notice", old.Notice, Do == "notice" ? Notice : "");
        text = One(text, "template", old.Template, Do is "reassign" or "raiseLevel" ? "" : Template);
        text = One(text, "opens", old.Opens, Do is "notice" or "openAccountability" ? Opens : "");
        text = All(text, "to", old.To, To);
        text = All(text, "cc", old.Cc, Cc);
        text = Flag(text, "officeHoursOnly", old.OfficeHoursOnly, OfficeHoursOnly);
        return Flag(text, "collapsible", old.Collapsible, Collapsible);

        string One(string text, string key, string before, string after) => before == after ? text
            : after.Length == 0 ? YamlEdit.Remove(text, ["rungs", at, key]) : YamlEdit.Set(text, ["rungs", at, key], after);

        string All(string text, string key, IReadOnlyList<string> before, IReadOnlyList<string> after) => before.SequenceEqual(after) ? text
            : after.Count == 0 ? YamlEdit.Remove(text, ["rungs", at, key]) : YamlEdit.SetList(text, ["rungs", at, key], after);

        string Flag(string text, string key, bool before, bool after) => before == after ? text
            : after ? YamlEdit.Set(text, ["rungs", at, key], "true", raw: true) : YamlEdit.Remove(text, ["rungs", at, key]);
    }

    /// <summary>The text with this as one more rung, behind the others.</summary>
    public string Append(string text, string key)
    {
        text = YamlEdit.Insert(text, ["rungs"], null, "{ key: rung, at: due, do: remind }");
        var last = YamlEdit.Count(text, ["rungs"]) - 1;
        return Apply(YamlEdit.Set(text, ["rungs", last.ToString(CultureInfo.InvariantCulture), "key"], key), last);
    }
}
