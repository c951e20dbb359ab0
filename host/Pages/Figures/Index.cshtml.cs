using System.Globalization;
using GridWorkflow.Casework.Figures;
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
public sealed class FiguresModel(FigureDesk desk, Wording wording) : PageModel
{
    /// <summary>A figure in words.</summary>
    /// <param name="PerMille">Of the bar, 0 to 1000; null: no bar.</param>
    public sealed record Line(string Name, string Value, string Parts, string Basis, string? Target, bool? Reached, int? PerMille);

    private static readonly string[] Article =
        ["discovery-rate", "dispatch-accuracy", "handling-rate", "handling-hours", "closing-rate", "weekly-volume", "rectification-rate", "daily-clearance"];

    public DateOnly From { get; private set; }

    public DateOnly To { get; private set; }

    public string Lifecycle { get; private set; } = FigureDesk.DefaultLifecycle;

    public IReadOnlyList<string> Lifecycles => desk.Lifecycles;

    public string? Trouble { get; private set; }

    public string Lede { get; private set; } = "";

    /// <summary>The eight of the articles.</summary>
    public IReadOnlyList<Line> Chief { get; private set; } = [];

    public IReadOnlyList<Line> Others { get; private set; } = [];

    public IReadOnlyList<(string Unit, IReadOnlyList<Line> Lines, string Index)> Units { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(DateOnly? from, DateOnly? to, string? lifecycle)
    {
        if (await Read(from, to, lifecycle) is not { } sheet)
            return Page();
        Lede = wording["figures.lede", sheet.Figures.Single(figure => figure.Key == "registered").Numerator, Iso(From), Iso(To), wording.Moment(sheet.Period.AsOf)];
        Chief = [.. Article.Select(key => LineOf(sheet.Figures.Single(figure => figure.Key == key)))];
        Others = [.. sheet.Figures.Where(figure => !Article.Contains(figure.Key)).Select(LineOf)];
        Units = [.. sheet.Units.Select(unit => (unit.Name, (IReadOnlyList<Line>)[.. unit.Figures.Select(LineOf)], Number(unit.Index) ?? "–"))];
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
        if (From > To || To.DayNumber - From.DayNumber > FigureDesk.MostDays)
        {
            Trouble = wording["figures.bad-period"];
            return null;
        }

        return await desk.Of(Lifecycle, From, To, wording.Language, HttpContext.RequestAborted);
    }

    private Line LineOf(Figure figure)
    {
        var isRate = figure.Kind == FigureKind.Rate;
        var value = figure.Rounded is { } rounded ? Number(rounded) + (isRate ? " %" : "") : "—";
        var parts = figure.Kind == FigureKind.Count ? "" : figure.Value is null ? wording["figures.none"] : wording["figures.of", Number(Math.Round(figure.Numerator, 1)), Number(figure.Denominator)];
        bool? reached = figure is { Target: { } target, Value: { } exact } ? figure.Key == "handling-hours" ? exact <= target : exact >= target : null;
        return new Line(
            wording[$"figure.{figure.Key}"], value, parts, wording[$"basis.{figure.Basis}"], figure.Target is { } wanted ? Number(wanted) + (isRate ? " %" : "") : null, reached,
            isRate && figure.Value is { } share ? (int)Math.Clamp(share * 10, 0, 1000) : null);
    }

    private static string? Number(decimal? value) => value?.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
