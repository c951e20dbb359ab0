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
    public const string New = "*";

    /// <summary>Empty rows that a form offers for more.</summary>
    private const int MoreRows = 2;

    /// <summary>Which person, field or duty is changed: its id, name or place, or <see cref="New"/>; null: none.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Item { get; set; }

    /// <summary>What a form was sent with that could not be taken; null: it shows what the text has.</summary>
    public IElementForm? Sent { get; private set; }

    /// <summary>The name that was sent for an element that is not there yet.</summary>
    public string SentName { get; private set; } = "";

    public Task<IActionResult> OnPostPersonAsync(string path, long revision) => EditItem(path, revision, "people", "id", () => new PersonForm(
        NamesTyped(), Field("email"), Field("language"), Rows("role", "unit"), Rows("from", "to")));

    public Task<IActionResult> OnPostFieldAsync(string path, long revision) => EditItem(path, revision, "fields", "name", () => new FieldForm(
        NamesTyped(), Field("type"), RungForm.Names(Field("requiredFor")), Field("min"), Field("max"), Field("kind"), Request.Form.ContainsKey("accused"), Field("options")));

    public Task<IActionResult> OnPostDutyAsync(string path, long revision) => EditItem(path, revision, "assignments", null, () => new DutyForm(
        Field("person"), Field("post"), Field("area"), Field("window"), Field("standard")));

    public Task<IActionResult> OnPostCategoryAsync(string path, long revision)
    {
        // The page of a catalogue names the category that is open by its code.
        Code = Item == New ? null : Item;
        return EditItem(path, revision, "categories", "code", () => new CategoryForm(
            NamesTyped(), Field("definition"), Field("policy"), Field("permission"), Field("group"), Request.Form.ContainsKey("emergency")), code => (Code, Item) = (code, null));
    }

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
        if (key is null)
            return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place < YamlEdit.Count(text, [list]) ? place : null;
        var found = YamlEdit.Values(text, [list], key).Index().Where(element => element.Item == name).ToArray();
        return found.Length == 0 ? null : found[0].Index;
    }

    // A form is taken where the text fits with it: else the page would be without forms, and only the text could mend it.
    private Task<IActionResult> EditItem(string path, long revision, string list, string? key, Func<IElementForm> form, Action<string?>? kept = null)
    {
        string? next = null;
        return Edit(path, revision, text => WithItem(text, list, key, form, out next), () => (kept ?? (item => Item = item))(next));
    }

    // The button says whether it is kept, goes, or goes up by one place.
    private string WithItem(string text, string list, string? key, Func<IElementForm> form, out string? next)
    {
        if (Item == New)
            return WithNew(text, list, key, form(), out next);
        var index = IndexOf(text, list, key, Item) ?? throw Wrong(Item ?? "");
        next = Item;
        switch (Request.Form["do"].ToString())
        {
            case "remove":
                next = null;
                return YamlEdit.RemoveAt(text, [list], index);
            case "up":
                return YamlEdit.MoveUp(text, [list], index);
            default:
                Keep(form());
                return Sent!.Apply(text, index);
        }
    }

    private string WithNew(string text, string list, string? key, IElementForm form, out string next)
    {
        SentName = key is null ? "" : Field(key);
        Keep(form);
        if (key is not null && SentName.Length == 0)
            throw Missing($"policies.item.{key}");
        next = SentName;
        if (key is not null && IndexOf(text, list, key, SentName) is { } there)
        {
            if (form.Apply(text, there) == text)
                return text;
            throw new RefusedException([new Problem("item-taken", Wording["policies.item-taken", SentName], Wording["policies.item-taken-remedy"])]);
        }

        text = YamlEdit.Insert(text, [list], null, $"{{ {key ?? "person"}: {list} }}");
        var last = YamlEdit.Count(text, [list]) - 1;
        if (key is not null)
            text = YamlEdit.Set(text, [list, ElementEdit.Place(last), key], SentName);
        if (key is null)
            next = ElementEdit.Place(last);
        return form.Apply(text, last);
    }

    // What was typed is there again when it is refused.
    private void Keep(IElementForm form)
    {
        Sent = form;
        if (form.Names is { English.Length: 0 })
            throw Missing("policies.name");
    }

    /// <summary>A name is asked for in all three languages; what was left out is the one that was given.</summary>
    private LocalText NamesTyped()
    {
        var given = Languages.All.ToDictionary(language => language.Tag, language => Field($"names:{language.Tag}"));
        var first = given.Values.FirstOrDefault(name => name.Length > 0) ?? "";
        string Of(string language) => given[language] is { Length: > 0 } name ? name : first;
        return new LocalText(Of(Language.English), Of(Language.Simplified), Of(Language.Traditional));
    }

    private IReadOnlyList<IReadOnlyList<string>> Rows(string first, string second) =>
        [.. Request.Form[first].Zip(Request.Form[second]).Select(row => (IReadOnlyList<string>)[row.First?.Trim() ?? "", row.Second?.Trim() ?? ""])];

    private RefusedException Missing(string label) => new([new Problem("item-missing", Wording["policies.item-missing", Wording[label]], Wording["policies.item-missing-remedy"])]);

    private string Field(string key) => Request.Form[key].ToString().Trim();
}
