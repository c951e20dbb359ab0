using System.Globalization;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Texts;
using GridWorkflow.Host.Changes;
using GridWorkflow.Host.Texts;
using GridWorkflow.Workflow.Definitions;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Host.Pages;

/// <summary>Forms for one element of a file: a person, a field, a category, a duty. Each is a draft of the whole file, like any other change of it.</summary>
public sealed partial class PolicyFileModel
{
    /// <summary>In the address, in place of an element's name: one that is not there yet.</summary>
    public const string New = "new";

    /// <summary>Empty rows that a form offers for more.</summary>
    private const int MoreRows = 2;

    /// <summary>Which person, field or duty is changed: its id, name or place, or <see cref="New"/>; null: none.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Item { get; set; }

    /// <summary>What a form was sent with that could not be taken; null: it shows what the text has.</summary>
    public IElementForm? Sent { get; private set; }

    public Task<IActionResult> OnPostPersonAsync(string path, long revision) => Edit(path, revision, text => WithItem(text, "people", "id", () => new PersonForm(
        NamesTyped(), Typed("email", ""), Typed("language", ""), Rows("role", "unit"), Rows("from", "to"))));

    public Task<IActionResult> OnPostFieldAsync(string path, long revision) => Edit(path, revision, text => WithItem(text, "fields", "name", () => new FieldForm(
        NamesTyped(), Typed("type", "text"), RungForm.Names(Typed("requiredFor", "")), Typed("min", ""), Typed("max", ""), Typed("kind", ""), Request.Form.ContainsKey("accused"),
        OptionForm.Read(Typed("options", "")))));

    public Task<IActionResult> OnPostDutyAsync(string path, long revision) => Edit(path, revision, text => WithItem(text, "assignments", null, () => new DutyForm(
        Typed("person", ""), Typed("post", ""), Typed("area", ""), Typed("window", ""), Typed("standard", ""))));

    public Task<IActionResult> OnPostCategoryAsync(string path, long revision) => Edit(path, revision, text =>
    {
        var changed = WithItem(text, "categories", "code", () => new CategoryForm(
            NamesTyped(), Typed("definition", ""), Typed("policy", ""), Typed("permission", ""), Typed("group", ""), Request.Form.ContainsKey("emergency")));
        (Code, Item) = (Item, null);
        return changed;
    });

    /// <summary>Where an element stands in the text shown; null: it is in another file.</summary>
    /// <param name="list">Key of the list at the root.</param>
    /// <param name="key">What tells the elements apart; null: their place does.</param>
    /// <param name="name">Of the element.</param>
    public int? IndexOf(string list, string? key, string? name) => IndexOf(Text, list, key, name);

    /// <summary>The rows of a form: those that are there, and some for more.</summary>
    public static IEnumerable<IReadOnlyList<string>> WithMore(IReadOnlyList<IReadOnlyList<string>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Concat(Enumerable.Repeat<IReadOnlyList<string>>(["", ""], MoreRows));
    }

    private static int? IndexOf(string text, string list, string? key, string? name)
    {
        var count = YamlEdit.Count(text, [list]);
        if (key is null)
            return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place < count ? place : null;
        for (var index = 0; index < count; index++)
        {
            if (YamlEdit.Value(text, [list, ElementEdit.Place(index), key]) == name)
                return index;
        }

        return null;
    }

    // The button says whether it is kept, goes, or goes up by one place.
    private string WithItem(string text, string list, string? key, Func<IElementForm> form)
    {
        if (Item == New)
        {
            Sent = form();
            var name = key is null ? "" : Needed(key);
            if (key is not null && IndexOf(text, list, key, name) is not null)
                throw new RefusedException([new Problem("item-taken", Wording["policies.item-taken", name], Wording["policies.item-taken-remedy"])]);
            text = YamlEdit.Insert(text, [list], null, $"{{ {key ?? "person"}: {list} }}");
            var last = YamlEdit.Count(text, [list]) - 1;
            if (key is not null)
                text = YamlEdit.Set(text, [list, ElementEdit.Place(last), key], name);
            Item = key is null ? ElementEdit.Place(last) : name;
            return Sent.Apply(text, last);
        }

        var index = IndexOf(text, list, key, Item) ?? throw Wrong(Item ?? "");
        switch (Request.Form["do"].ToString())
        {
            case "remove":
                Item = null;
                return YamlEdit.RemoveAt(text, [list], index);
            case "up":
                return YamlEdit.MoveUp(text, [list], index);
            default:
                Sent = form();
                return Sent.Apply(text, index);
        }
    }

    /// <summary>A name is asked for in all three languages; what was left out is the one that was given.</summary>
    private LocalText NamesTyped()
    {
        var given = Languages.All.ToDictionary(language => language.Tag, language => Typed($"names:{language.Tag}", ""));
        var first = given.Values.FirstOrDefault(name => name.Length > 0) ?? throw Missing("policies.name");
        string Of(string language) => given[language] is { Length: > 0 } name ? name : first;
        return new LocalText(Of(Language.English), Of(Language.Simplified), Of(Language.Traditional));
    }

    private IReadOnlyList<IReadOnlyList<string>> Rows(string first, string second) =>
        [.. Request.Form[first].Zip(Request.Form[second]).Select(row => (IReadOnlyList<string>)[row.First?.Trim() ?? "", row.Second?.Trim() ?? ""])];

    private string Needed(string key) => Typed(key, "") is { Length: > 0 } value ? value : throw Missing($"policies.item.{key}");

    private RefusedException Missing(string label) => new([new Problem("item-missing", Wording["policies.item-missing", Wording[label]], Wording["policies.item-missing-remedy"])]);

    private string Typed(string key, string otherwise) => Request.Form[key].ToString().Trim() is { Length: > 0 } value ? value : otherwise;
}
