using GridWorkflow.Casework.Cases;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>What the public sees of a case: where it stands and what was answered. No names, no remarks, no place.</summary>
[AllowAnonymous]
public sealed class TrackModel(CaseQueries queries, Names names) : PageModel
{
    public sealed record Tracked(
        string Number, string Category, CaseStage Stage, CaseStatus Status, DateTimeOffset ReportedAt, DateTimeOffset? ExpectedAt, DateTimeOffset? ClosedAt, string? Reply, IReadOnlyList<string> Notices);

    private const int LongestToken = 100;

    public Tracked? Case { get; private set; }

    public async Task<IActionResult> OnGetAsync(string token)
    {
        if (token.Length > LongestToken || await queries.Track(token, HttpContext.RequestAborted) is not { } found)
            return NotFound();
        // A page that only its holder knows must not be found by searching.
        Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        var expected = found.ClosedAt is null ? found.DueAt : null;
        Case = new Tracked(found.Number, names.Category(found.CategoryCode), found.Stage, found.Status, found.ReportedAt, expected, found.ClosedAt, found.Reply, found.PublicNotices);
        return Page();
    }
}
