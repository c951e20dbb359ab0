using System.Globalization;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Figures;
using GridWorkflow.Host.Pages.Cases;
using GridWorkflow.Host.Texts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>The figures that leaders are judged by, with what each was made of.</summary>
[Authorize(Policies.Overview)]
public sealed class FiguresModel(FigureDesk desk, FigureWords words, Wording wording) : PageModel
{
    private static readonly string[] Article =
        ["discovery-rate", "dispatch-accuracy", "handling-rate", "handling-hours", "closing-rate", "weekly-volume", "rectification-rate", "daily-clearance"];

    public DateOnly From { get; private set; }

    public DateOnly To { get; private set; }

    public string Lifecycle { get; private set; } = FigureDesk.DefaultLifecycle;

    public IReadOnlyList<string> Lifecycles => desk.Lifecycles;

    public string? Trouble { get; private set; }

    public string Lede { get; private set; } = "";

    /// <summary>The eight of the articles.</summary>
    public IReadOnlyList<FigureLine> Chief { get; private set; } = [];

    public IReadOnlyList<FigureLine> Others { get; private set; } = [];

    public IReadOnlyList<(string Unit, IReadOnlyList<FigureLine> Lines, string Index)> Units { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(DateOnly? from, DateOnly? to, string? lifecycle)
    {
        if (await Read(from, to, lifecycle) is not { } sheet)
            return Page();
        Lede = wording["figures.lede", sheet.Figures.Single(figure => figure.Key == "registered").Numerator, Iso(From), Iso(To), wording.Moment(sheet.Period.AsOf)];
        Chief = [.. Article.Select(key => words.Of(sheet.Figures.Single(figure => figure.Key == key)))];
        Others = [.. sheet.Figures.Where(figure => !Article.Contains(figure.Key)).Select(words.Of)];
        Units = [.. sheet.Units.Select(unit => (unit.Name, (IReadOnlyList<FigureLine>)[.. unit.Figures.Select(words.Of)], Number(unit.Index) ?? "–"))];
        return Page();
    }

    public async Task<IActionResult> OnGetExportAsync(DateOnly? from, DateOnly? to, string? lifecycle)
    {
        if (await Read(from, to, lifecycle) is not { } sheet)
            return BadRequest();
        var body = new MemoryStream();
        await CaseCsv.Write(
            body,
            ["key", wording["figures.figure"], wording["figures.value"], "numerator", "denominator", wording["figures.basis"], wording["figures.target"]],
            sheet.Figures.Select(figure => (IReadOnlyList<string>)
            [
                figure.Key, wording[$"figure.{figure.Key}"], Number(figure.Rounded) ?? "", Number(figure.Numerator) ?? "", Number(figure.Denominator) ?? "",
                wording[$"basis.{figure.Basis}"], Number(figure.Target) ?? "",
            ]),
            HttpContext.RequestAborted);
        return File(body.ToArray(), "text/csv", $"figures-{Iso(From)}-{Iso(To)}.csv");
    }

    private async Task<DistrictFigures?> Read(DateOnly? from, DateOnly? to, string? lifecycle)
    {
        (From, To) = desk.Days(from, to);
        Lifecycle = lifecycle ?? Lifecycle;
        // A day that cannot be read is told, not left out.
        if (!ModelState.IsValid || !FigureDesk.IsPeriod(From, To))
        {
            Trouble = wording["figures.bad-period"];
            return null;
        }

        return await desk.Of(Lifecycle, From, To, wording.Language, HttpContext.RequestAborted);
    }

    private static string? Number(decimal? value) => FigureWords.Number(value);

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
