using GridWorkflow.Host.Access;
using GridWorkflow.Host.Jobs;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Schedules;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>The calendars in force: until when each speaks, from what source, and how many deadlines lie beyond (clocks.md R5).</summary>
[Authorize(Policies.Admin)]
public sealed class CalendarsModel(ReferenceCatalog reference, OrphanQueries queries, CoverageSettings settings, TimeProvider time) : PageModel
{
    /// <param name="DaysLeft">Until the coverage ends; null: it does not. Negative: it has ended.</param>
    /// <param name="Provisional">Clocks that count in it and whose due instant is not known yet.</param>
    public sealed record Line(string Id, string Name, string Zone, string? Source, string From, string To, string Version, int? DaysLeft, bool Warn, int Provisional);

    public IReadOnlyList<Line> Lines { get; private set; } = [];

    public int WarnDays => settings.WarnDays;

    public async Task OnGetAsync()
    {
        var now = time.GetUtcNow();
        var provisional = await queries.ProvisionalClocks(HttpContext.RequestAborted);
        Lines = [.. reference.Current.Calendars.Values.Select(calendar =>
        {
            int? left = calendar.Coverage.To is { } to ? to.DayNumber - calendar.LocalDate(now).DayNumber : null;
            return new Line(
                calendar.Id, calendar.Definition.Name ?? calendar.Id, calendar.Definition.Zone, calendar.Definition.Source, Iso(calendar.Coverage.From), Iso(calendar.Coverage.To), calendar.Version, left,
                left < settings.WarnDays, provisional.GetValueOrDefault(calendar.Id));
        }).OrderBy(line => line.DaysLeft ?? int.MaxValue).ThenBy(line => line.Id, StringComparer.Ordinal)];
    }

    private static string Iso(DateOnly? date) => date?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "";
}
