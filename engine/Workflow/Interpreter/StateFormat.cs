using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Interpreter;

/// <summary>
/// An instance as bytes: compact JSON, versioned in its first member. The attachment is not in it: the layer above stores it
/// beside. A reader for each released version stays here for ever.
/// </summary>
public static class StateFormat
{
    /// <summary>The version that is written.</summary>
    public const int Version = 1;

    private const int Breaking = 16;

    private static readonly JsonWriterOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 };

    /// <summary>Writes a state.</summary>
    public static byte[] Write(InstanceState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            writer.WriteStartObject();
            writer.WriteNumber("v", Version);
            writer.WriteString("id", state.Id);
            writer.WriteString("d", state.DefinitionId);
            writer.WriteNumber("dv", state.DefinitionVersion);
            writer.WriteString("h", state.ProgramHash);
            writer.WriteNumber("s", (int)state.SubStatus);
            writer.WriteNumber("t", state.StartedAt.ToUnixTimeMilliseconds());
            writer.WriteNumber("n", state.LastExecution);
            if (state.CorrelationId is not null)
                writer.WriteString("c", state.CorrelationId);
            if (state.Name is not null)
                writer.WriteString("nm", state.Name);
            if (state.Parent is { } parent)
                WriteParent(writer, parent);
            WriteValues(writer, "in", state.Input);
            WriteValues(writer, "out", state.Output);
            WriteList(writer, "b", state.Bookmarks, WriteBookmark);
            WriteList(writer, "i", state.Incidents, WriteIncident);
            WriteList(writer, "tm", state.Timers, WriteTimer);
            WriteList(writer, "e", state.Executions, WriteExecution);
            WriteList(writer, "o", state.Outputs, WriteOutput);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a state of any released version.</summary>
    /// <param name="bytes">What <see cref="Write"/> made.</param>
    /// <param name="program">The program that the instance is pinned to.</param>
    /// <exception cref="FormatException">The bytes are no state, of a later version, or of another program.</exception>
    public static InstanceState Read(ReadOnlySpan<byte> bytes, Program program)
    {
        ArgumentNullException.ThrowIfNull(program);
        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 256 });
            using var document = JsonDocument.ParseValue(ref reader);
            var json = document.RootElement;
            var version = json.GetProperty("v").GetInt32();
            if (version is < 1 or > Version)
                throw new FormatException($"Expected a state of version 1 to {Version}, but found {version}.");
            var hash = json.GetProperty("h").GetString()!;
            if (!string.Equals(hash, program.ContentHash, StringComparison.Ordinal))
                throw new FormatException($"Expected a state of program {program.ContentHash}, but found {hash}.");
            var subStatus = (InstanceSubStatus)json.GetProperty("s").GetByte();
            return new InstanceState
            {
                Id = json.GetProperty("id").GetGuid(),
                DefinitionId = json.GetProperty("d").GetString()!,
                DefinitionVersion = json.GetProperty("dv").GetInt32(),
                ProgramHash = hash,
                SubStatus = subStatus,
                Status = subStatus is InstanceSubStatus.Executing or InstanceSubStatus.Suspended ? InstanceStatus.Running : InstanceStatus.Finished,
                StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(json.GetProperty("t").GetInt64()),
                LastExecution = json.GetProperty("n").GetInt32(),
                CorrelationId = json.TryGetProperty("c", out var correlation) ? correlation.GetString() : null,
                Name = json.TryGetProperty("nm", out var name) ? name.GetString() : null,
                Parent = json.TryGetProperty("p", out var parent) ? ReadParent(parent) : null,
                Input = ReadValues(json, "in"),
                Output = ReadValues(json, "out"),
                Bookmarks = ReadList(json, "b", ReadBookmark),
                Incidents = ReadList(json, "i", ReadIncident),
                Timers = ReadList(json, "tm", ReadTimer),
                Executions = ReadList(json, "e", ReadExecution),
                Outputs = ReadList(json, "o", item => new OutputState(item[0].GetInt32(), item[1].GetString()!, StoredValue.Read(item[2]))),
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new FormatException($"Expected a stored state, but {e.Message}", e);
        }
    }

    private static void WriteParent(Utf8JsonWriter writer, ParentLink parent)
    {
        writer.WriteStartArray("p");
        writer.WriteStringValue(parent.InstanceId);
        writer.WriteStringValue(parent.Key);
        writer.WriteNumberValue((int)parent.Mode);
        writer.WriteBooleanValue(parent.AtFirstRest);
        writer.WriteEndArray();
    }

    private static ParentLink ReadParent(JsonElement json) =>
        new(json[0].GetGuid(), json[1].GetString()!, (ChildMode)json[2].GetByte(), json[3].GetBoolean());

    private static void WriteValues(Utf8JsonWriter writer, string name, ImmutableSortedDictionary<string, object?> values)
    {
        if (values.IsEmpty)
            return;
        writer.WriteStartArray(name);
        foreach (var (key, value) in values)
        {
            writer.WriteStringValue(key);
            StoredValue.Write(writer, value);
        }

        writer.WriteEndArray();
    }

    private static ImmutableSortedDictionary<string, object?> ReadValues(JsonElement json, string name)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, object?>(StringComparer.OrdinalIgnoreCase);
        if (json.TryGetProperty(name, out var list))
        {
            for (var index = 0; index < list.GetArrayLength(); index += 2)
                values[list[index].GetString()!] = StoredValue.Read(list[index + 1]);
        }

        return values.ToImmutable();
    }

    private static void WriteList<T>(Utf8JsonWriter writer, string name, ImmutableArray<T> list, Action<Utf8JsonWriter, T> write)
    {
        if (list.IsEmpty)
            return;
        writer.WriteStartArray(name);
        foreach (var item in list)
        {
            writer.WriteStartArray();
            write(writer, item);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static ImmutableArray<T> ReadList<T>(JsonElement json, string name, Func<JsonElement, T> read) =>
        json.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(read)] : [];

    private static void WriteBookmark(Utf8JsonWriter writer, Bookmark bookmark)
    {
        writer.WriteStringValue(bookmark.Id);
        writer.WriteStringValue(bookmark.Kind);
        writer.WriteStringValue(bookmark.Key);
        writer.WriteStringValue(bookmark.ActivityId);
        writer.WriteNumberValue(bookmark.Execution);
        if (bookmark.Data is not null)
            StoredValue.Write(writer, bookmark.Data);
    }

    private static Bookmark ReadBookmark(JsonElement item) =>
        new(item[0].GetGuid(), item[1].GetString()!, item[2].GetString(), item[3].GetString()!, item[4].GetInt32())
        {
            Data = item.GetArrayLength() > 5 ? StoredValue.Read(item[5]) : null,
        };

    private static void WriteIncident(Utf8JsonWriter writer, Incident incident)
    {
        writer.WriteStringValue(incident.ActivityId);
        writer.WriteStringValue(incident.Reason);
        writer.WriteNumberValue(incident.At.ToUnixTimeMilliseconds());
        writer.WriteStringValue(incident.Code);
        writer.WriteNumberValue(incident.Execution);
    }

    private static Incident ReadIncident(JsonElement item) =>
        new(item[0].GetString(), item[1].GetString()!, DateTimeOffset.FromUnixTimeMilliseconds(item[2].GetInt64()))
        {
            Code = item[3].GetString()!, Execution = item[4].GetInt32(),
        };

    private static void WriteTimer(Utf8JsonWriter writer, PendingTimer timer)
    {
        writer.WriteStringValue(timer.Key);
        writer.WriteNumberValue(timer.DueAt.UtcTicks);
        writer.WriteNumberValue(timer.Epoch);
        writer.WriteStringValue(timer.ActivityId);
        writer.WriteNumberValue(timer.Execution);
        writer.WriteNumberValue((int)timer.Life);
        if (timer.BookmarkId is { } bookmark)
            writer.WriteStringValue(bookmark);
    }

    private static PendingTimer ReadTimer(JsonElement item) =>
        new(item[0].GetString()!, new DateTimeOffset(item[1].GetInt64(), TimeSpan.Zero), item[2].GetInt32())
        {
            ActivityId = item[3].GetString()!,
            Execution = item[4].GetInt32(),
            Life = (TimerLife)item[5].GetByte(),
            BookmarkId = item.GetArrayLength() > 6 ? item[6].GetGuid() : null,
        };

    private static void WriteExecution(Utf8JsonWriter writer, ExecutionState execution)
    {
        writer.WriteNumberValue(execution.Number);
        writer.WriteNumberValue(execution.ActivityIndex);
        writer.WriteNumberValue(execution.Parent);
        writer.WriteNumberValue((int)execution.Status + (execution.IsBreaking ? Breaking : 0));
        writer.WriteNumberValue(execution.Tag);
        writer.WriteNumberValue(execution.Counter);
        writer.WriteStartArray();
        foreach (var number in execution.Numbers)
            writer.WriteNumberValue(number);
        writer.WriteEndArray();
        StoredValue.Write(writer, execution.Data);
        StoredValue.Write(writer, execution.Slots);
        foreach (var (name, value) in execution.Dynamic)
        {
            writer.WriteStringValue(name);
            StoredValue.Write(writer, value);
        }
    }

    private static ExecutionState ReadExecution(JsonElement item)
    {
        var dynamic = new List<(string, object?)>();
        for (var index = 9; index < item.GetArrayLength(); index += 2)
            dynamic.Add((item[index].GetString()!, StoredValue.Read(item[index + 1])));
        return new ExecutionState
        {
            Number = item[0].GetInt32(),
            ActivityIndex = item[1].GetInt32(),
            Parent = item[2].GetInt32(),
            Status = (ExecutionStatus)(item[3].GetByte() & ~Breaking),
            IsBreaking = (item[3].GetByte() & Breaking) != 0,
            Tag = item[4].GetInt32(),
            Counter = item[5].GetInt32(),
            Numbers = [.. item[6].EnumerateArray().Select(number => number.GetInt32())],
            Data = StoredValue.Read(item[7]),
            Slots = [.. item[8].EnumerateArray().Select(StoredValue.Read)],
            Dynamic = [.. dynamic],
        };
    }

    private static void WriteOutput(Utf8JsonWriter writer, OutputState output)
    {
        writer.WriteNumberValue(output.ActivityIndex);
        writer.WriteStringValue(output.Name);
        StoredValue.Write(writer, output.Value);
    }
}
