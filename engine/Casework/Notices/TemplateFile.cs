using System.Collections.Immutable;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Texts;
using Scriban;

namespace GridWorkflow.Casework.Notices;

/// <summary>Reads <c>workflows/templates/**/*.yaml</c>: parses, checks every name, and renders a sample.</summary>
internal static class TemplateFile
{
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
        var template = Template.Parse(text);
        if (value is null)
            return template;
        foreach (var message in template.Messages)
            value.Refuse("template-syntax", $"Expected a template but found: {message.Message}", "Mend it; values stand as {{ file.number }}.", value.Path, LineOf(value, text, message.Span.Start.Line));
        if (!template.HasErrors)
            TemplateNames.Check(template.Page, (code, reason, remedy, line) => value.Refuse(code, reason, remedy, value.Path, LineOf(value, text, line)));
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
