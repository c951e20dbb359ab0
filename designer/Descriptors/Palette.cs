using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Activities;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Designer.Descriptors;

/// <summary>Describes what can be drawn: the types that the engine runs, and the published workflows that stand as activities.</summary>
public static partial class Palette
{
    /// <summary>Type names by which Studio makes ports of its own; listing them as well would draw them twice.</summary>
    private static readonly string[] PortsMadeInStudio = ["Elsa.FlowSendHttpRequest", "Elsa.DownloadHttpFile", "Elsa.HttpEndpoint"];

    /// <summary>What a stock palette hides: containers that Studio cannot draw inside a flowchart. Definitions that have them run.</summary>
    private static readonly string[] NotInPalette = ["Elsa.Flowchart", "Elsa.Sequence", "Elsa.Parallel", "Elsa.Fork"];

    /// <summary>Every descriptor, in the reader's language.</summary>
    /// <param name="data">The reference data in force, which drop-downs are fed from.</param>
    /// <param name="language">Tag of the reader's language.</param>
    public static ImmutableArray<ActivityDescriptor> Of(ReferenceData data, string language)
    {
        ArgumentNullException.ThrowIfNull(data);
        var texts = DescriptorTexts.In(language);
        return
        [
            .. CaseActivities.All.Select(type => Of(type, data, texts)),
            .. CaseActivities.Types.All.Except(CaseActivities.All).Select(type => Of(type, data, texts)),
            Workflow(texts),
            .. data.Definitions.Published.Where(program => program.Definition.UsableAsActivity).Select(program => Of(program, texts)),
        ];
    }

    /// <summary>The descriptor of one type.</summary>
    public static ActivityDescriptor Of(ActivityType type, ReferenceData data, DescriptorTexts texts)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(texts);
        var grid = type as GridActivity;
        return new ActivityDescriptor
        {
            TypeName = type.TypeName,
            ClrType = type.TypeName,
            Namespace = type.TypeName[..type.TypeName.LastIndexOf('.')],
            Name = type.TypeName[(type.TypeName.LastIndexOf('.') + 1)..],
            Version = type.Version,
            Category = texts.Find($"category:{type.Category}") ?? type.Category,
            DisplayName = grid?.Names.In(texts.Language) ?? texts.Find(type.TypeName) ?? type.DisplayName,
            Description = grid?.Descriptions.In(texts.Language) ?? texts.Find(type.TypeName + "#") ?? type.Description,
            Inputs = [.. type.Inputs.Select((input, place) => Of(type.TypeName, input, place, data, texts))],
            Outputs = [.. type.Outputs.Select((output, place) => Of(type.TypeName, output, place, texts))],
            Kind = type.Kind.ToString(),
            Ports = PortsMadeInStudio.Contains(type.TypeName) ? [] : [.. type.Ports.Select(port => Of(type.TypeName, port, texts))],
            IsContainer = type.IsContainer,
            IsBrowsable = type.IsBrowsable && !NotInPalette.Contains(type.TypeName),
            IsStart = type.IsStart,
            IsTerminal = type.IsTerminal,
        };
    }

    private static InputDescriptor Of(string typeName, InputSpec input, int place, ReferenceData data, DescriptorTexts texts)
    {
        var (hint, specifications) = InputEditors.Of(typeName, input, data, texts);
        var name = texts.OfInput(typeName, input.Name) ?? input.DisplayName ?? Spaced(input.Name);
        var description = texts.OfInput(typeName, input.Name, "#") ?? input.Description ?? "";
        return new InputDescriptor
        {
            IsWrapped = input.IsWrapped,
            UiHint = hint,
            Category = input.Category is { } category ? texts.Find($"category:{category}") ?? category : null,
            DefaultValue = input.Default is TimeSpan span ? span.ToString("c") : input.Default,
            DefaultSyntax = hint == "code-editor" ? "JavaScript" : null,
            AutoEvaluate = input.AutoEvaluate,
            UiSpecifications = specifications,
            Name = input.Name,
            TypeName = input.Type.Alias,
            DisplayName = input.Required ? name + " *" : name,
            Description = input.Required ? $"{texts.Find("required")} {description}".Trim() : description,
            Order = place,
        };
    }

    private static OutputDescriptor Of(string typeName, OutputSpec output, int place, DescriptorTexts texts) =>
        new(output.Name, output.Type.Alias, texts.Find($"{typeName}>{output.Name}") ?? texts.Find($">{output.Name}") ?? output.DisplayName ?? Spaced(output.Name),
            texts.Find($"{typeName}>{output.Name}#") ?? output.Description ?? "")
        {
            Order = place,
        };

    private static PortDescriptor Of(string typeName, PortSpec port, DescriptorTexts texts) =>
        new(port.Name, texts.Find($"port:{typeName}.{port.Name}") ?? texts.Find($"port:{port.Name}") ?? port.DisplayName ?? Spaced(port.Name), port.Kind.ToString());

    // The root of a definition. Nobody draws it, but Studio shows its executions.
    private static ActivityDescriptor Workflow(DescriptorTexts texts) => new()
    {
        TypeName = "Elsa.Workflow",
        ClrType = "Elsa.Workflow",
        Namespace = "Elsa",
        Name = "Workflow",
        Version = 1,
        Category = texts.Find("category:Workflows") ?? "Workflows",
        DisplayName = texts.Find("Elsa.Workflow") ?? "Workflow",
        Description = texts.Find("Elsa.Workflow#") ?? "",
        Inputs = [],
        Outputs = [new OutputDescriptor("Result", "Object", texts.Find(">Result") ?? "Result", "")],
        Kind = nameof(ActivityKind.Action),
        Ports = [new PortDescriptor("Root", "Root", nameof(PortKind.Embedded))],
    };

    private static ActivityDescriptor Of(Program program, DescriptorTexts texts)
    {
        var definition = program.Definition;
        JsonObject Ids() => new()
        {
            ["WorkflowDefinitionId"] = definition.DefinitionId,
            ["WorkflowDefinitionVersionId"] = VersionId(definition),
            ["Version"] = definition.Version,
        };
        var custom = Ids();
        custom["RootType"] = "WorkflowDefinitionActivity";
        return new ActivityDescriptor
        {
            TypeName = definition.ActivityTypeName,
            ClrType = "WorkflowDefinitionActivity",
            Name = definition.ActivityTypeName,
            Version = definition.Version,
            Category = texts.Find("category:my-workflows") ?? "My workflows",
            DisplayName = definition.Name,
            Description = definition.Description ?? "",
            Inputs = [.. definition.Inputs.Select((input, place) => Of(input, place))],
            Outputs = [.. definition.Outputs.Select((output, place) => new OutputDescriptor(output.Name, output.TypeName, Or(output.DisplayName, output.Name), output.Description ?? "") { Order = place, IsSynthetic = true })],
            Kind = nameof(ActivityKind.Action),
            Ports =
            [
                new PortDescriptor("Root", "Root", nameof(PortKind.Embedded), IsBrowsable: false),
                .. definition.Outcomes.Select(outcome => new PortDescriptor(outcome, outcome, nameof(PortKind.Flow))),
            ],
            CustomProperties = custom,
            ConstructionProperties = Ids(),
            IsBrowsable = true,
        };
    }

    private static InputDescriptor Of(ArgumentDeclaration input, int place) => new()
    {
        IsWrapped = true,
        UiHint = "singleline",
        Category = "",
        AutoEvaluate = true,
        Name = input.Name,
        TypeName = input.TypeName,
        DisplayName = Or(input.DisplayName, input.Name),
        Description = input.Description ?? "",
        Order = place,
        IsSynthetic = true,
    };

    private static string VersionId(WorkflowDefinition definition) =>
        definition.Json.TryGetProperty("id", out var id) && id.ValueKind == System.Text.Json.JsonValueKind.String ? id.GetString()! : $"{definition.DefinitionId}:{definition.Version}";

    private static string Or(string? text, string other) => string.IsNullOrWhiteSpace(text) ? other : text;

    private static string Spaced(string name) => Words().Replace(name, " ");

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex Words();
}
