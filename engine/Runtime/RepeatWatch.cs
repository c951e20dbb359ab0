using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Catalogue;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime;

/// <summary>What a filed report looks like beside others of its category and place.</summary>
/// <param name="Likely">Numbers of open cases that are likely the same matter, earliest first, at most ten. Nothing is merged by itself.</param>
/// <param name="Count">Cases of the matter in the window of the category's rule, this one too.</param>
/// <param name="RootCause">Number of the case about the cause, if the count has reached the rule's number.</param>
public sealed record Repeats(ImmutableArray<string> Likely, int Count, string? RootCause)
{
    public static Repeats None { get; } = new([], 1, null);
}

/// <summary>
/// Looks for repeated reports, for categories that have a rule for it, after the case is committed: a report is never refused for being
/// one. Looking again gives no second case about the cause, so a repeated message mends what a crash has left out.
/// </summary>
public sealed class RepeatWatch(IDbContextFactory<GridDbContext> contexts, CaseRunner runner, ReferenceCatalog catalog)
{
    /// <summary>Source of cases about a cause.</summary>
    public const string Source = "recurrence";

    private const int MostNamed = 10;

    // A city in which one category has more cases at one place than this in a window has another problem.
    private const int MostLooked = 1000;

    /// <summary>Looks at the neighbours of a case that was just filed.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was opened; the case is filed all the same.</exception>
    public async Task<Repeats> Look(Guid caseId, CancellationToken cancellation)
    {
        var data = catalog.Current;
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.Cases.AsNoTracking().SingleOrDefaultAsync(row => row.Id == caseId, cancellation) is not { } filed
            || data.Catalogue.Find(filed.CategoryCode)?.Repeats is not { } rule)
            return Repeats.None;
        var matter = await SameMatter(context, filed, rule, filed.CategoryCode, cancellation);
        var first = matter.Prepend(filed).OrderBy(row => row.ReportedAt).ThenBy(row => row.Id).First();
        var rootCause = matter.Count + 1 >= rule.Times && rule.RootCause is { } category
            ? await OpenRootCause(context, data, filed, first, [.. matter, filed], rule, category, cancellation)
            : null;
        return new Repeats(
            [.. matter.Where(row => row.Status == CaseStatus.Open && row.ReportedAt <= filed.ReportedAt).OrderBy(row => row.ReportedAt).Take(MostNamed).Select(row => row.Number)],
            matter.Count + 1, rootCause);
    }

    private static async Task<List<CaseRow>> SameMatter(GridDbContext context, CaseRow filed, RepeatRule rule, string category, CancellationToken cancellation)
    {
        var (from, to) = (filed.ReportedAt.AddDays(-rule.Days), filed.ReportedAt);
        var rows = context.Cases.AsNoTracking().Where(row => row.CategoryCode == category && row.ReportedAt >= from && row.ReportedAt <= to && row.Id != filed.Id && row.Status != CaseStatus.Void);
        if (filed is { Latitude: { } latitude, Longitude: { } longitude })
        {
            // A box around the circle, for the database; a degree of longitude is shorter away from the equator.
            var north = (int)Math.Ceiling(rule.Metres / 0.111);
            var east = (int)Math.Min(360_000_000, Math.Ceiling(north / Math.Max(0.001, Math.Cos(double.DegreesToRadians(latitude / 1e6)))));
            rows = rows.Where(row => row.Latitude == null
                ? row.GridCode == filed.GridCode
                : row.Latitude >= latitude - north && row.Latitude <= latitude + north && row.Longitude >= longitude - east && row.Longitude <= longitude + east);
        }
        else
        {
            rows = rows.Where(row => row.GridCode == filed.GridCode);
        }

        var found = await rows.OrderByDescending(row => row.ReportedAt).Take(MostLooked).ToListAsync(cancellation);
        return [.. found.Where(row => row.Latitude is null || filed.Latitude is null || Apart(row, filed) <= rule.Metres)];
    }

    private static double Apart(CaseRow one, CaseRow other) =>
        RepeatRule.Distance(one.Latitude!.Value / 1e6, one.Longitude!.Value / 1e6, other.Latitude!.Value / 1e6, other.Longitude!.Value / 1e6);

    // The window moves on with each report, so the earliest case in it does too: a case about the cause that was opened in the window
    // stands for all of them. The id of the message settles who opens it, if two reports come at once.
    private async Task<string?> OpenRootCause(
        GridDbContext context, ReferenceData data, CaseRow filed, CaseRow first, IReadOnlyList<CaseRow> matter, RepeatRule rule, string category, CancellationToken cancellation)
    {
        // It was filed by us, after the reports that it is about: the window goes on to the other side.
        var about = filed with { ReportedAt = filed.ReportedAt.AddDays(rule.Days) };
        var causes = await SameMatter(context, about, rule with { Days = 2 * rule.Days }, category, cancellation);
        if (await OfCategory(context, causes, filed.CategoryCode, cancellation) is { } open)
            return open.Number;
        var numbers = string.Join(", ", matter.OrderBy(row => row.ReportedAt).ThenBy(row => row.Id).Select(row => row.Number).Take(20));
        var name = data.Catalogue.Find(filed.CategoryCode)!.Names.In(data.Organisation.Language);
        var report = new Report
        {
            Title = string.Create(CultureInfo.InvariantCulture, $"{name} ×{matter.Count}"),
            Description = numbers,
            CategoryCode = category,
            GridCode = filed.GridCode,
            Place = filed.Latitude is { } latitude && filed.Longitude is { } longitude ? new Place(null, latitude / 1e6, longitude / 1e6) : null,
        };
        var id = $"{Prefix(filed.CategoryCode)}{first.Number}";
        return await runner.File(Source, id, SHA256.HashData(Encoding.UTF8.GetBytes(id)), report, cancellation) is IntakeOutcome.Filed opened ? opened.Number : null;
    }

    // Several categories may share one about the cause: rubbish at a corner says nothing of the noise there. Which one a case was opened for
    // stands in the id of its message.
    private static async Task<CaseRow?> OfCategory(GridDbContext context, List<CaseRow> causes, string category, CancellationToken cancellation)
    {
        if (causes.Count == 0)
            return null;
        var (ids, prefix) = (causes.Select(row => row.Id).ToList(), Prefix(category));
        var opened = await context.Inbox.AsNoTracking().Where(row => row.Source == Source && row.MessageId.StartsWith(prefix) && ids.Contains(row.CaseId)).Select(row => row.CaseId).ToListAsync(cancellation);
        return causes.Where(row => opened.Contains(row.Id)).MinBy(row => row.ReportedAt);
    }

    private static string Prefix(string category) => $"{category}:";
}
