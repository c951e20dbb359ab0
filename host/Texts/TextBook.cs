using System.Collections.Frozen;
using System.Text.Json;
using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Host.Texts;

/// <summary>All texts of the face, read once at start from <c>Texts/*.json</c>.</summary>
public sealed class TextBook
{
    private readonly FrozenDictionary<string, FrozenDictionary<string, string>> _byLanguage;

    private TextBook(FrozenDictionary<string, FrozenDictionary<string, string>> byLanguage) => _byLanguage = byLanguage;

    /// <param name="directory">The folder with one file per language.</param>
    /// <exception cref="InvalidDataException">A language has no file, or a key has no text in one of them.</exception>
    public static TextBook Read(string directory)
    {
        var books = Languages.All.ToFrozenDictionary(
            language => language.Tag,
            language => ReadFile(Path.Combine(directory, language.Tag + ".json")));
        var missing = books.Values.SelectMany(book => book.Keys).Distinct()
            .SelectMany(key => books.Where(book => !book.Value.ContainsKey(key)).Select(book => $"{book.Key}.json has no text for '{key}'"))
            .Order(StringComparer.Ordinal).ToList();
        return missing.Count == 0 ? new TextBook(books) : throw new InvalidDataException(string.Join(Environment.NewLine, missing));
    }

    public IEnumerable<string> Keys => _byLanguage[Language.English].Keys;

    /// <summary>The text of a key; null when no file has it.</summary>
    public string? Find(string language, string key) =>
        _byLanguage.TryGetValue(language, out var book) && book.TryGetValue(key, out var text) ? text : null;

    private static FrozenDictionary<string, string> ReadFile(string file)
    {
        if (!File.Exists(file))
            throw new InvalidDataException($"Expected the texts of a language in {file}, but there is no such file.");
        var texts = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(file))
            ?? throw new InvalidDataException($"Expected an object of texts in {file}.");
        return texts.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
