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
    string At, string Do, string Notice, string Template, IReadOnlyList<string> To, IReadOnlyList<string> Cc, string Opens, bool OfficeHoursOnly, bool Collapsible) : IElementForm
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
        var rung = ElementAt(text, index);
        return new RungForm(
            rung.One("at"), rung.One("do"), rung.One("notice"), rung.One("template"), rung.All("to"), rung.All("cc"), rung.One("opens"), rung.Flag("officeHoursOnly"), rung.Flag("collapsible"));
    }

    /// <summary>Names that were typed, by commas or spaces.</summary>
    public static IReadOnlyList<string> Names(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        return [.. typed.Split([',', '，', '、', ';', '；', ' '], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
    }

    public string Apply(string text, int index) => ElementAt(PolicyEdits.Rungs(text, [(index, At)]), index)
        .Set("do", Do)
        .Set("notice", Do == "notice" ? Notice : "")
        .Set("template", Do is "reassign" or "raiseLevel" ? "" : Template)
        .Set("opens", Do is "notice" or "openAccountability" ? Opens : "")
        .SetAll("to", To)
        .SetAll("cc", Cc)
        .SetFlag("officeHoursOnly", OfficeHoursOnly)
        .SetFlag("collapsible", Collapsible)
        .Text;

    /// <summary>The text with this as one more rung, behind the others.</summary>
    public string Append(string text, string key)
    {
        text = YamlEdit.Insert(text, ["rungs"], null, "{ key: rung, at: due, do: remind }");
        var last = YamlEdit.Count(text, ["rungs"]) - 1;
        return Apply(YamlEdit.Set(text, ["rungs", ElementEdit.Place(last), "key"], key), last);
    }

    private static ElementEdit ElementAt(string text, int index) => new(text, ["rungs", ElementEdit.Place(index)]);
}
