using System.Text.Json.Nodes;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Designer.Api.Instances;

/// <summary>Values of a case as everybody may see them: who reported it is masked wherever it stands in them.</summary>
internal sealed class PersonalMask
{
    private readonly (string Full, string Masked)[] _parts;

    private PersonalMask(Reporter full)
    {
        var masked = PersonalData.Masked(full);
        _parts =
        [
            .. new[] { (full.Name, masked.Name), (full.Email, masked.Email), (full.Phone, masked.Phone) }
                .Where(pair => !string.IsNullOrWhiteSpace(pair.Item1)).Select(pair => (pair.Item1!, pair.Item2 ?? "")).OrderByDescending(pair => pair.Item1.Length),
        ];
    }

    public static PersonalMask Of(InstanceState state) => new(state.Attachment is CaseFile file ? file.Reporter : Reporter.Anonymous);

    public string Text(string text) => _parts.Aggregate(text, (shown, part) => shown.Replace(part.Full, part.Masked, StringComparison.OrdinalIgnoreCase));

    public JsonNode? Value(JsonNode? value)
    {
        if (_parts.Length == 0)
            return value?.DeepClone();
        return value switch
        {
            JsonObject json => new JsonObject(json.Select(member => KeyValuePair.Create(member.Key, Value(member.Value)))),
            JsonArray list => new JsonArray([.. list.Select(Value)]),
            JsonValue one when one.TryGetValue<string>(out var text) => Text(text),
            _ => value?.DeepClone(),
        };
    }
}
