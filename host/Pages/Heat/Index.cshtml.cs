using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Designer.Drawing;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Figures;
using GridWorkflow.Host.Heat;
using GridWorkflow.Host.Pages.Cases;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Ways;
using GridWorkflow.Workflow.Definitions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages.Heat;

/// <summary>What the shades of the drawing stand for.</summary>
public enum HeatMeasure : byte
{
    /// <summary>Time past due.</summary>
    Lost,

    /// <summary>All time spent.</summary>
    Spent,

    /// <summary>Median stay.</summary>
    Stay,

    /// <summary>Share of stays that were overdue.</summary>
    Overdue,

    /// <summary>How many stand there now.</summary>
    Standing,
}

/// <summary>A lifecycle with what many cases did in it: where they pass, where they stay, where they get stuck.</summary>
[Authorize(Policies.Overview)]
public sealed class HeatModel(HeatDesk desk, DefinitionQueries versions, ReferenceCatalog reference, Names names, ActivityNames activities, Wording wording) : PageModel
{
    /// <summary>Shades, besides none.</summary>
    private const int Shades = 5;

    /// <summary>A step in words.</summary>
    /// <param name="Rank">From 1, where cases get stuck most; null: no time was spent there.</param>
    public sealed record Line(string Id, string Name, StepFigures Figures, int? Rank, int Shade);

    /// <summary>A connection in words.</summary>
    public sealed record Passage(string Source, string Target, int Passed);

    public string DefinitionId { get; private set; } = "";

    public string Name { get; private set; } = "";

    public DateOnly From { get; private set; }

    public DateOnly To { get; private set; }

    public int? Version { get; private set; }

    public string? UnitId { get; private set; }

    public string? Category { get; private set; }

    public HeatMeasure Shade { get; private set; }

    public bool IsBadPeriod { get; private set; }

    public string Svg { get; private set; } = "";

    public IReadOnlyList<int> Versions { get; private set; } = [];

    public IReadOnlyList<(string Id, string Name)> Units { get; private set; } = [];

    public IReadOnlyList<(string Code, string Name)> Categories { get; private set; } = [];

    /// <summary>In the order of the drawing.</summary>
    public IReadOnlyList<Line> Lines { get; private set; } = [];

    /// <summary>Where cases get stuck, worst first.</summary>
    public IReadOnlyList<Line> Stuck { get; private set; } = [];

    public IReadOnlyList<Passage> Passages { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string definition, DateOnly? from, DateOnly? to, int? version, string? unit, string? category, HeatMeasure shade = HeatMeasure.Lost) =>
        await Read(definition, from, to, version, unit, category, shade) ? Page() : NotFound();

    public async Task<IActionResult> OnGetExportAsync(string definition, DateOnly? from, DateOnly? to, int? version, string? unit, string? category)
    {
        if (!await Read(definition, from, to, version, unit, category, HeatMeasure.Lost))
            return NotFound();
        if (IsBadPeriod)
            return BadRequest();
        var body = new MemoryStream();
        await CaseCsv.Write(
            body,
            ["activity", wording["heat.step"], wording["heat.passed"], wording["heat.undone"], wording["heat.median"] + " (h)", wording["heat.nine"] + " (h)", wording["heat.counted-median"] + " (h)",
                wording["heat.counted-nine"] + " (h)", wording["heat.timed"], wording["heat.overdue"], wording["heat.overdue-share"], wording["heat.standing"], wording["heat.standing-overdue"],
                wording["heat.incidents"], wording["heat.spent"] + " (h)", wording["heat.lost"] + " (h)", wording["heat.rank"]],
            Lines.Select(line => (IReadOnlyList<string>)
            [
                line.Id, line.Name, Number(line.Figures.Passed), Number(line.Figures.Undone), Hours(line.Figures.Median), Hours(line.Figures.NineOfTen), Hours(line.Figures.CountedMedian),
                Hours(line.Figures.CountedNineOfTen), Number(line.Figures.Timed), Number(line.Figures.Overdue), line.Figures.OverdueShare is { } share ? share.ToString("0.##", CultureInfo.InvariantCulture) : "",
                Number(line.Figures.Standing), Number(line.Figures.StandingOverdue), Number(line.Figures.Incidents), Hours(line.Figures.Spent), Hours(line.Figures.Lost), line.Rank is { } rank ? Number(rank) : "",
            ]),
            HttpContext.RequestAborted);
        return File(body.ToArray(), "text/csv", $"heat-{definition}-{Iso(From)}-{Iso(To)}.csv");
    }

    public string Span(TimeSpan? span) => span is not { } time ? "—" : time == TimeSpan.Zero ? "0" : wording.Span(time);

    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Share(decimal? share) => share is { } value ? value.ToString("0.#", CultureInfo.InvariantCulture) + " %" : "—";

    /// <summary>Id of the line of a step in the table.</summary>
    public static string AnchorOf(string activityId) => $"figures-{Uri.EscapeDataString(activityId)}";

    private async Task<bool> Read(string definition, DateOnly? from, DateOnly? to, int? version, string? unit, string? category, HeatMeasure shade)
    {
        var known = await versions.Versions(definition, HttpContext.RequestAborted);
        var drawn = version is null ? known.FirstOrDefault(one => one.IsPublished) ?? known.FirstOrDefault(one => one.IsLatest) : known.FirstOrDefault(one => one.Version == version);
        if (drawn is null || await versions.Find(definition, new VersionChoice.Number(drawn.Version), HttpContext.RequestAborted) is not { } text)
            return false;
        (DefinitionId, Version, UnitId, Category, Shade) = (definition, version, Given(unit), Given(category), shade);
        Versions = [.. known.Select(one => one.Version)];
        Choices();
        (From, To) = desk.Days(from, to);
        var parsed = WorkflowDefinition.Parse(text.Json);
        Name = names.Lifecycle(parsed.DefinitionId, parsed.Name);
        // A day that cannot be read is told, not left out.
        IsBadPeriod = !ModelState.IsValid || !FigureDesk.IsPeriod(From, To);
        if (!IsBadPeriod)
            Show(parsed, await desk.Of(new HeatQuestion(definition, From, To, version, UnitId, Category), HttpContext.RequestAborted));
        return true;
    }

    private void Choices()
    {
        var data = reference.Current;
        Units = [.. data.Organisation.Units.Where(one => !data.Organisation.IsGrid(one.Id)).Select(one => (one.Id, one.Names.In(wording.Language)))];
        Categories = [.. data.Catalogue.Categories.Where(one => one.DefinitionId == DefinitionId).Select(one => (one.Code, one.Names.In(wording.Language)))];
    }

    private void Show(WorkflowDefinition definition, DrawingFigures figures)
    {
        var drawn = DrawnLifecycle.From(definition, activity => activities.Of(definition.DefinitionId, activity), (_, port) => names.Outcome(port)).Merged();
        var labels = drawn.Nodes.ToDictionary(node => node.Id, node => node.Label, StringComparer.Ordinal);
        var ranks = figures.Stuck.Select((step, place) => (step.ActivityId, Rank: place + 1)).ToDictionary(pair => pair.ActivityId, pair => pair.Rank, StringComparer.Ordinal);
        var most = figures.Steps.Select(Measure).DefaultIfEmpty(0).Max();
        var lines = figures.Steps.Select(step => new Line(
            step.ActivityId, labels.GetValueOrDefault(step.ActivityId) ?? step.ActivityId, step, ranks.TryGetValue(step.ActivityId, out var rank) ? rank : null, ShadeOf(Measure(step), most))).ToList();
        var places = drawn.Nodes.Select((node, place) => (node.Id, place)).ToDictionary(pair => pair.Id, pair => pair.place, StringComparer.Ordinal);
        Lines = [.. lines.OrderBy(line => places.GetValueOrDefault(line.Id, int.MaxValue)).ThenBy(line => line.Id, StringComparer.Ordinal)];
        Stuck = [.. lines.Where(line => line.Rank is not null).OrderBy(line => line.Rank).Take(10)];
        Passages = [.. figures.Connections.OrderByDescending(one => one.Passed).Select(one => new Passage(labels.GetValueOrDefault(one.Source) ?? one.Source, labels.GetValueOrDefault(one.Target) ?? one.Target, one.Passed))];
        var widest = Math.Max(1, figures.Connections.Select(one => one.Passed).DefaultIfEmpty(1).Max());
        Svg = drawn.Nodes.IsEmpty ? "" : LifecycleSvg.Write(drawn, wording["heat.drawing-of", Name], new LifecycleMarks(
            Lines.Where(line => labels.ContainsKey(line.Id)).ToImmutableDictionary(line => line.Id, MarkOf),
            figures.Connections.ToImmutableDictionary(one => (one.Source, one.Target), one => new ConnectionMark
            {
                Css = "passed",
                Width = 1.5 + (6.5 * Math.Sqrt(one.Passed / (double)widest)),
                Badge = Number(one.Passed),
                Description = wording["heat.connection", labels.GetValueOrDefault(one.Source) ?? one.Source, labels.GetValueOrDefault(one.Target) ?? one.Target, Number(one.Passed)],
            }))
        {
            Description = wording["heat.drawing-says", Iso(From), Iso(To)],
        });
    }

    private NodeMark MarkOf(Line line)
    {
        var step = line.Figures;
        var below = ImmutableArray.CreateBuilder<string>();
        below.Add(step.Spent > TimeSpan.Zero ? wording["heat.line-passed", Number(step.Passed), Span(step.Median)] : wording["heat.line-at-once", Number(step.Passed)]);
        if (step.Timed > 0 || step.Standing > 0)
            below.Add(string.Join(" · ", new[] { step.OverdueShare is { } share ? wording["heat.line-late", Share(share)] : null, step.Standing > 0 ? wording["heat.line-standing", Number(step.Standing)] : null }.OfType<string>()));
        return new NodeMark
        {
            Css = $"heat-{line.Shade}",
            Badge = line.Rank is { } rank and <= 3 && step.Lost > TimeSpan.Zero ? wording["heat.rank-badge", rank] : null,
            Flag = step.Incidents > 0 ? wording["heat.incidents-flag", Number(step.Incidents)] : null,
            Lines = below.ToImmutable(),
            Link = $"#{AnchorOf(line.Id)}",
            Description = $"{line.Name}: {string.Join(", ", below)}",
        };
    }

    private double Measure(StepFigures step) => Shade switch
    {
        HeatMeasure.Spent => step.Spent.TotalHours,
        HeatMeasure.Stay => step.Median?.TotalHours ?? 0,
        HeatMeasure.Overdue => (double)(step.OverdueShare ?? 0),
        HeatMeasure.Standing => step.Standing,
        _ => step.Lost.TotalHours,
    };

    /// <summary>Shares of the most: up to a fifth is the first shade, and so on. What is nothing has none.</summary>
    private static int ShadeOf(double value, double most) => value <= 0 || most <= 0 ? 0 : Math.Clamp((int)Math.Ceiling(value / most * Shades), 1, Shades);

    private static string? Given(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Hours(TimeSpan? span) => span is { } time ? time.TotalHours.ToString("0.##", CultureInfo.InvariantCulture) : "";
}
