using System.Globalization;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Composition;
using GridWorkflow.Host.Pages.Rosters;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Host.Rest;

/// <summary>Who is on duty in a grid on a day, by the rosters in force.</summary>
/// <param name="Roster">Id of the roster.</param>
public sealed record GridDayView(string Roster, string Grid, DateOnly Day, IReadOnlyList<DutySlotView> Windows);

/// <param name="From">Local time of the organisation, as To.</param>
/// <param name="IsGap">The roster asks for somebody, and nobody is there.</param>
public sealed record DutySlotView(string Window, TimeOnly From, TimeOnly To, bool IsGap, IReadOnlyList<OnDutyView> People);

/// <param name="Name">In the language of Accept-Language.</param>
/// <param name="IsAway">On leave that day.</param>
/// <param name="StandIn">Person who does it for her that day; null: she is there, or nobody does.</param>
public sealed record OnDutyView(string Person, string Name, string Post, string Area, string Standard, bool IsAway, string? StandIn);

/// <summary><c>GET /api/v1/rosters</c>: what the pages of rosters show, for apps.</summary>
internal static class RosterEndpoints
{
    private const int MostOnPage = 200;

    public static void MapRosters(this IEndpointRouteBuilder api) =>
        api.MapGet("/rosters", Rosters).WithName("ListDuties").WithTags("Rosters")
            .WithSummary("Who is on duty on a day (五定), grid by grid, leave and backups held against it; of the grids that the caller sees")
            .Produces<Listing<GridDayView>>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);

    private static IResult Rosters(
        [FromServices] ReferenceCatalog reference, [FromServices] Reader reader, [FromServices] Names names, [FromServices] Wording wording, [FromServices] TimeProvider time,
        string? unit = null, DateOnly? day = null, int page = 1, int size = 25)
    {
        var data = reference.Current;
        if (unit is not null && data.Organisation.Unit(unit) is null)
            return Problems.Of(StatusCodes.Status404NotFound, "unknown-unit", $"Expected a unit of the organisation, but found '{(unit.Length > 60 ? unit[..60] : unit)}'.", "Leave it out for all grids that you see.");
        var on = day ?? data.Organisation.Today(time.GetUtcNow());
        if (on is not { Year: > 2000 and < 2100 })
            return Problems.Of(StatusCodes.Status400BadRequest, "bad-day", string.Create(CultureInfo.InvariantCulture, $"Expected a day of this century, but found {on:yyyy-MM-dd}."), "Send a day such as 2026-12-09.");
        (page, size) = (Math.Max(1, page), Math.Clamp(size, 1, MostOnPage));
        // Which grids there are is cheap; who is on duty there is looked up for those of the page alone.
        var all = data.Rosters.Values.OrderBy(roster => roster.Id, StringComparer.Ordinal)
            .SelectMany(roster => RosterWeek.GridsOf(roster, data.Organisation).Select(grid => (roster, grid)))
            .Where(one => reader.Oversees(one.grid.Id) && (unit is null || data.Organisation.Chain(one.grid.Id).Any(above => above.Id == unit)))
            .ToArray();
        var shown = all.Skip((int)Math.Min(int.MaxValue, (page - 1L) * size)).Take(size);
        return Results.Ok(new Listing<GridDayView>(
            [.. shown.Select(one => new GridDayView(
                one.roster.Id, one.grid.Id, on, [.. RosterWeek.Day(one.roster, data.Organisation, one.grid, on).Select(slot => SlotOf(one.roster, slot, names, wording))]))],
            page, size, all.Length));
    }

    private static DutySlotView SlotOf(Roster roster, DutySlot slot, Names names, Wording wording) => new(
        RosterModel.Window(slot.Window, wording), slot.Window.From, slot.Window.To, slot.IsGap,
        [.. slot.People.Select(duty => new OnDutyView(
            duty.Assignment.PersonId, names.Actor(duty.Assignment.PersonId), duty.Assignment.Post, duty.Assignment.Area,
            roster.Standards.GetValueOrDefault(duty.Assignment.Standard)?.In(wording.Language) ?? duty.Assignment.Standard, duty.IsAway, duty.StandIn))]);
}
