using System.Globalization;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Host.Changes;

/// <summary>
/// One element in the text of a file, such as a person: what a form says of it is set, and what is the same or is not shown by the form stays
/// byte for byte.
/// </summary>
/// <param name="text">The file.</param>
/// <param name="path">Of the element; it is a mapping.</param>
internal sealed class ElementEdit(string text, IReadOnlyList<string> path)
{
    /// <summary>The file with what was set.</summary>
    public string Text { get; private set; } = text;

    /// <summary>An element's place in a path.</summary>
    public static string Place(int index) => index.ToString(CultureInfo.InvariantCulture);

    /// <summary>The scalar of a key; empty when there is none.</summary>
    public string One(string key) => YamlEdit.Value(Text, At(key)) ?? "";

    /// <summary>The scalars of a list.</summary>
    public IReadOnlyList<string> All(string key) => [.. Enumerable.Range(0, Count(key)).Select(index => YamlEdit.Value(Text, [.. path, key, Place(index)]) ?? "")];

    /// <summary>How many elements the list of a key has.</summary>
    public int Count(string key) => YamlEdit.Count(Text, At(key));

    public bool Flag(string key) => One(key) == "true";

    /// <summary>A text in three languages, or one for all.</summary>
    public LocalText Names(string key) => YamlEdit.Value(Text, At(key)) is { } same ? LocalText.Same(same) : new LocalText(Name(key, Language.English), Name(key, Language.Simplified), Name(key, Language.Traditional));

    /// <summary>The lists of mappings under a key, as rows.</summary>
    /// <param name="columns">Keys of the mappings.</param>
    public IReadOnlyList<IReadOnlyList<string>> Rows(string key, IReadOnlyList<string> columns) =>
        [.. Enumerable.Range(0, Count(key)).Select(row => (IReadOnlyList<string>)[.. columns.Select(column => YamlEdit.Value(Text, [.. path, key, Place(row), column]) ?? "")])];

    /// <summary>Sets a scalar; an empty one goes.</summary>
    public ElementEdit Set(string key, string value)
    {
        if (One(key) != value)
            Text = value.Length == 0 ? YamlEdit.Remove(Text, At(key)) : YamlEdit.Set(Text, At(key), value);
        return this;
    }

    /// <summary>Sets a list of names; an empty one goes.</summary>
    public ElementEdit SetAll(string key, IReadOnlyList<string> values)
    {
        if (!All(key).SequenceEqual(values))
            Text = values.Count == 0 ? YamlEdit.Remove(Text, At(key)) : YamlEdit.SetList(Text, At(key), values);
        return this;
    }

    /// <summary>Sets what is true, or takes it away.</summary>
    public ElementEdit SetFlag(string key, bool value)
    {
        if (Flag(key) != value)
            Text = value ? YamlEdit.Set(Text, At(key), "true", raw: true) : YamlEdit.Remove(Text, At(key));
        return this;
    }

    public ElementEdit SetNames(string key, LocalText names)
    {
        if (Names(key) == names)
            return this;
        if (YamlEdit.Keys(Text, At(key)).Count == 0)
            Text = YamlEdit.Set(Text, At(key), "{ en: en, zh-Hans: zh, zh-Hant: zh }", raw: true);
        Text = YamlEdit.Set(Text, [.. At(key), Language.English], names.English);
        Text = YamlEdit.Set(Text, [.. At(key), Language.Simplified], names.Simplified);
        Text = YamlEdit.Set(Text, [.. At(key), Language.Traditional], names.Traditional);
        return this;
    }

    /// <summary>Sets a list of mappings: those that are there in their order, then new ones. A row without a value in its first column goes.</summary>
    /// <param name="columns">Keys of the mappings; others stay as they are.</param>
    public ElementEdit SetRows(string key, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var there = Count(key);
        for (var index = there - 1; index >= 0; index--)
        {
            var row = index < rows.Count ? rows[index] : [];
            if (row is not [{ Length: > 0 }, ..])
                Text = YamlEdit.RemoveAt(Text, At(key), index);
            else
                SetRow(key, index, columns, row);
        }

        foreach (var row in rows.Skip(there).Where(row => row is [{ Length: > 0 }, ..]))
        {
            Text = YamlEdit.Insert(Text, At(key), null, $"{{ {columns[0]}: {columns[0]} }}");
            SetRow(key, Count(key) - 1, columns, row);
        }

        return this;
    }

    private void SetRow(string key, int index, IReadOnlyList<string> columns, IReadOnlyList<string> row)
    {
        var edit = new ElementEdit(Text, [.. path, key, Place(index)]);
        foreach (var (column, value) in columns.Zip(row))
            edit.Set(column, value);
        Text = edit.Text;
    }

    private string Name(string key, string language) => YamlEdit.Value(Text, [.. path, key, language]) ?? "";

    private string[] At(string key) => [.. path, key];
}
