using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace GridWorkflow.Designer.Studio;

/// <summary>
/// Radzen's sheet without its two fonts: 1.8 MB for the arrows on the bars between panes and for a second Latin face. Texts are drawn in
/// the system's fonts, as everywhere in the product.
/// </summary>
public sealed partial class StudioSheet(StudioFiles files)
{
    /// <summary>Address below the stamp.</summary>
    public const string Address = "radzen.css";

    private const string Source = "_content/Radzen.Blazor/css/material-base.css";

    private readonly Lazy<(byte[] Plain, byte[] Packed)> _sheet = new(() => Make(files.Find(Source)));

    /// <summary>The sheet, and the same packed with Brotli.</summary>
    public (byte[] Plain, byte[] Packed) Bytes => _sheet.Value;

    private static (byte[], byte[]) Make(StudioFile? file)
    {
        if (file is null)
            return ([], []);
        var plain = Encoding.UTF8.GetBytes(Faces().Replace(File.ReadAllText(file.Path), ""));
        return (plain, Brotli.Pack(plain));
    }

    [GeneratedRegex(@"@font-face\s*\{[^}]*\}")]
    private static partial Regex Faces();
}

/// <summary>Packs what is made here and not shipped packed.</summary>
internal static class Brotli
{
    public static byte[] Pack(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal))
            brotli.Write(plain);
        return packed.ToArray();
    }
}
