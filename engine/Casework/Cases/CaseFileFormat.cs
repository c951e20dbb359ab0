using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GridWorkflow.Casework.Cases;

/// <summary>
/// A case file as bytes: compact JSON, versioned in its first member; what has its usual value is left out. Instants are Unix
/// milliseconds, or a text of ticks where they are finer. A reader for each released version stays here for ever.
/// </summary>
public static class CaseFileFormat
{
    /// <summary>The version that is written.</summary>
    public const int Version = 1;

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a file.</summary>
    public static byte[] Write(CaseFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            json.WriteNumber("v", Version);
            CaseFileWriter.Write(json, file);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a file of any version.</summary>
    /// <exception cref="FormatException">It is not a case file, or of a later version than this program knows.</exception>
    public static CaseFile Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            var version = root.GetProperty("v").GetInt32();
            return version == Version
                ? CaseFileReader.Read(root)
                : throw new FormatException($"Expected a case file of version {Version}, but found version {version}: it was written by a later program.");
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"Expected a case file, but {fault.Message}", fault);
        }
    }
}
