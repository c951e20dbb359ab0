namespace GridWorkflow.Casework.Cases;

/// <summary>A case file as bytes: compact JSON, versioned in its first member. Every released version still loads.</summary>
public static class CaseFileFormat
{
    /// <summary>The version that is written.</summary>
    public const int Version = 1;

    /// <summary>Writes a file.</summary>
    public static byte[] Write(CaseFile file) => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(file);

    /// <summary>Reads a file of any version.</summary>
    /// <exception cref="FormatException">It is not a case file.</exception>
    public static CaseFile Read(ReadOnlySpan<byte> bytes) => System.Text.Json.JsonSerializer.Deserialize<CaseFile>(bytes) ?? throw new FormatException("Expected a case file, but found null.");
}
