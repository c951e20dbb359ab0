using System.Collections.Immutable;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Texts;
using Scriban;

namespace GridWorkflow.Casework.Notices;

/// <summary>Reads <c>workflows/templates/**/*.yaml</c>: parses, checks every name, and renders a sample.</summary>
internal static class TemplateFile
{
    /// <summary>Characters of one text of a template.</summary>
    private const int MaxLength = 16 * 1024;

    /// <summary>Values that one text shows or compares: with each at its longest, a notice stays below 32 MB.</summary>
    private const int MaxValues = 100;

    public static NoticeTemplate Read(SourceFile file) => YamlFile.Read(file, map =>
    {
        var id = map.Id("id");
        var texts = ImmutableSortedDictionary.CreateBuilder<string, (Template, Template)>(StringComparer.Ordinal);
        foreach (var language in Language.All)
        {
            map.Need(language)?.Map(inner =>
            {
                texts[language] = (Parse(inner.Need("subject")), Parse(inner.Need("html")));
                return true;
            });
        }

        var template = new NoticeTemplate(id, texts.ToImmutable());
        foreach (var language in texts.Keys)
            Try(template, language, map.Get(language)!);
        return template;
    })!;

    private static Template Parse(YamlValue? value)
    {
        var text = value?.Text() ?? "";
        if (text.Length > MaxLength)
        {
            value!.Refuse("template-size", $"Expected at most {MaxLength} characters, but found {text.Length}.", "Shorten it.");
            return Template.Parse("");
        }

        var template = Template.Parse(text);
        if (value is null)
            return template;
        foreach (var message in template.Messages)
            value.Refuse("template-syntax", $"Expected a template but found: {message.Message}", "Mend it; values stand as {{ file.number }}.", value.Path, LineOf(value, text, message.Span.Start.Line));
        if (!template.HasErrors)
            TemplateNames.Check(template.Page, (code, reason, remedy, line) => value.Refuse(code, reason, remedy, value.Path, LineOf(value, text, line)));
        if (!template.HasErrors && TemplateNames.Count(template.Page) > MaxValues)
            value.Refuse("template-size", $"Expected at most {MaxValues} values in a template, but found more.", "Shorten it.");
        return template.HasErrors ? Template.Parse("") : template;
    }

    // What the check of names lets through must also render; a template is never found broken by a case.
    private static void Try(NoticeTemplate template, string language, YamlValue at)
    {
        try
        {
            template.Render(TemplateModel.Sample, language);
        }
        catch (InvalidOperationException fault)
        {
            at.Refuse("template-render", fault.Message, "Mend it, and look at it with the sample case.");
        }
    }

    // The text of a block ('html: |') begins on the line below its key.
    private static int LineOf(YamlValue value, string text, int line) => value.Line + line + (text.Contains('\n', StringComparison.Ordinal) ? 1 : 0);
}
