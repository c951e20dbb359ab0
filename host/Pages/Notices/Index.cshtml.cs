using GridWorkflow.Casework.Notices;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>The notices that are addressed to the reader.</summary>
[Authorize(Policies.Staff)]
public sealed class NoticeListModel(CaseQueries queries, Reader reader, Wording wording) : PageModel
{
    public sealed record Line(Guid Id, string Number, string Subject, NoticeKind Kind, NoticeStatus Status, DateTimeOffset IssuedAt)
    {
        /// <summary>A reminder is a friendly word; the others are late, or nearly.</summary>
        public string Css => Kind switch { NoticeKind.Reminder => "none", NoticeKind.Warning => "soon", _ => "late" };
    }

    private const int Size = 20;

    public IReadOnlyList<Line> Lines { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, Size, 0, _ => "");

    public async Task<IActionResult> OnGetAsync([FromQuery(Name = "page-number")] int number = 1)
    {
        if (reader.Person is not { } person)
            return Forbid();
        var page = await queries.NoticesOf(person.Id, onlyUnsigned: false, new PageRequest(number, Size), HttpContext.RequestAborted);
        Lines = [.. page.Rows.Select(row => new Line(row.Id, row.Number, NoticeTexts.In(row, wording.Language).Text.Subject, row.Kind, row.Status, row.IssuedAt))];
        Paging = new Paging(page.Number, page.Size, page.Total, wanted => $"/notices?page-number={wanted}");
        return Page();
    }
}
