using System.Globalization;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages.Rosters;

/// <summary>One week of a roster, grid by grid; what nobody covers is named.</summary>
[Authorize(Policies.Overview)]
public sealed class RosterModel(ReferenceCatalog reference, Reader reader, Names names, Wording wording, TimeProvider time) : PageModel
{
    private const int GridsOnPage = 25;

    public sealed record PersonCell(string Name, string? StandIn, bool IsAway, string Title);

    public sealed record SlotCell(string Window, bool IsGap, IReadOnlyList<PersonCell> People);

    public sealed record DayCell(string Day, bool IsToday, IReadOnlyList<SlotCell> Slots);

    public sealed record GridRow(string Name, IReadOnlyList<DayCell> Days);

    public Roster Roster { get; private set; } = null!;

    public string Area { get; private set; } = "";

    public DateOnly Monday { get; private set; }

    public bool OnlyGaps { get; private set; }

    public IReadOnlyList<(string Day, bool IsToday)> Days { get; private set; } = [];

    public IReadOnlyList<GridRow> Grids { get; private set; } = [];

    public IReadOnlyList<string> Gaps { get; private set; } = [];

    public IReadOnlyList<(string Name, string Text)> Standards { get; private set; } = [];

    public Paging Paging { get; private set; } = null!;

    public string Span => wording["roster.days", Day(Monday, wording), Day(Monday.AddDays(6), wording)];

    public static DateOnly MondayOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    public static string Day(DateOnly day, Wording wording) => day.ToString(wording["roster.day-format"], CultureInfo.GetCultureInfo(wording.Language));

    public static string Window(DutyWindow window, Wording wording) =>
        $"{wording.Find($"roster.window.{window.Key}") ?? window.Key} {window.From.ToString("HH:mm", CultureInfo.InvariantCulture)}–{window.To.ToString("HH:mm", CultureInfo.InvariantCulture)}";

    public IActionResult OnGet(string id, DateOnly? week, bool gaps, [FromQuery(Name = "page-number")] int number = 1)
    {
        if (reference.Current.Rosters.GetValueOrDefault(id) is not { } roster)
            return NotFound();
        var organisation = reference.Current.Organisation;
        var today = organisation.Today(time.GetUtcNow());
        (Roster, Area, OnlyGaps) = (roster, names.Unit(roster.Area), gaps);
        // Far years have no week to go on to.
        var asked = week is { Year: > 2000 and < 2100 } day ? day : today;
        Monday = MondayOf(asked);
        Days = [.. Enumerable.Range(0, 7).Select(offset => Monday.AddDays(offset)).Select(one => (Day(one, wording), one == today))];
        var weeks = RosterWeek.Of(roster, organisation, Monday).Where(one => reader.Oversees(one.GridId)).ToArray();
        Gaps = [.. weeks.SelectMany(one => one.Slots.Where(slot => slot.IsGap).Select(slot => wording["roster.gap", names.Unit(one.GridId), Day(slot.Day, wording), Window(slot.Window, wording)]))];
        var shown = weeks.Where(one => !gaps || one.Slots.Any(slot => slot.IsGap)).ToArray();
        number = Math.Clamp(number, 1, Math.Max(1, (shown.Length + GridsOnPage - 1) / GridsOnPage));
        Paging = new Paging(number, GridsOnPage, shown.Length, page => LinkTo(Monday, page));
        Grids = [.. shown.Skip((number - 1) * GridsOnPage).Take(GridsOnPage).Select(one => RowOf(one, today))];
        Standards = [.. roster.Standards.Select(standard => (standard.Key, standard.Value.In(wording.Language)))];
        return Page();
    }

    public string LinkTo(DateOnly monday, int page = 1) =>
        $"/rosters/{Uri.EscapeDataString(Roster.Id)}?week={monday.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}{(OnlyGaps ? "&gaps=true" : "")}{(page > 1 ? $"&page-number={page.ToString(CultureInfo.InvariantCulture)}" : "")}";

    private GridRow RowOf(GridWeek week, DateOnly today) => new(
        names.Unit(week.GridId),
        [.. Enumerable.Range(0, 7).Select(offset => Monday.AddDays(offset)).Select(day => new DayCell(
            Day(day, wording), day == today, [.. week.Slots.Where(slot => slot.Day == day).Select(slot => new SlotCell(Window(slot.Window, wording), slot.IsGap, [.. slot.People.Select(CellOf)]))]))]);

    private PersonCell CellOf(OnDuty on) => new(
        names.Actor(on.Assignment.PersonId), on.StandIn is { } other ? names.Actor(other) : null, on.IsAway,
        $"{names.Role(on.Assignment.Post)} · {names.Unit(on.Assignment.Area)} · {Roster.Standards.GetValueOrDefault(on.Assignment.Standard)?.In(wording.Language)}");
}
