using System.Text.Json.Nodes;
using GridWorkflow.Casework;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Designer.Descriptors;

/// <summary>Which of Studio's editors an input gets, and what that editor offers.</summary>
public static class InputEditors
{
    private static readonly string[] ContentTypes =
    [
        "", "application/json", "application/soap+xml", "application/x-www-form-urlencoded", "application/xml", "text/html", "text/json", "text/plain", "text/richtext", "text/xml",
    ];

    private static readonly string[] StatusCodes =
    [
        .. Enum.GetValues<System.Net.HttpStatusCode>().Distinct().Select(code => code.ToString()),
    ];

    /// <summary>Name of the editor.</summary>
    public static string HintOf(InputSpec input, bool hasChoices)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.UiHint is { } hint)
            return hint;
        if (hasChoices)
            return "dropdown";
        return input.Type switch
        {
            { IsArray: true } => "multitext",
            { Kind: DataKind.Boolean } => "checkbox",
            { Kind: DataKind.Dictionary or DataKind.StringDictionary } => "dictionary",
            { Kind: DataKind.DateTime or DataKind.DateTimeOffset or DataKind.DateOnly } => "datetime-picker",
            _ => "singleline",
        };
    }

    /// <summary>What the editor offers.</summary>
    /// <param name="typeName">Type of the activity.</param>
    /// <param name="input">The input.</param>
    /// <param name="data">The reference data in force.</param>
    /// <param name="texts">The reader's language.</param>
    public static (string Hint, JsonObject Specifications) Of(string typeName, InputSpec input, ReferenceData data, DescriptorTexts texts)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(texts);
        var live = ReferenceChoices.Of(typeName, input.Name, data, texts);
        var hint = HintOf(input, live is not null || !input.Choices.IsEmpty);
        return (hint, hint switch
        {
            "dropdown" => Select(Offered(typeName, input, live, texts), !input.Required && input.Default is null && typeName.StartsWith("Grid.", StringComparison.Ordinal)),
            "checklist" => new JsonObject { ["checklist"] = new JsonObject { ["checkList"] = new JsonObject { ["items"] = ReferenceChoices.Items(input.Choices), ["isFlagsEnum"] = false } } },
            "code-editor" => Code("javascript"),
            "json-editor" => Code("json"),
            // A stock server has Studio ask again on every render for what never changes.
            "singleline" when (typeName, input.Name) == ("Elsa.HttpEndpoint", "Path") =>
                new JsonObject { ["singleline"] = new JsonObject { ["adornmentText"] = $"{data.PublicUrl}/workflows/", ["enableCopyAdornment"] = true } },
            _ => [],
        });
    }

    private static IEnumerable<Choice> Offered(string typeName, InputSpec input, IReadOnlyList<Choice>? live, DescriptorTexts texts) => (typeName, input.Name) switch
    {
        _ when live is not null => live,
        _ when !input.Choices.IsEmpty => input.Choices.Select(choice => choice with { Text = texts.Find($"choice:{typeName}.{input.Name}.{choice.Value}") ?? texts.Find($"choice:{choice.Value}") ?? choice.Text }),
        (_, "ContentType" or "RequestContentType") => ContentTypes.Select(type => new Choice(type, type)),
        ("Elsa.WriteHttpResponse", "StatusCode") => StatusCodes.Select(code => new Choice(code, code)),
        (_, "ChannelName") => [new Choice(texts.Find("choice:default-channel") ?? "Default", "")],
        _ => [],
    };

    private static JsonObject Select(IEnumerable<Choice> choices, bool mayBeEmpty)
    {
        var items = ReferenceChoices.Items(mayBeEmpty ? choices.Prepend(new Choice("", "")) : choices);
        return items.Count == 0 ? [] : new JsonObject { ["dropdown"] = new JsonObject { ["selectList"] = new JsonObject { ["items"] = items } } };
    }

    private static JsonObject Code(string language) => new() { ["code-editor"] = new JsonObject { ["language"] = language } };
}
