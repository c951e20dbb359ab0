using System.Globalization;
using GridWorkflow.Casework.Activities;
using GridWorkflow.Casework.Rehearsals;
using GridWorkflow.Designer.Drawing;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Rehearsals;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Rehearsals;
using GridWorkflow.Workflow.Definitions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>
/// 排演: a scenario, or a real case, on a version of a lifecycle in virtual time: the drawing with the step that is active, and beside it
/// tasks, clocks and notices; moment by moment. Nothing is written.
/// </summary>
[Authorize(Policies.Auditor)]
public sealed class RehearsalModel(
    RehearsalHall hall, ReferenceCatalog reference, DefinitionQueries versions, FileQueries files, FileLibrary library, ScenarioShelf shelf, FrameScenes scenes, CaseDoor door, Reader reader,
    Names names, ActivityNames activities, Wording wording, TimeProvider time) : PageModel
{
    private const int MostYaml = 100_000;

    public string DefinitionId { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>All versions, newest first.</summary>
    public IReadOnlyList<DefinitionVersion> Versions { get; private set; } = [];

    /// <summary>Scenarios of this lifecycle, by name.</summary>
    public IReadOnlyList<Scenario> Scenarios { get; private set; } = [];

    [BindProperty(SupportsGet = true, Name = "scenario")]
    public string? ScenarioId { get; set; }

    [BindProperty(SupportsGet = true, Name = "written")]
    public string? Written { get; set; }

    [BindProperty(SupportsGet = true, Name = "case")]
    public string? CaseNumber { get; set; }

    [BindProperty(SupportsGet = true, Name = "version")]
    public int? Version { get; set; }

    [BindProperty(SupportsGet = true, Name = "order")]
    public long? Order { get; set; }

    [BindProperty(SupportsGet = true, Name = "frame")]
    public int Frame { get; set; }

    /// <summary>The scenario as text, to be changed.</summary>
    public string Yaml { get; private set; } = "";

    /// <summary>What is played; null: nothing is, and <see cref="Problems"/> may say why.</summary>
    public RehearsalRun? Run { get; private set; }

    public string Title { get; private set; } = "";

    public string? Notes { get; private set; }

    public Scene? Scene { get; private set; }

    public IReadOnlyList<SceneMoment> Timeline { get; private set; } = [];

    public string Svg { get; private set; } = "";

    /// <summary>What would stand against publishing, or is wrong with the scenario.</summary>
    public IReadOnlyList<Problem> Problems { get; private set; } = [];

    /// <summary>Of a real case: what would have been different.</summary>
    public IReadOnlyList<CaseDifference>? Differences { get; private set; }

    public bool MayWrite => reader.IsAdmin;

    /// <summary>Steps, people and grids that a scenario may name.</summary>
    public IReadOnlyList<string> Tasks { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string definition)
    {
        if (await Prepare(definition) is { } missing)
            return missing;
        Yaml = (Written is null ? null : shelf.Find(Written)) ?? await TextOf(ScenarioId) ?? Template();
        return await Play();
    }

    /// <summary>Keeps what was written for a while and plays it.</summary>
    public async Task<IActionResult> OnPostWriteAsync(string definition, string? yaml) => await Keep(definition, yaml ?? "");

    /// <summary>Adds an event to what was written and plays it.</summary>
    public async Task<IActionResult> OnPostAddAsync(string definition, string? yaml, string? at, string? act, string? subject, string? outcome, string? by, string? remark, string? fields) =>
        await Keep(definition, new WrittenEvent(at, act, subject, outcome, by, remark, fields).AddTo(yaml ?? ""));

    /// <summary>Saves what was written as a draft among the versioned files.</summary>
    public async Task<IActionResult> OnPostSaveAsync(string definition, string? yaml)
    {
        if (!reader.IsAdmin)
            return Forbid();
        var text = (yaml ?? "").ReplaceLineEndings("\n");
        var (scenario, problems) = ScenarioShelf.Read(text);
        if (scenario is null)
        {
            Flash.Fail(this, string.Join(' ', problems.Select(problem => $"{problem.Reason} {problem.Remedy}").Take(3)));
            return await Keep(definition, text);
        }

        var outcome = await library.Save(null, scenario.Names.English, [new FileDraft(await PathOf(scenario.Id) ?? $"scenarios/{scenario.Id}.yaml", text, null)], reader.Actor.PersonId, HttpContext.RequestAborted);
        if (outcome is ChangeOutcome.Changed or ChangeOutcome.Unchanged)
            Flash.Say(this, wording["rehearsal.saved"]);
        else
            Flash.Fail(this, wording["rehearsal.not-saved"]);
        return await Keep(definition, text);
    }

    /// <summary>Address of a moment.</summary>
    public string Link(int frame) => Address(frame, ScenarioId, Written, CaseNumber);

    public string When(DateTimeOffset at) => wording.Moment(at);

    public string Difference(CaseDifference difference) => difference.Kind switch
    {
        DifferenceKind.Due => wording["rehearsal.diff.Due", scenes.ClockName(difference.Subject), wording.Moment(difference.WasAt), wording.Moment(difference.WouldAt)],
        DifferenceKind.Notice => wording[difference.Was is null ? "rehearsal.diff.Notice-more" : "rehearsal.diff.Notice-less", wording.Find($"notice.{difference.Subject}") ?? difference.Subject, names.Actor(difference.Was ?? difference.Would!)],
        DifferenceKind.Way => wording[difference.Was is null ? "rehearsal.diff.Way-more" : "rehearsal.diff.Way-less", names.Activity(DefinitionId, difference.Subject) ?? difference.Subject],
        DifferenceKind.Refused => wording["rehearsal.diff.Refused", difference.Subject, wording.Moment(difference.At), difference.Would],
        _ => wording["rehearsal.diff.Standing", difference.Was, difference.Would],
    };

    private string Address(int frame, string? scenario, string? written, string? number)
    {
        var query = new List<string>();
        if (written is not null)
            query.Add($"written={Uri.EscapeDataString(written)}");
        else if (number is not null)
            query.Add($"case={Uri.EscapeDataString(number)}");
        else if (scenario is not null)
            query.Add($"scenario={Uri.EscapeDataString(scenario)}");
        if (Version is { } version)
            query.Add(string.Create(CultureInfo.InvariantCulture, $"version={version}"));
        if (Order is { } order)
            query.Add(string.Create(CultureInfo.InvariantCulture, $"order={order}"));
        query.Add(string.Create(CultureInfo.InvariantCulture, $"frame={frame}"));
        return $"/designer/{Uri.EscapeDataString(DefinitionId)}/rehearsal?{string.Join('&', query)}";
    }

    private async Task<IActionResult?> Prepare(string definition)
    {
        DefinitionId = definition;
        Versions = await versions.Versions(definition, HttpContext.RequestAborted);
        if (Versions.Count == 0)
            return NotFound();
        Name = names.Lifecycle(definition, Versions[0].Name);
        Scenarios = [.. reference.Current.Scenarios.Values.Where(scenario => scenario.DefinitionId == definition).OrderBy(scenario => scenario.Names.In(wording.Language), StringComparer.Ordinal)];
        if (ScenarioId is null && Written is null && CaseNumber is null)
            ScenarioId = Scenarios.Count > 0 ? Scenarios[0].Id : null;
        return null;
    }

    private async Task<IActionResult> Keep(string definition, string yaml)
    {
        if (await Prepare(definition) is { } missing)
            return missing;
        var text = yaml.ReplaceLineEndings("\n");
        return Redirect(Address(0, null, shelf.Put(text.Length > MostYaml ? text[..MostYaml] : text), null));
    }

    private async Task<IActionResult> Play()
    {
        switch (await hall.Open(DefinitionId, Version, Order, HttpContext.RequestAborted))
        {
            case HallOutcome.NotFound:
                return NotFound();
            case HallOutcome.Refused refused:
                Problems = refused.Problems;
                return Page();
            case HallOutcome.Ready ready:
                Problems = ready.Problems;
                Tasks = [.. ready.Program.Activities.Where(activity => activity.Node.Type == "Grid.Task").Select(activity => GridActivity.Literal(activity.Node, "key")).OfType<string>().Distinct()];
                return await Play(ready);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task<IActionResult> Play(HallOutcome.Ready ready)
    {
        if (CaseNumber is { Length: > 0 } number)
        {
            if (await door.Open(number, HttpContext.RequestAborted) is not { } detail)
            {
                Problems = [new Problem("case-unknown", wording["rehearsal.no-case"], "")];
                return Page();
            }

            var replayed = await hall.Replay(detail.File, ready, time.GetUtcNow(), HttpContext.RequestAborted);
            (Run, Differences, Title) = (replayed.Run, replayed.Differences, $"{number} {detail.File.Title}");
        }
        else
        {
            var (scenario, problems) = ScenarioShelf.Read(Yaml);
            if (scenario is null)
            {
                Problems = problems;
                return Page();
            }

            (Run, Title, Notes) = (Rehearsal.Play(scenario, ready.Data, ready.Program), scenario.Names.In(wording.Language), scenario.Notes?.In(wording.Language));
        }

        Problems = [.. Problems, .. Run.Problems];
        if (Run.Frames.IsEmpty)
            return Page();
        Frame = Math.Clamp(Frame, 0, Run.Frames.Length - 1);
        Timeline = scenes.Timeline(Run);
        Scene = scenes.Of(Run, Frame);
        Draw(ready.Program);
        return Page();
    }

    private void Draw(GridWorkflow.Workflow.Interpreter.Program program)
    {
        var drawn = DrawnLifecycle.From(program.Definition, activity => activities.Of(DefinitionId, activity), (_, port) => names.Outcome(port));
        Svg = drawn.Nodes.IsEmpty ? "" : LifecycleSvg.Write(drawn, Name, Scene!.Here, Scene.Walked);
    }

    private async Task<string?> TextOf(string? scenario) =>
        scenario is not null && await PathOf(scenario) is { } path ? (await files.FindPublished(path, HttpContext.RequestAborted))?.Text : null;

    private async Task<string?> PathOf(string scenario)
    {
        foreach (var path in new[] { $"scenarios/{scenario}.yaml", $"demo/scenarios/{scenario}.yaml" })
        {
            if (await files.FindPublished(path, HttpContext.RequestAborted) is not null)
                return path;
        }

        return null;
    }

    /// <summary>A scenario to begin with: the first category of the lifecycle in the first grid, and nobody acts.</summary>
    private string Template()
    {
        var data = reference.Current;
        var category = data.Catalogue.Categories.FirstOrDefault(one => one.DefinitionId == DefinitionId)?.Code ?? "CODE";
        var grid = data.Organisation.Grids.FirstOrDefault()?.Id ?? "GRID";
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), wording.Zone).DateTime);
        return string.Create(CultureInfo.InvariantCulture, $$"""
            id: new-scenario
            names: { en: New scenario, zh-Hans: 新情景, zh-Hant: 新情景 }
            definition: {{DefinitionId}}
            start: { at: Friday 17:30, from: {{today:yyyy-MM-dd}}, category: {{category}}, grid: {{grid}} }
            events:
              - { at: Monday 10:00, nobodyActs: true }
            until: +5 workDayStatutory

            """).ReplaceLineEndings("\n");
    }
}
