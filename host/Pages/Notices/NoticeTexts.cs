using System.Collections.Immutable;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Texts;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Host.Pages;

/// <summary>The text of a notice in the reader's language, as it was rendered when the notice was issued.</summary>
internal static class NoticeTexts
{
    /// <returns>The text and the language that it is in: another one where the template had not the reader's.</returns>
    public static (string Language, NoticeText Text) In(NoticeRow row, string language) =>
        In(NoticeDocument.Of(row).Texts, language);

    public static (string Language, NoticeText Text) In(ImmutableSortedDictionary<string, NoticeText> texts, string language) =>
        texts.TryGetValue(language, out var text) ? (language, text)
        : texts.TryGetValue(Language.English, out var english) ? (Language.English, english)
        : (texts.Keys.First(), texts.Values.First());
}
