using System.Globalization;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>越權留痕: what was forbidden, to whom, why and when.</summary>
[Authorize(Policies.Auditor)]
public sealed class RefusalsModel(TroubleQueries queries, Names names, Wording wording) : PageModel
{
    /// <param name="Why">In the reader's language, where the rule has a text.</param>
    /// <param name="Reason">In the engine's own words.</param>
    public sealed record Line(DateTimeOffset At, string ActorId, string Who, string? Role, string What, string? Number, string Why, string Reason);

    private const int Size = 25;
    private const int LongestActor = 100;

    [BindProperty(SupportsGet = true)]
    public string? Actor { get; set; }

    [BindProperty(SupportsGet = true, Name = "page-number")]
    public int PageNumber { get; set; } = 1;

    public IReadOnlyList<Line> Lines { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, Size, 0, _ => "");

    public async Task OnGetAsync()
    {
        var actor = Actor is { Length: > 0 and <= LongestActor } ? Actor : null;
        var page = await queries.Refusals(actor, new PageRequest(PageNumber, Size), HttpContext.RequestAborted);
        Lines = [.. page.Rows.Select(one => new Line(
            one.Row.At, one.Row.Actor, names.Actor(one.Row.Actor), one.Row.Role is { } role ? names.Role(role) : null, wording.Find($"refusals.act.{one.Row.Command}") ?? one.Row.Command,
            one.CaseNumber, wording.Find($"refusal.{one.Row.Code}") ?? one.Row.Code, one.Row.Reason))];
        Paging = new Paging(page.Number, page.Size, page.Total, Link);
    }

    public static string LinkOf(string actor) => $"/admin/refusals{new QueryString().Add("actor", actor)}";

    private string Link(int wanted)
    {
        var query = new QueryString().Add("page-number", wanted.ToString(CultureInfo.InvariantCulture));
        return $"/admin/refusals{(Actor is { Length: > 0 } actor ? query.Add("actor", actor) : query)}";
    }
}
