using GridWorkflow.Host.Access;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>Workflow instances, cases among them: what runs, what waits and what cannot go on.</summary>
[Authorize(Policies.Auditor)]
public sealed class InstancesModel(InstanceQueries queries) : PageModel
{
    private const int Size = 25;

    [BindProperty(SupportsGet = true)]
    public string? Definition { get; set; }

    [BindProperty(SupportsGet = true)]
    public InstanceSubStatus? Status { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool Incidents { get; set; }

    [BindProperty(SupportsGet = true, Name = "page-number")]
    public int PageNumber { get; set; } = 1;

    public IReadOnlyList<InstanceItem> Rows { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, Size, 0, _ => "");

    public static IReadOnlyList<InstanceSubStatus> Statuses { get; } =
        [InstanceSubStatus.Suspended, InstanceSubStatus.Finished, InstanceSubStatus.Faulted, InstanceSubStatus.Cancelled];

    public static string Css(InstanceItem item) => item.SubStatus switch
    {
        _ when item.Incidents > 0 => "tag-late",
        InstanceSubStatus.Finished => "tag-good",
        InstanceSubStatus.Faulted => "tag-late",
        _ => "",
    };

    public async Task OnGetAsync()
    {
        var filter = new InstanceFilter { DefinitionId = string.IsNullOrWhiteSpace(Definition) ? null : Definition.Trim(), SubStatus = Status, OnlyIncidents = Incidents };
        var found = await queries.List(filter, new PageRequest(PageNumber, Size), HttpContext.RequestAborted);
        Rows = found.Rows;
        Paging = new Paging(found.Number, found.Size, found.Total, Link);
    }

    private string Link(int page) => QueryString.Create(new Dictionary<string, string?>
    {
        ["definition"] = Definition, ["status"] = Status?.ToString(), ["incidents"] = Incidents ? "true" : null, ["page-number"] = page.ToString(System.Globalization.CultureInfo.InvariantCulture),
    }.Where(pair => pair.Value is not null)).ToUriComponent() is var query ? $"/admin/instances{query}" : "";
}
