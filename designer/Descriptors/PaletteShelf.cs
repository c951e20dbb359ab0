using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using GridWorkflow.Casework;
using GridWorkflow.Designer.Studio;
using GridWorkflow.Runtime.Catalog;

namespace GridWorkflow.Designer.Descriptors;

/// <summary>
/// The palette as bytes, made once for each language and reference data: Studio asks for all of it after every save. What is kept goes
/// with the reference data that it was made of.
/// </summary>
public sealed class PaletteShelf(ReferenceCatalog reference)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ConditionalWeakTable<ReferenceData, Languages> _made = [];

    /// <summary>A palette.</summary>
    /// <param name="Json">UTF-8.</param>
    /// <param name="Tag">Strong, by contents, with its quotes.</param>
    /// <param name="Packed">The same, packed with Brotli: a tenth of it.</param>
    public sealed record Made(byte[] Json, string Tag, byte[] Packed);

    /// <summary>The palette in force, in a language.</summary>
    public Made In(string language)
    {
        var data = reference.Current;
        var box = _made.GetValue(data, _ => new Languages());
        return ImmutableInterlocked.GetOrAdd(ref box.ByLanguage, language, tag => Make(data, tag));
    }

    private static Made Make(ReferenceData data, string language)
    {
        var items = Palette.Of(data, language);
        var json = JsonSerializer.SerializeToUtf8Bytes(new { items, count = items.Length }, Options);
        return new Made(json, $"\"{Convert.ToHexStringLower(SHA256.HashData(json))[..24]}\"", Brotli.Pack(json));
    }

    private sealed class Languages
    {
        public ImmutableDictionary<string, Made> ByLanguage = ImmutableDictionary<string, Made>.Empty;
    }
}
