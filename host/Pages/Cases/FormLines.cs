using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Forms;
using GridWorkflow.Casework.Texts;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;

namespace GridWorkflow.Host.Pages;

/// <summary>A choice of a field in the reader's language.</summary>
public sealed record FieldChoice(string Value, string Name);

/// <summary>A field as the page asks for it.</summary>
/// <param name="Id">Of the element; unique on the page.</param>
/// <param name="Value">What was tried before, or what is known already.</param>
/// <param name="Choices">Empty for fields that are written.</param>
/// <param name="Needed">Whether some outcome asks for it.</param>
public sealed record FieldLine(string Id, FormField Field, string Name, string? Value, IReadOnlyList<FieldChoice> Choices, bool Needed)
{
    public bool IsChosen(string value) => Form.Parts(Value).Contains(value);
}

/// <summary>The form of a task as the page asks for it; it works without scripts.</summary>
public sealed class FormLines(ReferenceCatalog reference, Wording wording)
{
    /// <summary>Beginning of the names under which fields are sent.</summary>
    public const string Prefix = "field.";

    public IReadOnlyList<FieldLine> Of(string? formId, Guid taskId, Func<string, string?> value) =>
        formId is not null && reference.Current.Forms.GetValueOrDefault(formId) is { } form
            ? [.. form.Fields.Select(field => new FieldLine($"{field.Name}-{taskId}", field, field.Names.In(wording.Language), value(field.Name), [.. Choices(field)], !field.RequiredFor.IsEmpty))]
            : [];

    /// <summary>What the public is told where the decision on an extension extends the promise, too.</summary>
    public FieldLine PublicNotice(Guid taskId, string? value)
    {
        var name = wording["adjust.public-notice"];
        return new FieldLine($"{Adjustment.PublicNoticeField}-{taskId}", new FormField(Adjustment.PublicNoticeField, FieldType.LongText, new LocalText(name, name, name)), name, value, [], Needed: false);
    }

    private IEnumerable<FieldChoice> Choices(FormField field) => field.Type switch
    {
        FieldType.Choice => field.Options.Select(option => new FieldChoice(option.Value, option.Names.In(wording.Language))),
        FieldType.Unit or FieldType.Units => field.UnitsOf(reference.Current.Organisation).Select(unit => new FieldChoice(unit.Id, unit.Names.In(wording.Language))),
        FieldType.YesNo => [new FieldChoice("yes", wording["fact.yes"]), new FieldChoice("no", wording["fact.no"])],
        _ => [],
    };
}
