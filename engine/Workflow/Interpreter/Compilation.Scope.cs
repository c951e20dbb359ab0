using System.Text.Json;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Expressions;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Interpreter;

internal sealed partial class Compilation
{
    /// <summary>The place in the tree where something is compiled: an activity, its variables and everything around it.</summary>
    public sealed class Scope(Compilation compilation, ProgramActivity owner, Scope? parent, WorkflowDefinition definition)
    {
        public Compilation Compilation { get; } = compilation;

        public ProgramActivity Owner { get; } = owner;

        public Scope? Parent { get; } = parent;

        /// <summary>The definition in which this stands: the program's own or one that is used as an activity.</summary>
        public WorkflowDefinition Definition { get; } = definition;

        /// <summary>Stands in a definition that is used as an activity.</summary>
        public bool IsNested => !ReferenceEquals(Definition, Compilation.Definition);

        private int Depth { get; } = parent is null ? 0 : parent.Depth + 1;

        public void Report(string code, string reason, string remedy, string? property = null) =>
            Compilation.Report(code, reason, remedy, property is null ? Owner.Node.Path : $"{Owner.Node.Path}.{property}", Owner.Id, property);

        /// <summary>Says before publishing what keeps nothing from being loaded; see <see cref="Compilation.Note"/>.</summary>
        public void Note(string code, string reason, string remedy, string property, Severity severity = Severity.Error) => Compilation.Note(new Problem(code, reason, remedy)
        {
            ActivityId = Owner.Id, Property = property, Path = $"{Owner.Node.Path}.{property}", Severity = severity,
        });

        /// <summary>Compiles the child activity in a property; -1 when there is none.</summary>
        public int Child(string property) =>
            Owner.Node.TryGet(property, out var json) && json.ValueKind == JsonValueKind.Object ? Child(json, $"{Owner.Node.Path}.{property}") : -1;

        /// <summary>Compiles the child activities in a list.</summary>
        public int[] Children(string property)
        {
            if (!Owner.Node.TryGet(property, out var list) || list.ValueKind != JsonValueKind.Array)
                return [];
            var children = new int[list.GetArrayLength()];
            var ids = new HashSet<string>(StringComparer.Ordinal);
            var index = 0;
            foreach (var json in list.EnumerateArray())
            {
                var path = $"{Owner.Node.Path}.{property}[{index}]";
                if (Json.Text(json, "id") is { Length: > 0 } id && !ids.Add(id))
                    Compilation.Report("duplicate-id", $"Expected each id once, but '{id}' comes twice.", "Give each activity its own id.", path, id, "id");
                children[index++] = Child(json, path);
            }

            return children;
        }

        /// <summary>Compiles an activity below this one; its index, or -1 when it was refused.</summary>
        public int Child(JsonElement json, string path)
        {
            if (json.ValueKind != JsonValueKind.Object || Json.Text(json, "type") is not { } typeName)
            {
                Compilation.Report("no-activity-type", "Expected an activity with a 'type', but found none.", "Name the activity type in 'type', in lower case.", path, Owner.Id);
                return -1;
            }

            if (Compilation._activities.Count > MaxActivities)
            {
                if (Compilation._activities.Count == MaxActivities + 1)
                    Compilation.Report("too-many-activities", $"Expected at most {MaxActivities} activities, but found more.", "Split the definition.", path, Owner.Id);
                return -1;
            }

            if (Depth > MaxDepth)
            {
                Compilation.Report("too-deep", $"Expected at most {MaxDepth} levels of activities, but found more.", "Flatten the definition.", path, Owner.Id);
                return -1;
            }

            var node = new ActivityNode(json, path);
            if (Compilation.Types.Find(typeName) is not { } type)
            {
                if (RefusedActivities.Find(typeName) is { } refusal)
                {
                    Compilation.Report("refused-activity-type", refusal.Reason, refusal.Remedy, path, node.Id, "type");
                    return -1;
                }

                var pinned = Pinned(node);
                var nested = pinned ?? Compilation.Options.FindActivityDefinition(typeName);
                if (nested is null)
                {
                    Compilation.Report("unknown-activity-type", $"Expected a known activity type, but found '{typeName}'.",
                        Nearest.Suggest(typeName, Compilation.Types.All.Select(known => known.TypeName)) ?? "Choose an activity of the palette.", path, node.Id, "type");
                    return -1;
                }

                Compilation._parts.Add(new DefinitionPart(nested, typeName, pinned is not null));
                type = WorkflowAsActivity.Of(nested, typeName);
            }

            if (node.Version is { } version && version != 0 && version != type.Version && type is not WorkflowAsActivity)
            {
                Compilation.Report("unknown-activity-version", $"Expected version {type.Version} of '{typeName}', but found {version}.", $"Use version {type.Version}.", path, node.Id, "version");
                return -1;
            }

            var id = node.Id.Length > 0 ? node.Id : Compilation.NewId(typeName);
            var activity = new ProgramActivity(Compilation._activities.Count, Owner.Index, type, node, $"{Owner.NodeId}:{id}") { Id = id };
            Compilation._activities.Add(activity);
            new Scope(Compilation, activity, this, Definition).CompileOwner();
            return activity.Index;
        }

        /// <summary>The very version that an activity names, when it is still there; else the published one is taken.</summary>
        private WorkflowDefinition? Pinned(ActivityNode node) =>
            Json.Text(node.Json, "workflowDefinitionId") is { } id && node.Version is > 0 and { } version
                && Compilation.Options.FindDefinition(id, version) is { UsableAsActivity: true } definition
                ? definition
                : null;

        /// <summary>Compiles the root of a definition that stands here as an activity, with the variables of that definition.</summary>
        public int Nested(WorkflowDefinition nested)
        {
            for (var scope = this; scope is not null; scope = scope.Parent)
            {
                if (!string.Equals(scope.Definition.DefinitionId, nested.DefinitionId, StringComparison.Ordinal))
                    continue;
                Report("recursive-workflow", $"Expected workflows that do not contain themselves, but '{nested.Name}' stands in itself.", "Dispatch it instead.", "type");
                return -1;
            }

            Owner.Variables = Slots(nested.Variables, Owner.Node.Path);
            Compilation._inlined.Add(ContentHash.Of(nested, Compilation.Options.FlowchartMode, []));
            return new Scope(Compilation, Owner, Parent, nested).Child(nested.Root.Json, $"{Owner.Node.Path}.root");
        }

        private void CompileOwner()
        {
            if (Owner.Type.IsContainer)
                Owner.Variables = Slots(VariableDeclaration.ReadAll(Owner.Node.Json), $"{Owner.Node.Path}.variables");
            var specs = Owner.Type.Inputs;
            var inputs = new CompiledInput?[specs.Length];
            for (var index = 0; index < specs.Length; index++)
            {
                var spec = specs[index];
                if (Owner.Node.TryGet(spec.Name, out var json) && json.ValueKind != JsonValueKind.Null && spec.IsWrapped)
                    inputs[index] = Input(spec.Name, spec.Converts ? spec.Type : DataType.Object, json);
                if (spec.Required && (json.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null))
                    Report("missing-input", $"Expected a value for '{spec.Name}', but found none.", "Fill it in.", spec.Name);
            }

            Owner.Inputs = inputs;
            var outputs = Owner.Type.Outputs;
            var targets = new VariableTarget?[outputs.Length];
            var workflowOutputs = new string?[outputs.Length];
            for (var index = 0; index < outputs.Length; index++)
            {
                if (Owner.Node.TryGet(outputs[index].Name, out var json) && json.ValueKind == JsonValueKind.Object
                    && json.TryGetProperty("memoryReference", out var reference) && Json.Text(reference, "id") is { } variableId)
                {
                    targets[index] = FindVariable(variableId);
                    if (targets[index] is null)
                        workflowOutputs[index] = Definition.Outputs.FirstOrDefault(output => string.Equals(output.Name, variableId, StringComparison.Ordinal))?.Name;
                }
            }

            Owner.OutputTargets = targets;
            Owner.WorkflowOutputs = workflowOutputs;
            Owner.Prepared = Owner.Type.Prepare(this, Owner.Node);
            foreach (var problem in Owner.Type.Check(Owner.Node))
            {
                (problem.Severity == Severity.Error ? Compilation._problems : Compilation._notes)
                    .Add(problem with { ActivityId = problem.ActivityId ?? Owner.Id, Path = problem.Path ?? Owner.Node.Path });
            }
        }

        /// <summary>Compiles an input: <c>{typeName, expression: {type, value}}</c>, or a bare value as a literal.</summary>
        public CompiledInput? Input(string name, DataType type, JsonElement json)
        {
            var compiled = ExpressionCompiler.Compile(this, name, json, type);
            var isSettled = false;
            if (compiled is ConstantExpression constant && type.TryConvert(constant.Value, out var converted, out _))
            {
                compiled = new ConstantExpression(converted);
                isSettled = type.Kind != DataKind.Object || type.IsArray;
            }

            return compiled is null ? null : new CompiledInput(name, type, compiled) { IsSettled = isSettled };
        }

        /// <summary>The variable with this id, nearest scope first.</summary>
        public VariableTarget? FindVariable(string id) => FindVariable(slot => string.Equals(slot.Id, id, StringComparison.Ordinal));

        /// <summary>The variable with this name, nearest scope first.</summary>
        public VariableTarget? FindVariableByName(string name) => FindVariable(slot => string.Equals(slot.Name, name, StringComparison.Ordinal));

        /// <summary>All variables that can be seen from here.</summary>
        public IEnumerable<VariableSlot> VisibleVariables()
        {
            for (var scope = this; scope is not null; scope = scope.Parent)
            {
                foreach (var slot in scope.Owner.Variables)
                    yield return slot;
            }
        }

        public VariableTarget? FindVariable(Predicate<VariableSlot> wanted)
        {
            for (var scope = this; scope is not null; scope = scope.Parent)
            {
                var index = Array.FindIndex(scope.Owner.Variables, wanted);
                if (index >= 0)
                    return new VariableTarget(scope.Owner.Index, index, scope.Owner.Variables[index]);
            }

            return null;
        }

        public VariableSlot[] Slots(IReadOnlyList<VariableDeclaration> declarations, string path)
        {
            var slots = new List<VariableSlot>(declarations.Count);
            for (var index = 0; index < declarations.Count; index++)
            {
                var declaration = declarations[index];
                if (DataType.Find(declaration.TypeName) is not { } type)
                {
                    Compilation.Report("unknown-type", $"Expected a known type for variable '{declaration.Name}', but found '{declaration.TypeName}'.",
                        Nearest.Suggest(declaration.TypeName, DataType.Names) ?? "Choose a type of the list.", $"{path}[{index}].typeName", Owner.Id, "variables");
                    continue;
                }

                if (declaration.IsArray)
                    type = type.AsArray();
                var given = declaration.Default.ValueKind is JsonValueKind.Array or JsonValueKind.Object && type is { Kind: DataKind.Object, IsArray: false }
                    ? declaration.Default.GetRawText()
                    : StoredValue.FromJson(declaration.Default);
                if (!type.TryConvert(given, out var value, out var reason))
                    value = null;
                slots.Add(new VariableSlot(declaration.Id, declaration.Name, type, value ?? type.Zero(given), declaration.StorageDriver is not null) { Refused = reason });
            }

            return [.. slots];
        }
    }
}
