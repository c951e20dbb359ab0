using System.Collections.Frozen;
using System.Text.Json;
using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Host.Texts;

/// <summary>
/// All texts of the face, read once at start from <c>Texts</c>: <c>en.json</c> and, for a part of the product with many words of its own,
/// <c>PART.en.json</c> beside it; the same for each language.
/// </summary>
public sealed class TextBook
{
    private readonly FrozenDictionary<string, FrozenDictionary<string, string>> _byLanguage;

    private TextBook(FrozenDictionary<string, FrozenDictionary<string, string>> byLanguage) => _byLanguage = byLanguage;

    /// <param name="directory">The folder with the files of each language.</param>
    /// <exception cref="InvalidDataException">A language has no file, a key has no text in one of them, or it stands in two files.</exception>
    public static TextBook Read(string directory)
    {
        var books = Languages.All.ToFrozenDictionary(
            language => language.Tag,
            language => ReadFiles(directory, language.Tag));
        var missing = books.Values.SelectMany(book => book.Keys).Distinct()
            .SelectMany(key => books.Where(book => !book.Value.ContainsKey(key)).Select(book => $"{book.Key} has no text for '{key}'"))
            .Order(StringComparer.Ordinal).ToList();
        return missing.Count == 0 ? new TextBook(books) : throw new InvalidDataException(string.Join(Environment.NewLine, missing));
    }

    public IEnumerable<string> Keys => _byLanguage[Language.English].Keys;

    /// <summary>The text of a key; null when no file has it.</summary>
    public string? Find(string language, string key) =>
        _byLanguage.TryGetValue(language, out var book) && book.TryGetValue(key, out var text) ? text : null;

    private static FrozenDictionary<string, string> ReadFiles(string directory, string tag)
    {
        var main = Path.Combine(directory, tag + ".json");
        if (!File.Exists(main))
            throw new InvalidDataException($"Expected the texts of a language in {main}, but there is no such file.");
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(directory, $"*.{tag}.json").Prepend(main).Order(StringComparer.Ordinal))
        {
            var part = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(file))
                ?? throw new InvalidDataException($"Expected an object of texts in {file}.");
            foreach (var (key, text) in part)
            {
                if (!texts.TryAdd(key, text))
                    throw new InvalidDataException($"Expected each key once, but '{key}' in {Path.GetFileName(file)} stands in another file of {tag} as well.");
            }
        }

        return texts.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
