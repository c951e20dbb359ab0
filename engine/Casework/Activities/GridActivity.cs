using System.Collections.Immutable;
using System.Text.Json;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Texts;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Activities;

/// <summary>An activity on the case that runs. Works on a copy of the case file; a fault leaves file, effects and journal as they were.</summary>
public abstract class GridActivity : ActivityType
{
    /// <summary>What the designer calls it, by language.</summary>
    public abstract LocalText Names { get; }

    /// <summary>What it does, by language.</summary>
    public abstract LocalText Descriptions { get; }

    public sealed override string DisplayName => Names.English;

    public sealed override string Description => Descriptions.English;

    public sealed override string Category => "Casework";

    public sealed override void Execute(ActivityContext c) => Work(c, Run);

    /// <summary>Does the work.</summary>
    /// <returns>The outcome, or null to wait on a bookmark.</returns>
    private protected abstract string? Run(ActivityContext c, CaseWork work);

    private protected static void Work(ActivityContext c, Func<ActivityContext, CaseWork, string?> run)
    {
        var work = new CaseWork(FileOf(c), ReferenceOf(c), c.World);
        var outcome = run(c, work);
        Settle(c, work);
        if (outcome is not null)
            c.Complete(outcome);
    }

    private protected static void Settle(ActivityContext c, CaseWork work)
    {
        // Without enumerators: this runs for each activity on a case.
        for (var index = 0; index < work.Effects.Count; index++)
            c.Emit(work.Effects[index]);
        for (var index = 0; index < work.Entries.Count; index++)
            c.Journal(work.Entries[index].Kind, work.Entries[index].Facts);
        c.Attachment = work.File;
    }

    private protected static CaseFile FileOf(ActivityContext c) => c.Attachment as CaseFile
        ?? throw new ActivityFaultException("Expected a case file with the instance, but there is none: Grid activities run in cases only.");

    private protected static ReferenceData ReferenceOf(ActivityContext c) => c.World.Reference as ReferenceData
        ?? throw new ActivityFaultException("Expected reference data in the world of the burst, but there is none.");

    /// <summary>The text of an input; null where it is empty or no text.</summary>
    private protected static string? Text(ActivityContext c, string input) => c.Input(input) as string is { Length: > 0 } text ? text : null;

    /// <summary>The texts of an input, each once.</summary>
    private protected static ImmutableArray<string> List(ActivityContext c, string input)
    {
        if (c.Input(input) is not IReadOnlyList<object?> { Count: > 0 } items)
            return [];
        var texts = ImmutableArray.CreateBuilder<string>(items.Count);
        for (var index = 0; index < items.Count; index++)
        {
            if (items[index] is string text && !texts.Contains(text))
                texts.Add(text);
        }

        return texts.DrainToImmutable();
    }

    /// <summary>The text of an input that is no script; null otherwise.</summary>
    public static string? Literal(ActivityNode node, string property) =>
        Expression(node, property) is { ValueKind: JsonValueKind.String } value
            && node.TryGet(property, out var input) && input.GetProperty("expression").TryGetProperty("type", out var type) && type.ValueEquals("Literal")
            ? value.GetString()
            : null;

    /// <summary>What an input's expression holds; null without one.</summary>
    private protected static JsonElement? Expression(ActivityNode node, string property) =>
        node.TryGet(property, out var input) && input.ValueKind == JsonValueKind.Object && input.TryGetProperty("expression", out var expression)
            && expression.ValueKind == JsonValueKind.Object && expression.TryGetProperty("value", out var value)
            ? value
            : null;

    /// <summary>The ports of an activity with fixed outcomes.</summary>
    private protected static ImmutableArray<PortSpec> Outcomes(params (string Name, string DisplayName)[] outcomes) =>
        [.. outcomes.Select(outcome => new PortSpec(outcome.Name) { DisplayName = outcome.DisplayName })];

    private protected static ImmutableArray<Choice> Choices(params (string Value, string Text)[] choices) =>
        [.. choices.Select(choice => new Choice(choice.Text, choice.Value))];

    /// <summary>The texts of an input as a definition writes them; null where a script decides.</summary>
    internal static List<string>? Listed(ActivityNode node, string property)
    {
        if (Expression(node, property) is not { } value)
            return [];
        if (value.ValueKind == JsonValueKind.Array)
            return Strings(value);
        if (value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            using var parsed = JsonDocument.Parse(value.GetString()!);
            return parsed.RootElement.ValueKind == JsonValueKind.Array ? Strings(parsed.RootElement) : null;
        }
        catch (JsonException)
        {
            // A script: its outcomes are not known before it runs.
            return null;
        }
    }

    private static List<string> Strings(JsonElement array) =>
        [.. array.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)];
}
