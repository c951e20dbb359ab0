using System.Globalization;
using GridWorkflow.Casework.Schedules;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Schedules;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>Bulletins (通報) for everybody, and the daily lists (日清單) that are addressed to the reader.</summary>
[Authorize(Policies.Overview)]
public sealed class BulletinListModel(BulletinQueries queries, BulletinDesk desk, Reader reader, ReferenceCatalog reference, Wording wording) : PageModel
{
    /// <param name="WasDelayed">Made more than an hour after its time.</param>
    public sealed record Line(BulletinLine Bulletin, string Name, bool WasDelayed);

    private const int Size = 20;

    [BindProperty(SupportsGet = true, Name = "page-number")]
    public int PageNumber { get; set; } = 1;

    public IReadOnlyList<Line> Lines { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, Size, 0, _ => "");

    public async Task OnGetAsync()
    {
        var data = reference.Current;
        string[] drafts = [.. data.Schedules.Keys.Where(id => reader.SeesAll || desk.MayPublish(reader.Person, id))];
        var page = await queries.For(reader.Person?.Id, reader.SeesAll, drafts, new PageRequest(PageNumber, Size), HttpContext.RequestAborted);
        Lines = [.. page.Rows.Select(row => new Line(row, NameOf(row.ScheduleId, data.Schedules), row.MadeAt - row.DueAt > TimeSpan.FromHours(1)))];
        Paging = new Paging(page.Number, page.Size, page.Total, wanted => string.Create(CultureInfo.InvariantCulture, $"/bulletins?page-number={wanted}"));
    }

    private string NameOf(string id, IReadOnlyDictionary<string, Schedule> schedules) => schedules.GetValueOrDefault(id)?.Names.In(wording.Language) ?? id;
}
