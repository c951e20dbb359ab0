using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Runtime.Journal;

/// <summary>
/// A command as JSON, whole: with it, the seed and the reference data that the row names, the burst can be run again bit for bit.
/// </summary>
internal static class CommandText
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = 256,
        Converters = { new WorkflowValue() },
    };

    // By name, as the journal's command column has them. Never by what a file says: the set is closed.
    private static readonly Dictionary<string, Type> Types = new Type[]
    {
        typeof(InstanceCommand.Start), typeof(InstanceCommand.Wake), typeof(InstanceCommand.Cancel), typeof(InstanceCommand.TimerDue),
        typeof(InstanceCommand.RetryActivity), typeof(InstanceCommand.Migrate), typeof(CaseCommand.File), typeof(CaseCommand.Claim), typeof(CaseCommand.Release),
        typeof(CaseCommand.Complete), typeof(CaseCommand.SignNotice), typeof(CaseCommand.WithdrawNotice), typeof(CaseCommand.ExemptClock),
        typeof(CaseCommand.AddRemark), typeof(CaseCommand.Reopen), typeof(CaseCommand.RequestAdjustment), typeof(CaseCommand.EndSuspension),
        typeof(CaseCommand.Reclassify), typeof(CaseCommand.MeetMilestone), typeof(CaseCommand.LinkDuplicate), typeof(CaseCommand.ReadPersonalData),
        typeof(CaseCommand.TakeCalendar), typeof(CaseCommand.RequestEarlierDue), typeof(CaseCommand.WatchOwner), typeof(CaseCommand.Transfer),
        typeof(CaseCommand.ForceClose), typeof(CaseCommand.Assign), typeof(CaseCommand.TakeLadders),
    }.ToDictionary(type => type.Name, StringComparer.Ordinal);

    public static string Write(InstanceCommand command) => JsonSerializer.Serialize(command, command.GetType(), Options);

    /// <param name="name">Name of the command, as the journal has it.</param>
    /// <param name="json">What <see cref="Write"/> gave.</param>
    /// <exception cref="FormatException">No command of this engine.</exception>
    public static InstanceCommand Read(string name, string json)
    {
        if (!Types.TryGetValue(name, out var type))
            throw new FormatException($"Expected a command of this engine, but found '{name}'.");
        try
        {
            return (InstanceCommand?)JsonSerializer.Deserialize(json, type, Options) ?? throw new FormatException($"Expected a stored {name}, but found null.");
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"Expected a stored {name}, but {wrong.Message}", wrong);
        }
    }

    private sealed class WorkflowValue : JsonConverter<object?>
    {
        public override bool HandleNull => true;

        public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(object);

        public override object? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return StoredValue.Read(document.RootElement);
        }

        public override void Write(Utf8JsonWriter writer, object? value, JsonSerializerOptions options) => StoredValue.Write(writer, value);
    }
}
