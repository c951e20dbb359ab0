using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime;
using GridWorkflow.Runtime.Schedules;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>What the reader has to do, and what he may take.</summary>
[Authorize(Policies.Overview)]
public sealed class InboxModel(CaseQueries queries, OrphanQueries clocks, CaseRunner runner, Reader reader, Names names, Wording wording, TimeProvider time) : PageModel
{
    public sealed record Line(
        Guid Id, Guid CaseId, string Number, string Title, string Task, string Category, string Grid, DateTimeOffset OpenedAt, Due Due, bool Emergency, bool IsMine, bool MayClaim, string? Assignee);

    private const int Size = 20;

    private const string OfUnit = "unit";

    /// <summary>Who leads a unit looks at its tasks as well, to give them to somebody.</summary>
    public IReadOnlyList<string> Shows => reader.LedUnits.Count == 0 ? ["all", "mine", "open"] : ["all", "mine", "open", OfUnit];

    [BindProperty(SupportsGet = true)]
    public string Show { get; set; } = "all";

    [BindProperty(SupportsGet = true)]
    public string? Grid { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool? Late { get; set; }

    [BindProperty(SupportsGet = true, Name = "page-number")]
    public int PageNumber { get; set; } = 1;

    public IReadOnlyList<Line> Lines { get; private set; } = [];

    public IReadOnlyList<(string Code, string Name)> Grids { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, Size, 0, _ => "");

    /// <summary>This very list, for the refresh.</summary>
    public string Here => Link(PageNumber);

    /// <summary>One form, one command: sending it twice changes nothing.</summary>
    public static string NewKey() => CommandKeys.Create();

    /// <summary>Why nothing came of a claim.</summary>
    public Flash? Refused { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (reader.Person is not { } person)
            return LocalRedirect("/cases");
        await List(person);
        return Page();
    }

    private async Task List(Person person)
    {
        if (!Shows.Contains(Show))
            Show = "all";
        var now = time.GetUtcNow();
        var filter = new InboxFilter(person.Id, [.. reader.Posts.Select(post => new PostKey(post.Role, post.UnitId))])
        {
            OnlyMine = Show == "mine",
            OnlyOpen = Show == "open",
            OfUnits = Show == OfUnit ? [.. reader.LedUnits] : null,
            GridCode = string.IsNullOrEmpty(Grid) ? null : Grid,
            OverdueAt = Late == true ? now : null,
        };
        var page = await queries.Inbox(filter, new PageRequest(PageNumber, Size), HttpContext.RequestAborted);
        var provisional = await clocks.Provisional([.. page.Rows.Where(item => item.DueAt is null && item.CaseDueAt is null).Select(item => item.CaseId)], HttpContext.RequestAborted);
        Lines = [.. page.Rows.Select(item => LineOf(item, person.Id, now, provisional.Contains(item.CaseId)))];
        Grids = names.Grids(reader.Oversees);
        Paging = new Paging(page.Number, page.Size, page.Total, Link);
    }

    public async Task<IActionResult> OnPostClaimAsync(Guid caseId, Guid taskId, string? key)
    {
        var outcome = await runner.Run(caseId, new CaseCommand.Claim(reader.Actor, taskId), CommandKeys.Valid(key), HttpContext.RequestAborted);
        // Who may not is told so with the status that says it.
        if (outcome is CommandOutcome.Refused { Refusal: { Kind: RefusalKind.Forbidden } refusal } && reader.Person is { } person)
        {
            Refused = Flash.Of(refusal, wording);
            Response.StatusCode = StatusCodes.Status403Forbidden;
            await List(person);
            return Page();
        }

        CommandAnswers.Tell(this, outcome, wording["task.claimed"], wording);
        return outcome is CommandOutcome.Done done ? LocalRedirect($"/cases/{done.File.Number}") : LocalRedirect(Here);
    }

    private Line LineOf(InboxItem item, string personId, DateTimeOffset now, bool isProvisional)
    {
        // The nearer of the two limits is the one that presses.
        var byCase = item.DueAt is null || item.CaseDueAt < item.DueAt;
        var due = isProvisional ? Due.Provisional(wording) : byCase ? Due.Of(item.CaseDueAt, item.ReportedAt, now, wording) : Due.Of(item.DueAt, item.OpenedAt, now, wording);
        return new Line(
            item.TaskId, item.CaseId, item.CaseNumber, item.Title, names.Task(item.TaskKey), names.Category(item.CategoryCode), names.Unit(item.GridCode), item.OpenedAt,
            due, item.Emergency, item.Assignee == personId, item.Assignee is null && reader.Posts.Contains(new Post(item.Role, item.UnitId)),
            item.Assignee is { } assignee && assignee != personId ? names.Actor(assignee) : null);
    }

    private string Link(int page)
    {
        var query = new QueryString();
        if (Show != "all")
            query = query.Add("show", Show);
        if (!string.IsNullOrEmpty(Grid))
            query = query.Add("grid", Grid);
        if (Late == true)
            query = query.Add("late", "true");
        if (page > 1)
            query = query.Add("page-number", page.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return "/" + query;
    }
}
