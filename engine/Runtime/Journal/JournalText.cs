using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Runtime.Journal;

/// <summary>
/// What a journal row says, as JSON: <c>{"seed":"…","reference":"…","command":{…},"entries":[{"kind":…,"activity":…,"data":{…}}],
/// "steps":[["judge",3,"Suspended"]]}</c>. Seed, reference data and command are what the burst came from, so that it can be run again bit for
/// bit; rows of a database before version 2 have the seed only.
/// </summary>
internal static class JournalText
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 };

    public static string Write(Program program, Burst burst, JournalOrigin origin)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            writer.WriteStartObject();
            writer.WriteString("seed", origin.Seed.ToString("x16", CultureInfo.InvariantCulture));
            writer.WriteString("reference", origin.Reference);
            writer.WritePropertyName("command");
            writer.WriteRawValue(origin.Command);
            writer.WriteStartArray("entries");
            foreach (var entry in burst.Journal)
                WriteEntry(writer, entry);
            foreach (var effect in burst.Effects)
                WriteSaid(writer, effect);
            writer.WriteEndArray();
            writer.WriteStartArray("steps");
            foreach (var step in burst.Steps)
                WriteStep(writer, program, step);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static ImmutableArray<JournalEntry> ReadEntries(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });
        return [.. document.RootElement.GetProperty("entries").EnumerateArray().Select(ReadEntry)];
    }

    /// <summary>What the burst came from; null in a row that does not say it.</summary>
    public static JournalOrigin? ReadOrigin(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });
        var row = document.RootElement;
        return row.TryGetProperty("command", out var command)
            ? new JournalOrigin(
                ulong.Parse(row.GetProperty("seed").GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                row.GetProperty("reference").GetString()!,
                command.GetRawText())
            : null;
    }

    /// <summary>The task that the command of a row is about; null where it names none.</summary>
    public static Guid? ReadTaskId(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });
        return document.RootElement.TryGetProperty("command", out var command) && command.ValueKind == JsonValueKind.Object
            && command.TryGetProperty("taskId", out var task) && task.TryGetGuid(out var id)
            ? id
            : null;
    }

    /// <summary>The reason that was given with the command of a row; null where it has none.</summary>
    public static string? ReadReason(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });
        return document.RootElement.TryGetProperty("command", out var command) && command.ValueKind == JsonValueKind.Object
            && command.TryGetProperty("reason", out var reason) && reason.ValueKind == JsonValueKind.String
            ? reason.GetString()
            : null;
    }

    /// <summary>The activities that moved, in order.</summary>
    public static ImmutableArray<PathStep> ReadPath(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });
        return
        [
            .. document.RootElement.GetProperty("steps").EnumerateArray()
                .Select(step => new PathStep(step[0].GetString()!, step[1].GetInt32(), Enum.Parse<StepKind>(step[2].GetString()!))),
        ];
    }

    private static JournalEntry ReadEntry(JsonElement json) => new(
        json.GetProperty("kind").GetString()!,
        json.TryGetProperty("activity", out var activity) ? activity.GetString() : null,
        json.TryGetProperty("data", out var data)
            ? Facts.Of([.. data.EnumerateObject().Select(member => (member.Name, StoredValue.Read(member.Value)))])
            : Facts.None);

    private static void WriteEntry(Utf8JsonWriter writer, JournalEntry entry)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", entry.Kind);
        if (entry.ActivityId is not null)
            writer.WriteString("activity", entry.ActivityId);
        if (entry.Data.Count > 0)
        {
            writer.WriteStartObject("data");
            foreach (var (name, value) in entry.Data)
            {
                writer.WritePropertyName(name);
                StoredValue.Write(writer, value);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    // Effects that have no row of their own.
    private static void WriteSaid(Utf8JsonWriter writer, Effect effect)
    {
        if (effect is LineWritten line)
            WriteEntry(writer, new JournalEntry(nameof(LineWritten), null, Facts.Of(("text", line.Text))));
        else if (effect is HttpResponded response)
            WriteEntry(writer, new JournalEntry(nameof(HttpResponded), null, Facts.Of(("statusCode", response.StatusCode))));
    }

    private static void WriteStep(Utf8JsonWriter writer, Program program, Step step)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(program.Activities[step.ActivityIndex].Id);
        writer.WriteNumberValue(step.Execution);
        writer.WriteStringValue(step.Kind.ToString());
        writer.WriteEndArray();
    }
}

/// <summary>What a burst came from, besides the state before it and the instant.</summary>
/// <param name="Seed">From which it drew its ids.</param>
/// <param name="Reference">Content hash of the reference data that it looked at.</param>
/// <param name="Command">The command as <see cref="CommandText"/>.</param>
internal readonly record struct JournalOrigin(ulong Seed, string Reference, string Command);
