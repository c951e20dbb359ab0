using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Casework.Forms;

/// <summary>What a field of a form takes. Every value is a text.</summary>
public enum FieldType : byte
{
    /// <summary>One line.</summary>
    Text,

    /// <summary>Several lines.</summary>
    LongText,

    /// <summary>Digits, with a dot before the decimals.</summary>
    Number,

    /// <summary><c>2026-03-02</c>.</summary>
    Date,

    /// <summary><c>yes</c> or <c>no</c>.</summary>
    YesNo,

    /// <summary>One of the field's options.</summary>
    Choice,

    /// <summary>Id of a unit of the field's kind.</summary>
    Unit,

    /// <summary>Ids of such units, with commas between.</summary>
    Units,

    /// <summary>Id of a person of the organisation.</summary>
    Person,

    /// <summary>Several lines, each an item.</summary>
    Items,
}

/// <summary>One choice of a field.</summary>
public sealed record FieldOption(string Value, LocalText Names);

/// <summary>One field of a form.</summary>
/// <param name="Name">As commands name it: <c>unit</c>.</param>
/// <param name="Names">What people see.</param>
public sealed record FormField(string Name, FieldType Type, LocalText Names)
{
    /// <summary>Outcomes for which it must be filled; <c>*</c>: all.</summary>
    public ImmutableArray<string> RequiredFor { get; init; } = [];

    /// <summary>Least number, fewest characters or items; null: none.</summary>
    public decimal? Min { get; init; }

    /// <summary>Greatest number, most characters or items; null: 4,000 characters or 50 items.</summary>
    public decimal? Max { get; init; }

    /// <summary>Of a choice.</summary>
    public ImmutableArray<FieldOption> Options { get; init; } = [];

    /// <summary>Kind of the units that can be chosen; null: any.</summary>
    public string? UnitKind { get; init; }

    /// <summary>Of a person: whom the case is about; whoever is named so may neither investigate nor decide on it (迴避).</summary>
    public bool NamesAccused { get; init; }

    public bool IsRequired(string outcome) => RequiredFor.Contains(outcome) || RequiredFor.Contains("*");

    /// <summary>The units that can be chosen.</summary>
    public IEnumerable<Unit> UnitsOf(OrganisationChart organisation)
    {
        ArgumentNullException.ThrowIfNull(organisation);
        return organisation.Units.Where(unit => UnitKind is null || unit.Kind == UnitKind);
    }
}

/// <summary>What is asked of who completes a task.</summary>
/// <param name="Id">As tasks name it.</param>
/// <param name="Fields">In the order in which they are asked; names are unique.</param>
public sealed record Form(string Id, ImmutableArray<FormField> Fields)
{
    private const int MostCharacters = 4_000;
    private const int MostItems = 50;

    /// <summary>Whom the values name as the one whom the case is about; null: nobody.</summary>
    public string? Accused(IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Fields.FirstOrDefault(field => field.NamesAccused) is { } field && values.GetValueOrDefault(field.Name)?.Trim() is { Length: > 0 } person ? person : null;
    }

    /// <summary>Why these values cannot be taken; null when they can. The refusal names the field.</summary>
    public Refusal? Bar(IReadOnlyDictionary<string, string> values, string outcome, OrganisationChart organisation)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (var name in values.Keys)
        {
            if (!Fields.Any(field => field.Name == name))
                return Invalid("unknown-field", $"Expected a field of form '{Id}', but found '{name}'.", Loading.Names.Remedy(name, [.. Fields.Select(field => field.Name)]), name);
        }

        foreach (var field in Fields)
        {
            var value = values.GetValueOrDefault(field.Name);
            if (string.IsNullOrWhiteSpace(value))
            {
                if (field.IsRequired(outcome))
                    return Invalid("field-missing", $"Expected '{field.Name}' with outcome '{outcome}', but it is empty.", "Fill it in.", field.Name);
                continue;
            }

            if (Fault(field, value.Trim(), organisation) is { } fault)
                return Invalid("field-value", $"Expected {fault.Expected} in '{field.Name}', but found '{Short(value)}'.", fault.Remedy, field.Name);
        }

        return null;
    }

    private static (string Expected, string Remedy)? Fault(FormField field, string value, OrganisationChart organisation) => field.Type switch
    {
        FieldType.Number when !decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number < field.Min || number > field.Max => ($"a number{Bounds(field)}", "Write digits, with a dot before the decimals."),
        FieldType.Date when !DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) => ("a date", "Write it as 2026-03-02."),
        FieldType.YesNo when value is not ("yes" or "no") => ("yes or no", "Write yes or no."),
        FieldType.Choice when !field.Options.Any(option => option.Value == value) => ("one of the options", $"Write one of: {string.Join(", ", field.Options.Select(option => option.Value))}."),
        FieldType.Unit when !field.UnitsOf(organisation).Any(unit => unit.Id == value) => (UnitText(field), "Choose one of the list."),
        FieldType.Units when Parts(value).Any(part => !field.UnitsOf(organisation).Any(unit => unit.Id == part)) => ($"{UnitText(field)} before and after each comma", "Choose from the list."),
        FieldType.Person when organisation.Person(value) is null => ("a person of the organisation", "Write the person's id."),
        FieldType.Items when Lines(value).Length < (field.Min ?? 1) || Lines(value).Length > (field.Max ?? MostItems) => ($"items{Bounds(field)}", "Write each on a line of its own."),
        FieldType.Text or FieldType.LongText when value.Length < field.Min || value.Length > (field.Max ?? MostCharacters) => ($"a text of{Bounds(field)} characters", "Say it in fewer or in more words."),
        FieldType.Text when value.AsSpan().IndexOfAny('\r', '\n') >= 0 => ("one line", "Write it without line breaks."),
        _ => null,
    };

    /// <summary>The values of a list with commas between.</summary>
    public static ImmutableArray<string> Parts(string? value) =>
        value is null ? [] : [.. value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()];

    /// <summary>The items of a text, one a line.</summary>
    public static ImmutableArray<string> Lines(string? value) =>
        value is null ? [] : [.. value.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    private static string UnitText(FormField field) => field.UnitKind is { } kind ? $"the id of a unit of kind '{kind}'" : "the id of a unit";

    private static string Bounds(FormField field) => (field.Min, field.Max) switch
    {
        ({ } min, { } max) => string.Create(CultureInfo.InvariantCulture, $" from {min} to {max}"),
        ({ } min, null) => string.Create(CultureInfo.InvariantCulture, $" from {min}"),
        (null, { } max) => string.Create(CultureInfo.InvariantCulture, $" up to {max}"),
        _ => "",
    };

    private static string Short(string value) => value.Length <= 60 ? value : $"{value[..60]}…";

    private static Refusal Invalid(string code, string reason, string remedy, string field) => new(RefusalKind.Invalid, code, reason, remedy, field);
}
