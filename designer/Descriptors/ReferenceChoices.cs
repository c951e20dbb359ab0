using System.Text.Json.Nodes;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Activities;
using GridWorkflow.Workflow.Activities;

namespace GridWorkflow.Designer.Descriptors;

/// <summary>What a drop-down offers out of the reference data in force.</summary>
public static class ReferenceChoices
{
    /// <summary>How a lifecycle names a level without knowing the organisation.</summary>
    private static readonly string[] Levels = ["current", "current+1", "current-1", "lowest", "lowest+1", "highest", "highest-1"];

    /// <summary>The choices of an input, or null when it takes any text.</summary>
    /// <param name="typeName">Type of the activity.</param>
    /// <param name="input">Name of the input.</param>
    /// <param name="data">The reference data in force.</param>
    /// <param name="texts">The reader's language.</param>
    public static IReadOnlyList<Choice>? Of(string typeName, string input, ReferenceData data, DescriptorTexts texts)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(texts);
        var language = texts.Language;
        return (typeName, input) switch
        {
            ("Grid.Task", "Role") => [.. Word("unit-leader", HumanTask.UnitLeader), .. Roles()],
            (_, "Role" or "Otherwise") when IsGrid(typeName) => [.. Roles()],
            ("Grid.RaiseLevel", "To") or (_, "Level") when IsGrid(typeName) =>
                [.. Levels.SelectMany(word => Word($"level.{word}", word)),
                 .. data.Organisation.Levels.Select(level => new Choice($"{level.Names.In(language)} ({level.Key})", level.Key))],
            ("Grid.Task", "Unit") => [.. Word("unit.handling", HumanTask.HandlingUnit), .. Units()],
            (_, "Unit") when IsGrid(typeName) => [.. Units()],
            (_, "Form") when IsGrid(typeName) => [.. data.Forms.Keys.Select(id => new Choice(id, id))],
            (_, "Template" or "Notify") when IsGrid(typeName) => [.. data.Templates.All.Keys.Select(id => new Choice(id, id))],
            (_, "Policy") when IsGrid(typeName) => [.. data.Policies.Keys.Select(id => new Choice(id, id))],
            (_, "Ladder") when IsGrid(typeName) => [.. data.Ladders.Keys.Select(id => new Choice(id, id))],
            (_, "Calendar") when IsGrid(typeName) => [.. data.Calendars.Keys.Select(id => new Choice(id, id))],
            (_, "Category") when IsGrid(typeName) => [.. data.Catalogue.Categories.Select(category => new Choice($"{category.Names.In(language)} ({category.Code})", category.Code))],
            (_, "StartsClock" or "LimitOf") when IsGrid(typeName) => [.. data.Words.Tasks.Select(task => new Choice($"{task.Value.In(language)} ({task.Key})", task.Key))],
            _ => null,
        };

        IEnumerable<Choice> Roles() => data.Organisation.Roles.Select(role => new Choice($"{role.Names.In(language)} ({role.Key})", role.Key));
        IEnumerable<Choice> Units() => data.Organisation.Units.Where(unit => !data.Organisation.IsGrid(unit.Id)).Select(unit => new Choice($"{unit.Names.In(language)} ({unit.Id})", unit.Id));
        IEnumerable<Choice> Word(string key, string value) => [new Choice(texts.Find($"choice:{key}") ?? value, value)];
    }

    /// <summary>Items as Studio's editors read them.</summary>
    public static JsonArray Items(IEnumerable<Choice> choices) =>
        new([.. choices.Select(choice => (JsonNode)new JsonObject { ["text"] = choice.Text, ["value"] = choice.Value })]);

    private static bool IsGrid(string typeName) => typeName.StartsWith("Grid.", StringComparison.Ordinal);
}
