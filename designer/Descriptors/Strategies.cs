using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Designer.Descriptors;

/// <summary>The short lists behind Studio's drop-downs. One name for each thing: the one that is saved.</summary>
internal static class Strategies
{
    private static readonly (string Key, string TypeName)[] Activations =
    [
        ("always", "Elsa.Workflows.ActivationValidators.AllowAlwaysStrategy, Elsa.Workflows.Core"),
        ("correlated-singleton", "Elsa.Workflows.Runtime.ActivationValidators.CorrelatedSingletonStrategy, Elsa.Workflows.Runtime"),
        ("correlation", "Elsa.Workflows.Runtime.ActivationValidators.CorrelationStrategy, Elsa.Workflows.Runtime"),
        ("singleton", "Elsa.Workflows.Runtime.ActivationValidators.SingletonStrategy, Elsa.Workflows.Runtime"),
    ];

    private static readonly (string Type, bool IsBrowsable, string? Monaco)[] Expressions =
    [
        ("Literal", false, null), ("Object", false, "json"), ("Variable", true, null), ("Input", true, null),
        ("JavaScript", true, "javascript"), ("Liquid", true, "liquid"), ("Scriban", true, "liquid"),
    ];

    private static readonly (string TypeName, string Category)[] Variables =
    [
        ("Object", "Primitives"), ("String", "Primitives"), ("Boolean", "Primitives"), ("Int32", "Primitives"), ("Long", "Primitives"), ("Single", "Primitives"),
        ("Double", "Primitives"), ("Decimal", "Primitives"), ("Guid", "Primitives"), ("DateTime", "Primitives"), ("DateTimeOffset", "Primitives"), ("TimeSpan", "Primitives"),
        ("StringDictionary", "Lookups"), ("ObjectDictionary", "Lookups"), ("JSON", "Dynamic"), ("JsonElement", "Dynamic"), ("JsonNode", "Dynamic"), ("JsonObject", "Dynamic"),
        ("ByteArray", "Data"), ("Stream", "Data"),
        ("HttpRouteData", "HTTP"), ("HttpHeaders", "HTTP"), ("HttpFile", "HTTP"),
    ];

    /// <summary>When a new instance may start.</summary>
    public static object Activation(DescriptorTexts texts) => List(Activations.Select(one => Named(texts, $"activation.{one.Key}", one.TypeName)));

    /// <summary>What an incident does to the instance.</summary>
    public static object Incidents(DescriptorTexts texts) =>
        List([Named(texts, "incident.continue", "ContinueWithIncidentsStrategy"), Named(texts, "incident.fault", "FaultStrategy")]);

    /// <summary>One: state and journal are always written in one transaction. The drop-down says so, and saves nothing else.</summary>
    public static object Commits() => List(Array.Empty<object>());

    /// <summary>One: the journal is always kept.</summary>
    public static object LogPersistence(DescriptorTexts texts) => List([Named(texts, "log.inherit", "Elsa.Workflows.LogPersistence.Strategies.Inherit, Elsa.Workflows.Core")]);

    /// <summary>Where a variable is kept: with the instance; without one it does not outlive a burst. Named as saved; a stock server lists another name than it saves.</summary>
    public static object StorageDrivers(DescriptorTexts texts) => new
    {
        items = new[]
        {
            new { typeName = "WorkflowInstanceStorageDriver", displayName = texts.Find("storage.instance"), priority = 5, deprecated = false },
        },
    };

    /// <summary>Languages of expressions.</summary>
    public static object ExpressionTypes(DescriptorTexts texts) => List(Expressions.Select(one => new
    {
        type = one.Type,
        displayName = texts.Find($"expression.{one.Type}") ?? one.Type,
        isSerializable = true,
        isBrowsable = one.IsBrowsable,
        properties = one.Monaco is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["MonacoLanguage"] = one.Monaco },
    }));

    /// <summary>Types of variables, inputs and outputs; each is one that definitions may name.</summary>
    public static object VariableTypes(DescriptorTexts texts) => new
    {
        items = Variables.Where(one => DataType.Find(one.TypeName) is not null).Select(one => new
        {
            typeName = one.TypeName,
            displayName = one.TypeName,
            category = texts.Find($"category:{one.Category}") ?? one.Category,
            description = texts.Find($"type.{one.TypeName}") ?? "",
        }),
    };

    /// <summary>What this server can do, by the names that Studio asks for. Only what is true: no retries at will, no secrets, no alterations.</summary>
    public static IReadOnlyList<string> Features { get; } = ["Elsa.WorkflowManagement", "Elsa.WorkflowRuntime", "Elsa.WorkflowsApi", "Elsa.JavaScript", "Elsa.Liquid", "Elsa.Http", "Elsa.Scheduling", "Elsa.RealTimeWorkflowUpdates"];

    /// <summary>A feature as Studio reads it.</summary>
    public static object Feature(string fullName) => new
    {
        name = fullName[(fullName.LastIndexOf('.') + 1)..],
        @namespace = fullName[..fullName.LastIndexOf('.')],
        fullName,
        displayName = fullName[(fullName.LastIndexOf('.') + 1)..],
        description = "",
    };

    /// <summary>A list as Studio reads it.</summary>
    public static object List(IEnumerable<object> items)
    {
        var all = items.ToArray();
        return new { items = all, count = all.Length };
    }

    private static object Named(DescriptorTexts texts, string key, string typeName) => new { displayName = texts.Find(key), description = texts.Find(key + "#") ?? "", typeName };
}
