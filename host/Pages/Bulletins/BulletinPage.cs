using GridWorkflow.Casework.Schedules;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Figures;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Schedules;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>A line of a ranking in words.</summary>
public sealed record RankLine(string Rank, string Name, string Index, int Registered, IReadOnlyList<FigureLine> Figures);

/// <summary>What the pages of a bulletin show, on the screen and on paper.</summary>
public abstract class BulletinPage(BulletinQueries queries, BulletinDesk desk, Reader reader, ReferenceCatalog reference, Names names, FigureWords words, Wording wording) : PageModel
{
    private static readonly string[] Chief =
        ["discovery-rate", "dispatch-accuracy", "handling-rate", "handling-hours", "closing-rate", "weekly-volume", "rectification-rate", "daily-clearance"];

    public BulletinRow Bulletin { get; private set; } = null!;

    public string Name { get; private set; } = "";

    public string Organisation { get; private set; } = "";

    /// <summary>Of a daily list; null for a ranking.</summary>
    public ClearanceContent? Clearance { get; private set; }

    /// <summary>日清率 in words.</summary>
    public FigureLine? Rate { get; private set; }

    /// <summary>Of a ranking: the whole.</summary>
    public IReadOnlyList<FigureLine> Figures { get; private set; } = [];

    public IReadOnlyList<RankLine> Ranks { get; private set; } = [];

    /// <summary>Of a ranking: the frozen facts; null for a daily list.</summary>
    public FigureSnapshot? Snapshot { get; private set; }

    /// <summary>The figure engine says of the frozen facts what stands here.</summary>
    public bool Agrees { get; private set; }

    public RankedBy By { get; private set; }

    public bool MayPublish { get; private set; }

    public IReadOnlyList<BulletinReader> Readers { get; private set; } = [];

    public IReadOnlyList<BulletinLine> Editions { get; private set; } = [];

    public bool WasDelayed => Bulletin.MadeAt - Bulletin.DueAt > TimeSpan.FromMinutes(2);

    /// <summary>Addressed to the reader, and not signed yet.</summary>
    public bool IsToSign => Bulletin.Status == BulletinStatus.Published && Readers.Any(one => one.PersonId == reader.Person?.Id && one.SignedAt is null);

    /// <summary>Reads the bulletin; false when there is none that the reader may see.</summary>
    protected async Task<bool> Load(Guid id, CancellationToken cancellation)
    {
        if (await queries.Find(id, cancellation) is not { } row)
            return false;
        var data = reference.Current;
        MayPublish = desk.MayPublish(reader.Person, row.ScheduleId);
        Readers = await queries.Readers(id, cancellation);
        var isMine = Readers.Any(one => one.PersonId == reader.Person?.Id);
        if (!reader.SeesAll && (row.Status == BulletinStatus.Draft ? !MayPublish : row.Kind == BulletinKind.DailyClearance && !isMine))
            return false;
        Bulletin = row;
        var schedule = data.Schedules.GetValueOrDefault(row.ScheduleId);
        Name = schedule?.Names.In(wording.Language) ?? row.ScheduleId;
        Organisation = data.Organisation.Names.In(wording.Language);
        if (row.Kind == BulletinKind.DailyClearance)
        {
            Clearance = BulletinQueries.Clearance(row);
            Rate = words.Of(Clearance.Rate);
            return true;
        }

        var content = BulletinQueries.Ranking(row);
        Snapshot = BulletinQueries.Snapshot(row);
        By = content.By;
        Agrees = BulletinQueries.Agrees(row);
        Figures = [.. Chief.Select(key => words.Of(content.Figures.Single(figure => figure.Key == key)))];
        Ranks = [.. content.Lines.Select(line => new RankLine(
            line.Rank?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "–", names.Unit(line.Key), FigureWords.Number(line.Index) ?? "—", line.Registered,
            [.. line.Figures.Select(words.Of)]))];
        Editions = await queries.Editions(row.ScheduleId, row.Period, cancellation);
        return true;
    }
}
