using GridWorkflow.Host.Texts;

namespace GridWorkflow.Host.Tests.Texts;

public sealed class LanguagesTests
{
    [Theory]
    [InlineData("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans")]
    [InlineData("zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant")]
    [InlineData("zh-HK", "zh-Hant")]
    [InlineData("zh-Hant-CN", "zh-Hant")]
    [InlineData("zh", "zh-Hans")]
    [InlineData("de-DE,fr;q=0.9", null)]
    [InlineData("de-DE,en-GB;q=0.5,zh-TW;q=0.7", "zh-Hant")]
    [InlineData("en;q=0,zh;q=0.1", "zh-Hans")]
    [InlineData("", null)]
    public void The_best_language_of_a_browser(string header, string? expected) => Languages.FromAcceptLanguage(header).ShouldBe(expected);

    [Theory]
    [InlineData("/cases?page=2", "/cases?page=2")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("/a\r\nSet-Cookie: x", "/")]
    [InlineData(null, "/")]
    public void The_way_back_stays_on_this_site(string? path, string expected) => LanguageChoice.SafeReturn(path).ShouldBe(expected);
}
