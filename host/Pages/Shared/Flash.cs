using GridWorkflow.Casework.Cases;
using GridWorkflow.Host.Texts;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages.Shared;

/// <summary>One message that survives the redirect after a command.</summary>
public sealed record Flash(bool Good, string Text, string? Remedy)
{
    private const string GoodKey = "flash.good";
    private const string BadKey = "flash.bad";
    private const string RemedyKey = "flash.remedy";

    public static void Say(PageModel page, string text) => page.TempData[GoodKey] = text;

    public static void Refuse(PageModel page, Refusal refusal, Wording words)
    {
        var flash = Of(refusal, words);
        page.TempData[BadKey] = flash.Text;
        page.TempData[RemedyKey] = flash.Remedy;
    }

    /// <summary>A refusal in the reader's language; where the face has no text for its code, in the engine's own words.</summary>
    /// <param name="refusal">What was refused, and why.</param>
    /// <param name="words">Of the reader.</param>
    /// <param name="field">What the reader calls the field that it is about; null: its name in commands.</param>
    public static Flash Of(Refusal refusal, Wording words, string? field = null) =>
        words.Find($"refusal.{refusal.Code}") is { } text
            ? new Flash(false, string.Format(System.Globalization.CultureInfo.InvariantCulture, text, field ?? refusal.Field), words.Find($"remedy.{refusal.Code}"))
            : new Flash(false, refusal.Reason, refusal.Remedy);

    public static void Fail(PageModel page, string text) => page.TempData[BadKey] = text;

    public static Flash? Take(Microsoft.AspNetCore.Mvc.ViewFeatures.ITempDataDictionary data) =>
        data[GoodKey] is string good ? new Flash(true, good, null)
        : data[BadKey] is string bad ? new Flash(false, bad, data[RemedyKey] as string)
        : null;
}
