using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Casework.Forms;

/// <summary>Reads <c>workflows/forms/*.yaml</c>.</summary>
internal static class FormFile
{
    private static readonly Dictionary<string, FieldType> Types = Enum.GetValues<FieldType>()
        .ToDictionary(type => char.ToLowerInvariant($"{type}"[0]) + $"{type}"[1..], StringComparer.Ordinal);

    public static Form Read(SourceFile file) => YamlFile.Read(file, ReadForm);

    private static Form ReadForm(YamlMap map)
    {
        var id = map.Id("id");
        var names = new HashSet<string>(StringComparer.Ordinal);
        var fields = map.Need("fields")?.List(item => item.Map(field => ReadField(field, names))) ?? [];
        if (fields.IsEmpty)
            map.Self.Refuse("form-empty", "Expected at least one field but found none.", "Add a field, or leave the form out of the task.");
        return new Form(id, [.. fields.OfType<FormField>()]);
    }

    private static FormField ReadField(YamlMap map, HashSet<string> names)
    {
        var name = map.Value("name", FieldName) ?? "";
        if (name.Length > 0 && !names.Add(name))
            map.Self.Refuse("field-duplicate", $"Expected each field once but '{name}' stands here again.", "Give the field another name.");
        var type = map.Value("type", text => Names.OneOf(text, Types));
        var options = map.List("options", item => item.Map(option => new FieldOption(option.Text("value"), LocalText.Read(option.Need("names")))));
        if (type == FieldType.Choice == options.IsEmpty)
        {
            map.Self.Refuse(
                "field-options", type == FieldType.Choice ? $"Expected options of choice '{name}' but found none." : $"Expected options with a choice only, but '{name}' is of another type.",
                "Give 'options:' to a field of type choice.");
        }

        var accused = map.Flag("accused", otherwise: false);
        if (accused && type != FieldType.Person)
            map.Self.Refuse("field-accused", $"Expected a person as the one whom the case is about, but '{name}' is of another type.", "Write 'accused: true' with a field of type person only.");
        return new FormField(name, type, LocalText.Read(map.Need("names")))
        {
            RequiredFor = map.List("requiredFor", item => item.Text()),
            Min = map.Get("min") is null ? null : map.Number("min", 0, -1_000_000_000, 1_000_000_000),
            Max = map.Get("max") is null ? null : map.Number("max", 0, -1_000_000_000, 1_000_000_000),
            Options = [.. options.OfType<FieldOption>()],
            UnitKind = map.TextOrNull("kind"),
            NamesAccused = accused,
        };
    }

    private static Parsed<string> FieldName(string text) =>
        text.Length is > 0 and <= 40 && char.IsAsciiLetterLower(text[0]) && text.All(char.IsAsciiLetterOrDigit)
            ? new Parsed<string>.Value(text)
            : new Parsed<string>.Refused("field-name", $"Expected the name of a field but found '{text}'.", "Use letters and digits, beginning with a small letter, at most 40.");
}
