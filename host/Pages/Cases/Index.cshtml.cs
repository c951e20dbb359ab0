using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Pages.Cases;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Schedules;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>What a list of cases is narrowed and sorted by, as the address says it.</summary>
public sealed class CaseListQuery
{
    [FromQuery(Name = "q")]
    public string? Text { get; set; }

    [FromQuery(Name = "status")]
    public CaseStatus? Status { get; set; }

    [FromQuery(Name = "stage")]
    public CaseStage? Stage { get; set; }

    [FromQuery(Name = "grid")]
    public string? Grid { get; set; }

    [FromQuery(Name = "overdue")]
    public bool Overdue { get; set; }

    /// <summary>Name of a column, with a minus in front when descending.</summary>
    [FromQuery(Name = "sort")]
    public string? Sort { get; set; }

    [FromQuery(Name = "page-number")]
    public int Page { get; set; } = 1;
}

/// <summary>The cases of the reader's units; all for admins and auditors.</summary>
[Authorize(Policies.Overview)]
public sealed class CaseListModel(CaseQueries queries, OrphanQueries clocks, CaseDoor door, Names names, Wording wording, TimeProvider time) : PageModel
{
    public sealed record Line(
        string Number, string Title, string Category, string Grid, CaseStage Stage, CaseStatus Status, DateTimeOffset ReportedAt, DateTimeOffset? DueAt, DateTimeOffset? ClosedAt, Due Due, bool Emergency);

    private const int Size = 25;

    /// <summary>Rows of an export at most; more is work for the figures, not for a spreadsheet.</summary>
    private const int MostExported = 10_000;

    public static IReadOnlyList<string> Columns { get; } = ["number", "title", "category", "grid", "stage", "reported-at", "due"];

    [BindProperty(SupportsGet = true)]
    public CaseListQuery Query { get; set; } = new();

    public IReadOnlyList<Line> Lines { get; private set; } = [];

    public IReadOnlyList<(string Code, string Name)> Grids { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, Size, 0, _ => "");

    public string CsvLink => Address(1, Query.Sort, csv: true);

    /// <summary>The sort of a column; null where a column cannot be sorted by.</summary>
    public static CaseSort? SortOf(string column) => column switch
    {
        "number" => CaseSort.Number,
        "title" => CaseSort.Title,
        "reported-at" => CaseSort.ReportedAt,
        "due" => CaseSort.DueAt,
        _ => null,
    };

    public async Task OnGetAsync()
    {
        Query.Text = Query.Text is { Length: > 100 } ? Query.Text[..100] : Query.Text;
        var page = await Read(Query.Page, Size);
        var provisional = await clocks.Provisional([.. page.Rows.Where(row => row.DueAt is null && row.ClosedAt is null).Select(row => row.Id)], HttpContext.RequestAborted);
        Lines = [.. page.Rows.Select(row => provisional.Contains(row.Id) ? LineOf(row) with { Due = Due.Provisional(wording) } : LineOf(row))];
        Grids = names.Grids(code => door.Grids?.Contains(code) ?? true);
        Paging = new Paging(page.Number, page.Size, page.Total, number => Address(number, Query.Sort, csv: false));
    }

    public async Task<IActionResult> OnGetCsvAsync()
    {
        var rows = new List<Line>();
        for (var number = 1; rows.Count < MostExported; number++)
        {
            var page = await Read(number, 200);
            rows.AddRange(page.Rows.Select(LineOf));
            if (number >= page.Pages)
                break;
        }

        using var buffer = new MemoryStream();
        await CaseCsv.Write(buffer, [.. Columns.Select(column => wording[$"case.{column}"]), wording["case.status"], wording["case.closed-at"]], rows.Select(Cells), HttpContext.RequestAborted);
        return File(buffer.ToArray(), "text/csv; charset=utf-8", $"cases-{wording.Iso(time.GetUtcNow())[..10]}.csv");
    }

    public string SortState(string column) => Query.Sort == column ? "ascending" : Query.Sort == "-" + column ? "descending" : "none";

    public string SortMark(string column) => SortState(column) switch { "ascending" => " ↑", "descending" => " ↓", _ => "" };

    public string SortLink(string column) => Address(1, Query.Sort == column ? "-" + column : column, csv: false);

    private async Task<Page<CaseRow>> Read(int page, int size)
    {
        var (sort, descending) = Order();
        var grids = Narrow();
        // An empty list of grids would mean "all" to the store: who sees no grid sees no case.
        if (grids is { IsEmpty: true })
            return new Page<CaseRow>([], 1, size, 0);
        var filter = new CaseFilter
        {
            Text = string.IsNullOrWhiteSpace(Query.Text) ? null : Query.Text.Trim(),
            Status = Query.Status,
            Stage = Query.Stage,
            GridCodes = grids ?? [],
            OverdueAt = Query.Overdue ? time.GetUtcNow() : null,
        };
        return await queries.Cases(filter, sort, descending, new PageRequest(page, size), HttpContext.RequestAborted);
    }

    /// <summary>The grids that are asked for, within those that the reader may see; null: all.</summary>
    private ImmutableArray<string>? Narrow()
    {
        var visible = door.Grids;
        if (string.IsNullOrEmpty(Query.Grid))
            return visible;
        return visible is null || visible.Value.Contains(Query.Grid) ? [Query.Grid] : [];
    }

    private (CaseSort Sort, bool Descending) Order()
    {
        var descending = Query.Sort?.StartsWith('-') == true;
        return SortOf(Query.Sort?.TrimStart('-') ?? "") is { } sort ? (sort, descending) : (CaseSort.ReportedAt, true);
    }

    private Line LineOf(CaseRow row) => new(
        row.Number, row.Title, names.Category(row.CategoryCode), names.Unit(row.GridCode), row.Stage, row.Status, row.ReportedAt, row.DueAt, row.ClosedAt,
        row.ClosedAt is { } closed ? Due.Ended(row.DueAt, closed, wording) : Due.Of(row.DueAt, row.ReportedAt, time.GetUtcNow(), wording), row.Emergency);

    private IReadOnlyList<string> Cells(Line line) =>
    [
        line.Number, line.Title, line.Category, line.Grid, wording[$"stage.{line.Stage}"], wording.Iso(line.ReportedAt), line.DueAt is { } due ? wording.Iso(due) : "",
        wording[$"status.{line.Status}"], line.ClosedAt is { } closed ? wording.Iso(closed) : "",
    ];

    private string Address(int page, string? sort, bool csv)
    {
        var query = new QueryString();
        if (csv)
            query = query.Add("handler", "csv");
        if (!string.IsNullOrEmpty(Query.Text))
            query = query.Add("q", Query.Text);
        if (Query.Status is { } status)
            query = query.Add("status", status.ToString());
        if (Query.Stage is { } stage)
            query = query.Add("stage", stage.ToString());
        if (!string.IsNullOrEmpty(Query.Grid))
            query = query.Add("grid", Query.Grid);
        if (Query.Overdue)
            query = query.Add("overdue", "true");
        if (!string.IsNullOrEmpty(sort))
            query = query.Add("sort", sort);
        if (page > 1)
            query = query.Add("page-number", page.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return "/cases" + query;
    }
}
