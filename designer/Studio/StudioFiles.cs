using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace GridWorkflow.Designer.Studio;

/// <summary>
/// The files of Elsa Studio that are served, found once: in <c>studio/</c> of a published host, else where npm put the package. Only what
/// is listed here is ever read, so no address leads out of the folder.
/// </summary>
public sealed partial class StudioFiles
{
    private const string Package = "designer/node_modules/@elsa-workflows/elsa-studio-wasm";

    private readonly FrozenDictionary<string, StudioFile> _files;

    private StudioFiles(string? version, FrozenDictionary<string, StudioFile> files) => (Version, _files) = (version, files);

    /// <summary>Version of the package; null when Studio was not fetched.</summary>
    public string? Version { get; }

    /// <summary>Part of the addresses of files whose names say nothing of their contents: another package, another address.</summary>
    public string Stamp => field ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', _files.Order(Comparer<KeyValuePair<string, StudioFile>>.Create((a, b) => string.CompareOrdinal(a.Key, b.Key))).Select(file => $"{file.Key} {file.Value.Length}")))))[..12];

    /// <summary>Whether Studio is there.</summary>
    public bool IsThere => Version is not null;

    /// <summary>The file of a path like <c>_framework/dotnet.js</c>; null when it is not served.</summary>
    public StudioFile? Find(string path) => _files.GetValueOrDefault(path);

    /// <summary>Looks for the package at and above a folder.</summary>
    /// <param name="folder">The folder of the program.</param>
    public static StudioFiles At(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            foreach (var place in new[] { "studio", Package })
            {
                var root = Path.Combine(at.FullName, place);
                if (File.Exists(Path.Combine(root, "_framework", "blazor.webassembly.js")))
                    return new StudioFiles(VersionOf(root), List(root));
            }
        }

        return new StudioFiles(null, FrozenDictionary<string, StudioFile>.Empty);
    }

    private static string VersionOf(string root)
    {
        using var package = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(root, "package.json")));
        return package.RootElement.GetProperty("version").GetString()!;
    }

    private static FrozenDictionary<string, StudioFile> List(string root)
    {
        var folder = new DirectoryInfo(root);
        var all = folder.EnumerateFiles("*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(root, file.FullName).Replace('\\', '/'), StringComparer.Ordinal);
        return all
            .Where(file => Types.ContainsKey(file.Value.Extension) && (file.Key.StartsWith("_framework/", StringComparison.Ordinal) || file.Key.StartsWith("_content/", StringComparison.Ordinal) || file.Value.Extension == ".css"))
            .ToFrozenDictionary(
                file => file.Key,
                file => new StudioFile(file.Value.FullName, Types[file.Value.Extension], file.Value.Length, IsHashed().IsMatch(file.Key),
                    all.GetValueOrDefault(file.Key + ".br") is { } br ? new Packed(br.FullName, br.Length) : null,
                    all.GetValueOrDefault(file.Key + ".gz") is { } gz ? new Packed(gz.FullName, gz.Length) : null),
                StringComparer.Ordinal);
    }

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".js"] = "text/javascript",
        [".css"] = "text/css",
        [".wasm"] = "application/wasm",
        [".dat"] = "application/octet-stream",
        [".blat"] = "application/octet-stream",
        [".png"] = "image/png",
        [".ico"] = "image/x-icon",
        [".cur"] = "image/x-icon",
        [".woff2"] = "font/woff2",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // dotnet.runtime.v06hirbjsv.js, System.Linq.zrgapkccbx.wasm
    [GeneratedRegex(@"^_framework/(.+/)?[^/]+\.[a-z0-9]{10}\.(wasm|js|dat|blat)$")]
    private static partial Regex IsHashed();
}

/// <summary>A file of Studio, and how it was packed.</summary>
/// <param name="Path">Where it is on the disk.</param>
/// <param name="ContentType">Its content type.</param>
/// <param name="Length">Bytes, as they are.</param>
/// <param name="IsHashed">Whether its name changes with its contents.</param>
/// <param name="Brotli">Packed with Brotli; null when it was not.</param>
/// <param name="Gzip">Packed with gzip; null when it was not.</param>
public sealed record StudioFile(string Path, string ContentType, long Length, bool IsHashed, Packed? Brotli, Packed? Gzip);

/// <summary>A packed file beside the file itself.</summary>
public sealed record Packed(string Path, long Length);
