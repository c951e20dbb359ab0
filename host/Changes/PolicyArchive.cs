using System.IO.Compression;
using System.Text;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Host.Changes;

/// <summary>What an archive holds.</summary>
public abstract record ArchiveContent
{
    private ArchiveContent()
    {
    }

    /// <param name="Files">With their paths below the workflow folder.</param>
    public sealed record Read(IReadOnlyList<SourceFile> Files) : ArchiveContent;

    /// <summary>With every problem; nothing of it is taken.</summary>
    public sealed record Refused(IReadOnlyList<Problem> Problems) : ArchiveContent;
}

/// <summary>Files of the workflow folder as one zip, laid out as the folder is.</summary>
public static class PolicyArchive
{
    /// <summary>Bytes of all files together, as they come out of the archive.</summary>
    public const long MostBytes = 20 * 1024 * 1024;

    private const string Folder = "workflows/";

    private static readonly DateTimeOffset Undated = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The same files give the same bytes.</summary>
    public static byte[] Write(IEnumerable<SourceFile> files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in files.OrderBy(file => file.Path, StringComparer.Ordinal))
            {
                var entry = zip.CreateEntry(file.Path, CompressionLevel.Optimal);
                entry.LastWriteTime = Undated;
                using var stream = entry.Open();
                stream.Write(Encoding.UTF8.GetBytes(file.Text));
            }
        }

        return bytes.ToArray();
    }

    /// <summary>
    /// Reads an archive. Every path must be one of the workflow folder, wherever the archive says its files lie; what comes out is counted while
    /// it is read, whatever the archive says of sizes.
    /// </summary>
    public static ArchiveContent Read(Stream archive)
    {
        var (files, problems, left) = (new List<SourceFile>(), new List<Problem>(), MostBytes);
        try
        {
            using var zip = new ZipArchive(archive, ZipArchiveMode.Read);
            if (zip.Entries.Count > FileLibrary.MostFiles * 2)
                return Refuse("too-many-files", $"Expected at most {FileLibrary.MostFiles} files, but found {zip.Entries.Count} entries.", "Make several archives.");
            foreach (var entry in zip.Entries.Where(entry => !entry.FullName.EndsWith('/')))
            {
                var path = entry.FullName.StartsWith(Folder, StringComparison.Ordinal) ? entry.FullName[Folder.Length..] : entry.FullName;
                if (ReferencePath.Check(path) is { } problem)
                {
                    problems.Add(problem);
                    continue;
                }

                using var stream = entry.Open();
                if (Bytes(stream, Math.Min(left, FileLibrary.LongestText)) is not { } bytes)
                    return Refuse("too-long", $"Expected at most {FileLibrary.LongestText} bytes in a file and {MostBytes} in all, but '{path}' is longer.", "Split the file, or leave it out.");
                left -= bytes.Length;
                if (files.Any(file => file.Path == path))
                    problems.Add(new Problem("twice", $"Expected each file once, but '{path}' is in the archive twice.", "Leave one of the two out.") { File = path });
                else if (Text(bytes) is { } text)
                    files.Add(new SourceFile(path, text));
                else
                    problems.Add(new Problem("no-text", $"Expected text in UTF-8, but '{path}' is none.", "Save it as UTF-8.") { File = path });
            }
        }
        catch (InvalidDataException)
        {
            return Refuse("no-archive", "Expected a zip archive, but this is none or it is broken.", "Choose the archive that was exported here, or one of the files of workflows/.");
        }

        return problems.Count > 0 ? new ArchiveContent.Refused(problems)
            : files.Count == 0 ? Refuse("empty-archive", "Expected files of the workflow folder, but the archive has none.", "Choose another archive.")
            : new ArchiveContent.Read(files);
    }

    /// <summary>The text of a file without the mark that some editors put in front; null when it is no UTF-8.</summary>
    public static string? Text(byte[] bytes)
    {
        try
        {
            var text = new UTF8Encoding(false, true).GetString(bytes);
            return text.StartsWith('\ufeff') ? text[1..] : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static byte[]? Bytes(Stream stream, long most)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            if (bytes.Length + read > most)
                return null;
            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }

    private static ArchiveContent.Refused Refuse(string code, string reason, string remedy) => new([new Problem(code, reason, remedy)]);
}
