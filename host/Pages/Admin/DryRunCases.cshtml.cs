using System.Globalization;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.DryRuns;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.DryRuns;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.DryRuns;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>One dry run: how far it is, its counts, and the cases in a list.</summary>
[Authorize(Policies.Auditor)]
public sealed class DryRunCasesModel(DryRunDesk desk, Reader reader, Names names, Wording wording) : PageModel
{
    private const int Size = 25;
    private const int MostGroups = 200;

    /// <summary>What publishing alone does, and beside it what would happen if running cases were taken over.</summary>
    public static IReadOnlyList<(ShiftMark Published, ShiftMark Taken)> Pairs { get; } =
    [
        (ShiftMark.Moves, ShiftMark.MovesIfTaken), (ShiftMark.Overdue, ShiftMark.OverdueIfTaken), (ShiftMark.Relieved, ShiftMark.RelievedIfTaken),
        (ShiftMark.Rungs, ShiftMark.RungsIfTaken), (ShiftMark.RungsPassed, ShiftMark.None), (ShiftMark.None, ShiftMark.Rule), (ShiftMark.None, ShiftMark.Mappable), (ShiftMark.None, ShiftMark.Stuck),
    ];

    public DryRunResult Result { get; private set; } = null!;

    [BindProperty(SupportsGet = true, Name = "mark")]
    public ShiftMark Mark { get; set; }

    [BindProperty(SupportsGet = true, Name = "page-number")]
    public int PageNumber { get; set; } = 1;

    public IReadOnlyList<CaseShift> Rows { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, Size, 0, _ => "");

    public IReadOnlyList<GroupCounts> Units => Largest(Result.Counts.ByUnit);

    public IReadOnlyList<GroupCounts> Categories => Largest(Result.Counts.ByCategory);

    public IActionResult OnGet(Guid id)
    {
        if (desk.Find(id) is not { } result)
            return NotFound();
        Result = result;
        if (result.IsRunning)
            return Page();
        var found = result.Cases(Mark, new PageRequest(PageNumber, Size));
        Rows = found.Rows;
        Paging = new Paging(found.Number, found.Size, found.Total, page => string.Create(CultureInfo.InvariantCulture, $"/admin/dry-run/{id}?mark={Mark}&page-number={page}#list"));
        return Page();
    }

    /// <summary>The bar alone, for a page that asks again and again; when it has ended the whole page is asked for.</summary>
    public IActionResult OnGetProgress(Guid id)
    {
        if (desk.Find(id) is not { } result)
            return NotFound();
        Result = result;
        if (!result.IsRunning)
            Response.Headers["HX-Refresh"] = "true";
        return Partial("Admin/_DryRunProgress", this);
    }

    public IActionResult OnGetCsv(Guid id)
    {
        if (desk.Find(id) is not { } result)
            return NotFound();
        return new CsvResult(result, Mark);
    }

    public IActionResult OnPostCancel(Guid id)
    {
        if (!reader.IsAdmin)
            return Forbid();
        Flash.Say(this, wording[desk.Cancel(id) ? "dryrun.was-cancelled" : "dryrun.gone"]);
        return Redirect("/admin/dry-run");
    }

    public string Clock(ClockShift clock) => clock.Kind == ClockKind.Total ? wording["clock.total"] : names.Task(clock.Name);

    /// <summary>By how much, with its sign.</summary>
    public string Difference(TimeSpan? difference) => difference switch
    {
        null => "",
        { Ticks: 0 } => wording["dryrun.same"],
        { Ticks: < 0 } sooner => wording["dryrun.sooner", wording.Span(sooner)],
        var later => wording["dryrun.later", wording.Span(later.Value)],
    };

    private static IReadOnlyList<GroupCounts> Largest(IEnumerable<GroupCounts> groups) =>
        [.. groups.Where(group => !group.Counts.ByMark.IsEmpty).OrderByDescending(group => group.Counts.Cases).Take(MostGroups)];

    private sealed class CsvResult(DryRunResult result, ShiftMark mark) : IActionResult
    {
        public Task ExecuteResultAsync(ActionContext context)
        {
            var response = context.HttpContext.Response;
            response.ContentType = "text/csv; charset=utf-8";
            response.Headers.ContentDisposition = $"attachment; filename=dry-run-{result.Id:N}.csv";
            return DryRunCsv.Write(response.Body, result, mark, context.HttpContext.RequestAborted);
        }
    }
}
