using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Delivery;
using GridWorkflow.Workflow.Expressions;

namespace GridWorkflow.Workflow.Interpreter;

/// <summary>Turns a definition into a program: ids become indices, expressions become delegates, and whatever cannot run is named.</summary>
internal sealed partial class Compilation
{
    private const int MaxDepth = 64;
    private const int MaxActivities = 5_000;

    private readonly List<ProgramActivity> _activities = [];
    private readonly List<Problem> _problems = [];
    private readonly List<Problem> _notes = [];
    private readonly List<IBound> _bound = [];
    private readonly List<string> _inlined = [];
    private readonly List<DefinitionPart> _parts = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    private Compilation(WorkflowDefinition definition, ActivityTypes types, CompileOptions options)
    {
        Definition = definition;
        Types = types;
        Options = options;
    }

    public WorkflowDefinition Definition { get; }

    public ActivityTypes Types { get; }

    public CompileOptions Options { get; }

    public IReadOnlyList<ProgramActivity> Activities => _activities;

    /// <summary>Set when an expression asks for outputs of activities.</summary>
    public bool KeepsOutputs { get; set; }

    /// <summary>Set when a script makes variables that no container declares.</summary>
    public bool MakesVariables { get; set; }

    public static Program Compile(WorkflowDefinition definition, ActivityTypes types, CompileOptions options)
    {
        var compilation = new Compilation(definition, types, options);
        compilation.CollectIds(definition.Root.Json);
        var workflow = new ProgramActivity(0, -1, WorkflowActivity.Instance, new ActivityNode(definition.Json, ""), WorkflowActivity.Id)
        {
            Id = WorkflowActivity.Id,
        };
        compilation._activities.Add(workflow);
        var scope = new Scope(compilation, workflow, null, definition);
        workflow.Variables = scope.Slots(definition.Variables, "variables");
        workflow.Prepared = scope.Child(definition.Root.Json, "root");
        foreach (var bound in compilation._bound)
            bound.Bind(compilation);
        foreach (var bound in compilation._bound)
            bound.Note(compilation);
        var strategy = IncidentStrategy.Find(definition.IncidentStrategy);
        if (strategy is null)
            compilation.Report("unknown-incident-strategy", $"Expected a known incident strategy, but found '{definition.IncidentStrategy}'.",
                "Choose FaultStrategy or ContinueWithIncidentsStrategy.", "options.incidentStrategyType");
        if (Activation.Read(definition.ActivationStrategy) is null)
            compilation.Report("unknown-activation-strategy", $"Expected a known activation strategy, but found '{definition.ActivationStrategy}'.",
                "Choose AllowAlwaysStrategy, SingletonStrategy, CorrelatedSingletonStrategy or CorrelationStrategy.", "options.activationStrategyType");
        var triggers = compilation.Triggers();
        if (compilation._problems.Count > 0)
            throw new RefusedException([.. compilation._problems.Select(definition.Locate)]);
        return new Program(
            definition,
            [.. compilation._activities],
            ContentHash.Of(definition, options.FlowchartMode, compilation._inlined),
            triggers,
            options)
        {
            ContinuesWithIncidents = strategy!.Value,
            KeepsOutputs = compilation.KeepsOutputs,
            Notes = compilation._notes,
            Parts = [.. compilation._parts.DistinctBy(part => (part.Definition.DefinitionId, part.Definition.Version, part.TypeName, part.ByVersion))],
        };
    }

    public void Report(string code, string reason, string remedy, string? path, string? activityId = null, string? property = null) =>
        _problems.Add(new Problem(code, reason, remedy) { Path = path, ActivityId = activityId, Property = property });

    /// <summary>Something to say before publishing that does not keep the program from running.</summary>
    public void Note(Problem problem) => _notes.Add(problem);

    /// <summary>What must be finished when the whole tree is known.</summary>
    public void Add(IBound bound) => _bound.Add(bound);

    private ImmutableArray<Trigger> Triggers()
    {
        var triggers = ImmutableArray.CreateBuilder<Trigger>();
        foreach (var activity in _activities.Where(activity => activity.Type.IsTrigger && activity.Node.CanStartWorkflow))
        {
            string? unknown = null;
            var trigger = activity.Type.StartTrigger(activity, name =>
            {
                if (TryLiteral(activity, name, out var value))
                    return value;
                unknown ??= name;
                return null;
            });
            if (unknown is not null)
                Report("unknown-trigger", $"Expected a value of '{unknown}' that is known without an instance, but found an expression.",
                    "Write it as a literal, or do not let the activity start the workflow.", activity.Node.Path, activity.Id, unknown);
            else if (trigger is not null)
                triggers.Add(trigger);
        }

        return triggers.ToImmutable();
    }

    private static bool TryLiteral(ProgramActivity activity, string name, out object? value)
    {
        var specs = activity.Type.Inputs;
        for (var index = 0; index < specs.Length; index++)
        {
            if (!string.Equals(specs[index].Name, name, StringComparison.OrdinalIgnoreCase))
                continue;
            var expression = activity.Inputs[index]?.Expression;
            value = expression is null ? specs[index].Default : (expression as ConstantExpression)?.Value;
            return expression is null or ConstantExpression;
        }

        throw new ArgumentException($"Expected an input of '{activity.TypeName}', but found '{name}'.", nameof(name));
    }

    private void CollectIds(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in json.EnumerateArray())
                CollectIds(item);
        }
        else if (json.ValueKind == JsonValueKind.Object)
        {
            if (Json.Text(json, "type") is not null && Json.Text(json, "id") is { } id)
                _ids.Add(id);
            foreach (var property in json.EnumerateObject())
            {
                if (property.Value.ValueKind is JsonValueKind.Array or JsonValueKind.Object)
                    CollectIds(property.Value);
            }
        }
    }

    private string NewId(string typeName)
    {
        var stem = typeName[(typeName.LastIndexOf('.') + 1)..];
        for (var number = 1; ; number++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{stem}{number}");
            if (_ids.Add(id))
                return id;
        }
    }
}

/// <summary>Something that is finished once the whole program is known.</summary>
internal interface IBound
{
    void Bind(Compilation compilation);

    /// <summary>Says what should be looked at before publishing.</summary>
    void Note(Compilation compilation);
}

internal static class IncidentStrategy
{
    /// <summary>True: goes on with incidents; false: faults; null: no such strategy.</summary>
    public static bool? Find(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return false;
        var comma = name.IndexOf(',', StringComparison.Ordinal);
        var type = comma < 0 ? name : name[..comma];
        return type[(type.LastIndexOf('.') + 1)..] switch
        {
            "FaultStrategy" => false,
            "ContinueWithIncidentsStrategy" => true,
            _ => null,
        };
    }
}
