using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GridWorkflow.Designer.Studio;

/// <summary>What a page around Studio loads, and what it may do.</summary>
public sealed class StudioPage
{
    /// <summary>Reads the addresses off the files.</summary>
    public StudioPage(StudioFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        IsThere = files.IsThere;
        Version = files.Version;
        Stamped = $"{StudioEndpoints.Root}/_at/{files.Stamp}/";
        ImportMap = JsonSerializer.Serialize(
            new { imports = new Dictionary<string, string> { [$"{StudioEndpoints.Root}/_content/"] = Stamped + "_content/" } }, Plain);
        var map = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(ImportMap)));
        Policy = "default-src 'none'; "
            // Blazor compiles WebAssembly; nothing is evaluated as text. The map of addresses is the one inline script.
            + $"script-src 'self' 'wasm-unsafe-eval' 'sha256-{map}' {string.Join(' ', Hotkeys)}; "
            // MudBlazor writes its theme and its places as inline styles.
            + "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
            // Monaco starts its workers from a blob that imports the script of the worker.
            + "worker-src 'self' blob:; manifest-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";
    }

    /// <summary>Two components write a script into the page that listens to keys (Ctrl+S, Ctrl+R): these two, letter for letter, and no others.</summary>
    private static readonly string[] Hotkeys = ["'sha256-snlP1jz0gjwc5cTz9ErZcliXuCK63+Mmf68RRCeptgc='", "'sha256-vu6sQrKXQHR4Yn3FMMihA/9TxxfIXnCxKwvLrTPJ5ts='"];

    /// <summary>Whether Studio was fetched.</summary>
    public bool IsThere { get; }

    /// <summary>Version of Studio.</summary>
    public string? Version { get; }

    /// <summary>Where files whose names say nothing of their contents are, ending in a slash; cached for ever.</summary>
    public string Stamped { get; }

    /// <summary>Sends the scripts that Studio imports by themselves to their stamped addresses.</summary>
    public string ImportMap { get; }

    /// <summary>The content security policy of the page.</summary>
    public string Policy { get; }

    /// <summary>Style sheets, in order. Left out of those of a stock page: fonts from elsewhere, and the two of Radzen, see <see cref="StudioSheet"/>.</summary>
    public IReadOnlyList<string> Sheets { get; } =
    [
        "_content/MudBlazor/MudBlazor.min.css",
        "_content/CodeBeam.MudBlazor.Extensions/MudExtensions.min.css",
        StudioSheet.Address,
        "_content/Elsa.Studio.Shell/css/shell.css",
        "Elsa.Studio.Host.CustomElements.styles.css",
    ];

    /// <summary>Scripts of Monaco, for pages that show code.</summary>
    public IReadOnlyList<string> Monaco { get; } =
        ["_content/BlazorMonaco/lib/monaco-editor/min/vs/loader.js", "_content/BlazorMonaco/lib/monaco-editor/min/vs/editor/editor.main.js"];

    /// <summary>Scripts of the components, in order.</summary>
    public IReadOnlyList<string> Scripts { get; } =
    [
        "_content/MudBlazor/MudBlazor.min.js",
        "_content/CodeBeam.MudBlazor.Extensions/MudExtensions.min.js",
        "_content/Radzen.Blazor/Radzen.Blazor.min.js",
    ];

    // Where the map stands, only the end of a script would matter, and the default encoder writes that away.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.Default };
}
