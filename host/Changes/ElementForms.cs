using System.Text.RegularExpressions;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Texts;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Host.Changes;

/// <summary>An element of a list as a form has it: what tells it from the others stays, and so does what the form does not show.</summary>
public interface IElementForm
{
    /// <summary>Its names; null: it has none.</summary>
    LocalText? Names => null;

    /// <summary>The text with this at a place of the list; what is the same stays byte for byte.</summary>
    /// <exception cref="RefusedException">What was filled in cannot be written.</exception>
    string Apply(string text, int index);
}

/// <summary>A person of the organisation.</summary>
/// <param name="Email">Empty: she gets no mail.</param>
/// <param name="Language">Of her mail; empty: the organisation's.</param>
/// <param name="Posts">Role and unit. Records of selection and training stay with a post as long as its role does.</param>
/// <param name="Leave">First and last day.</param>
public sealed record PersonForm(LocalText Names, string Email, string Language, IReadOnlyList<IReadOnlyList<string>> Posts, IReadOnlyList<IReadOnlyList<string>> Leave) : IElementForm
{
    private static readonly string[] PostColumns = ["role", "unit"];
    private static readonly string[] LeaveColumns = ["from", "to"];

    public static PersonForm Of(string text, int index)
    {
        var person = new ElementEdit(text, ["people", ElementEdit.Place(index)]);
        return new PersonForm(person.Names("names"), person.One("email"), person.One("language"), person.Rows("posts", PostColumns), person.Rows("leave", LeaveColumns));
    }

    public string Apply(string text, int index)
    {
        string[] at = ["people", ElementEdit.Place(index)];
        if (Leave.FirstOrDefault(days => days[0].Length == 0 != (days[1].Length == 0)) is { } half)
        {
            throw new RefusedException([new Problem(
                "leave-days", $"Expected the first and the last day of a leave, but found '{half[0]}' and '{half[1]}'.", "Fill in both, or empty both.")]);
        }

        foreach (var (place, (old, now)) in Of(text, index).Posts.Zip(Posts).Index())
        {
            if (old[0] != now[0])
                text = YamlEdit.Remove(text, [.. at, "posts", ElementEdit.Place(place), "records"]);
        }

        return new ElementEdit(text, at).SetNames("names", Names).Set("email", Email).Set("language", Language).SetRows("posts", PostColumns, Posts).SetRows("leave", LeaveColumns, Leave).Text;
    }
}

/// <summary>A field of a task's form.</summary>
/// <param name="Type">As the file writes it, such as <c>longText</c>.</param>
/// <param name="RequiredFor">Outcomes; <c>*</c>: each.</param>
/// <param name="Min">Empty: none; of items and texts, how many.</param>
/// <param name="Kind">Kind of unit that may be chosen; empty: any.</param>
/// <param name="Accused">The person named here takes no part in the case.</param>
/// <param name="Options">Of a choice: one a line, as <see cref="OptionForm"/> reads them.</param>
public sealed record FieldForm(
    LocalText Names, string Type, IReadOnlyList<string> RequiredFor, string Min, string Max, string Kind, bool Accused, string Options) : IElementForm
{
    public static FieldForm Of(string text, int index)
    {
        string[] at = ["fields", ElementEdit.Place(index)];
        var field = new ElementEdit(text, at);
        return new FieldForm(
            field.Names("names"), field.One("type"), field.All("requiredFor"), field.One("min"), field.One("max"), field.One("kind"), field.Flag("accused"),
            string.Join('\n', Enumerable.Range(0, field.Count("options")).Select(place => OptionForm.Of(text, [.. at, "options", ElementEdit.Place(place)]))));
    }

    public string Apply(string text, int index)
    {
        string[] at = ["fields", ElementEdit.Place(index)];
        var options = Type == "choice" ? OptionForm.Read(Options) : [];
        text = new ElementEdit(text, at).SetNames("names", Names).Set("type", Type).SetAll("requiredFor", RequiredFor)
            .Set("min", Min).Set("max", Max).Set("kind", Type is "unit" or "units" ? Kind : "").SetFlag("accused", Accused && Type == "person").Text;
        return WithOptions(text, [.. at, "options"], options);
    }

    private static string WithOptions(string text, string[] list, IReadOnlyList<OptionForm> options)
    {
        for (var place = YamlEdit.Count(text, list) - 1; place >= options.Count; place--)
            text = YamlEdit.RemoveAt(text, list, place);
        foreach (var (place, option) in options.Index())
        {
            if (place >= YamlEdit.Count(text, list))
                text = YamlEdit.Insert(text, list, null, "{ value: value, names: name }");
            text = new ElementEdit(text, [.. list, ElementEdit.Place(place)]).Set("value", option.Value).SetNames("names", option.Names).Text;
        }

        return text;
    }
}

/// <summary>What may be chosen in a field. A line of a form has the value and its names in three languages, with bars between; one name is for all, and none is the value.</summary>
public sealed partial record OptionForm(string Value, LocalText Names)
{
    /// <summary>One a line; a bar within a name stands behind a backslash.</summary>
    /// <exception cref="RefusedException">With each line that has another form.</exception>
    public static IReadOnlyList<OptionForm> Read(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        var lines = typed.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(line => (Line: line, Parts: Bars().Split(line).Select(part => Hidden().Replace(part.Trim(), "$1")).ToArray())).ToArray();
        var wrong = lines.Where(line => line.Parts.Length is not (1 or 2 or 4) || line.Parts.Contains("")).ToArray();
        if (wrong.Length > 0)
        {
            throw new RefusedException([.. wrong.Select(line => new Problem(
                "option-line", $"Expected an option as 'value | English | 简体 | 繁體', but found '{line.Line}'.", "Write the value and three names, or one name for all languages."))]);
        }

        return [.. lines.Select(line => new OptionForm(line.Parts[0], line.Parts is [_, var english, var simplified, var traditional]
            ? new LocalText(english, simplified, traditional)
            : LocalText.Same(line.Parts[^1])))];
    }

    /// <summary>As it is typed.</summary>
    public override string ToString() => string.Join(" | ", new[] { Value, Names.English, Names.Simplified, Names.Traditional }.Select(part => Bar().Replace(part, @"\$0")));

    internal static OptionForm Of(string text, IReadOnlyList<string> path)
    {
        var option = new ElementEdit(text, path);
        return new OptionForm(option.One("value"), option.Names("names"));
    }

    [GeneratedRegex(@"(?<!\\)[|｜]")]
    private static partial Regex Bars();

    [GeneratedRegex("[|｜]")]
    private static partial Regex Bar();

    [GeneratedRegex(@"\\([|｜])")]
    private static partial Regex Hidden();
}

/// <summary>小類: a category of the catalogue. Conditions, limits and series stay as they are.</summary>
/// <param name="Permission">The hint, as the file writes it; empty: none.</param>
/// <param name="Group">Code of the 大類; empty: none.</param>
public sealed record CategoryForm(LocalText Names, string Definition, string Policy, string Permission, string Group, bool Emergency) : IElementForm
{
    /// <summary>Hints of the permission class, as files write them.</summary>
    public static IReadOnlyList<string> Permissions { get; } = ["general", "coordination", "approval"];

    public static CategoryForm Of(string text, int index)
    {
        var category = new ElementEdit(text, ["categories", ElementEdit.Place(index)]);
        return new CategoryForm(category.Names("names"), category.One("definition"), category.One("policy"), category.One("permission"), category.One("group"), category.Flag("emergency"));
    }

    public string Apply(string text, int index) => new ElementEdit(text, ["categories", ElementEdit.Place(index)])
        .SetNames("names", Names).Set("definition", Definition).Set("policy", Policy).Set("permission", Permission).Set("group", Group).SetFlag("emergency", Emergency).Text;
}

/// <summary>五定: who, in what post, where, when, by what standard.</summary>
public sealed record DutyForm(string Person, string Post, string Area, string Window, string Standard) : IElementForm
{
    public static DutyForm Of(string text, int index)
    {
        var duty = new ElementEdit(text, ["assignments", ElementEdit.Place(index)]);
        return new DutyForm(duty.One("person"), duty.One("post"), duty.One("area"), duty.One("window"), duty.One("standard"));
    }

    public string Apply(string text, int index) => new ElementEdit(text, ["assignments", ElementEdit.Place(index)])
        .Set("person", Person).Set("post", Post).Set("area", Area).Set("window", Window).Set("standard", Standard).Text;
}
