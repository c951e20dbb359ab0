using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Casework.Texts;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace GridWorkflow.Casework.Notices;

/// <summary>
/// How a notice or a mail reads, in each language. Parsed and checked once when loaded; a rendering is pure and has a context of its
/// own. Values are escaped for HTML whatever the template says.
/// </summary>
public sealed class NoticeTemplate
{
    private readonly ImmutableSortedDictionary<string, (Template Subject, Template Html)> _byLanguage;

    internal NoticeTemplate(string id, ImmutableSortedDictionary<string, (Template Subject, Template Html)> byLanguage) =>
        (Id, _byLanguage) = (id, byLanguage);

    public string Id { get; }

    /// <summary>Renders the template in one language.</summary>
    /// <exception cref="InvalidOperationException">The template exceeds a limit; its check at load lets no other fault through.</exception>
    public NoticeText Render(TemplateModel model, string language)
    {
        var (subject, html) = _byLanguage[Language.Of(language)];
        var body = Render(html, model, escape: true);
        return new NoticeText(OneLine(Render(subject, model, escape: false)), body, PlainText.Of(body));
    }

    /// <summary>Renders the template in every language of the product.</summary>
    /// <param name="model">Gives the model in a language.</param>
    public ImmutableSortedDictionary<string, NoticeText> RenderAll(Func<string, TemplateModel> model) =>
        Language.All.ToImmutableSortedDictionary(language => language, language => Render(model(language), language), StringComparer.Ordinal);

    private static string Render(Template template, TemplateModel model, bool escape)
    {
        var context = new TemplateContextOfNotice(escape)
        {
            LoopLimit = 100,
            RecursiveLimit = 8,
            ObjectRecursionLimit = 8,
            LimitToString = 64 * 1024,
            RegexTimeOut = TimeSpan.FromMilliseconds(50),
            StrictVariables = true,
            EnableRelaxedMemberAccess = false,
            EnableRelaxedTargetAccess = false,
            NewLine = "\n",
        };
        context.PushCulture(CultureInfo.InvariantCulture);
        context.PushGlobal(model.ToScript());
        try
        {
            return template.Render(context);
        }
        catch (Scriban.Syntax.ScriptRuntimeException fault)
        {
            throw new InvalidOperationException($"Expected a template that renders, but {fault.Message}", fault);
        }
    }

    // A subject goes into a mail header: one line, whatever was reported.
    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>No built-in functions, and values written as text instead of markup.</summary>
    private sealed class TemplateContextOfNotice(bool escape) : TemplateContext(new ScriptObject())
    {
        public override TemplateContext Write(SourceSpan span, object? textAsObject)
        {
            if (textAsObject is not null)
                Write(escape ? System.Net.WebUtility.HtmlEncode(ObjectToString(textAsObject)) : ObjectToString(textAsObject));
            return this;
        }
    }
}
