using System.Text.Json;
using System.Text.RegularExpressions;
using GridWorkflow.Host.Composition;
using GridWorkflow.Host.Texts;

namespace GridWorkflow.Host.Tests.Texts;

public sealed partial class TextBookTests
{
    private static readonly string Content = HostPaths.Find(null, demo: false).Content;

    [Fact]
    public void The_three_languages_have_the_same_keys_and_the_same_blanks()
    {
        var texts = TextBook.Read(Path.Combine(Content, "Texts"));
        var books = Languages.All.Select(language => texts.Keys.ToDictionary(key => key, key => texts.Find(language.Tag, key)!)).ToList();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Content, "Texts"), "*en.json"))
            KeysOf(file.Replace("en.json", "zh-Hant.json", StringComparison.Ordinal)).ShouldBe(KeysOf(file));
        foreach (var book in books)
            book.Keys.Order(StringComparer.Ordinal).ShouldBe(books[0].Keys.Order(StringComparer.Ordinal));
        foreach (var key in books[0].Keys)
        {
            var blanks = books.Select(book => string.Join(',', Blank().Matches(book[key]).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal))).Distinct();
            blanks.ShouldHaveSingleItem($"{key} has other blanks in another language");
            books.ShouldAllBe(book => book[key].Trim().Length > 0);
        }
    }

    [Fact]
    public void Every_text_that_a_page_names_exists()
    {
        var book = TextBook.Read(Path.Combine(Content, "Texts"));
        var named = Directory.EnumerateFiles(Path.Combine(Content, "Pages"), "*.cs*", SearchOption.AllDirectories)
            .SelectMany(file => Named().Matches(File.ReadAllText(file)).Select(match => (Key: match.Groups[1].Value, file)))
            .Where(use => !use.Key.EndsWith('.') && !use.Key.EndsWith('-'));
        named.Where(use => book.Find("en", use.Key) is null).ShouldBeEmpty();
    }

    [Fact]
    public void Pages_hold_no_words_of_their_own()
    {
        var loose = Directory.EnumerateFiles(Path.Combine(Content, "Pages"), "*.cshtml", SearchOption.AllDirectories)
            .SelectMany(file => LooseWords().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetFileName(file)}: {match.Groups[1].Value.Trim()}"));
        loose.ShouldBeEmpty();
    }

    private static IEnumerable<string> KeysOf(string file) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(file))!.Keys.Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Blank();

    [GeneratedRegex("""(?:\bT|wording|words)\["([a-zA-Z0-9.-]+)""")]
    private static partial Regex Named();

    // Two letters in a row between tags, outside of Razor code.
    [GeneratedRegex(@"</?(?:p|a|h1|h2|h3|button|label|legend|th|td|dt|strong|span|summary|title|option)(?:\s[^<>@]*)?>([^<>@{}()=;]*\p{L}{2,}[^<>@{}()=;]*)<")]
    private static partial Regex LooseWords();
}
