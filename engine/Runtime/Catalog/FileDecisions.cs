using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>What an act on a change comes to, before anything is written.</summary>
internal abstract record FileDecision
{
    private FileDecision()
    {
    }

    /// <summary>Nothing is to be written.</summary>
    public sealed record Answer(ChangeOutcome Outcome) : FileDecision;

    /// <param name="Order">The change as it will be; number 0: a new one.</param>
    public sealed record Act(ChangeOrderRow Order, ImmutableArray<FileDeed> Deeds) : FileDecision
    {
        /// <summary>The write, with the number of a new change where it has none.</summary>
        public Write.ChangeFiles Numbered(long next) => Order.Number > 0
            ? new Write.ChangeFiles(Deeds, Order)
            : new Write.ChangeFiles(
                [.. Deeds.Select(deed => new FileDeed(deed.Act with { ChangeOrder = next }, [.. deed.Steps.Select(step => step is FileStep.Put(var row) ? new FileStep.Put(row with { ChangeOrder = next }) : step)]))],
                Order with { Number = next });
    }
}

/// <summary>Decides acts on changes. Pure.</summary>
internal static class FileDecisions
{
    private const int LongestTitle = 200;

    /// <param name="revertedTo">The old version whose text it is; null: a text of its own.</param>
    public static FileDecision Save(
        ChangeOrder? change, string? title, IReadOnlyList<FileDraft> drafts, ImmutableSortedDictionary<string, FileHistory> histories, string by, DateTimeOffset now,
        VersionOrigin origin, int? revertedTo = null)
    {
        var problems = ImmutableArray.CreateBuilder<Problem>();
        var deeds = ImmutableArray.CreateBuilder<FileDeed>();
        foreach (var draft in drafts)
        {
            var history = histories[draft.Path];
            var hash = draft.Text is { } text ? FileImport.HashOf(text) : null;
            // Said twice, as by a double click: what one has just saved is no other editor's. Among several files the draft of another change
            // is another's, or the new change would come into force without it.
            if (hash is not null && history.Draft is { } mine && mine.ContentHash == hash && mine.UpdatedBy == by
                && (mine.ChangeOrder == change?.Number || (change is null && drafts.Count == 1)))
                continue;
            if (history.Against(draft.ExpectedRevision) is { } conflict)
                return new FileDecision.Answer(conflict);
            if (history.Draft is { ChangeOrder: { } other } elsewhere && other != change?.Number)
            {
                // What is in force already takes nothing away from the other change.
                if (hash is not null && history.Published?.ContentHash == hash)
                    continue;
                problems.Add(new Problem(
                    "in-other-change", $"Expected '{draft.Path}' in no other open change, but {elsewhere.UpdatedBy} works on it in change {other}.",
                    $"Work in change {other}, or have it published or given up first.") { File = draft.Path });
                continue;
            }

            if (draft.Text is null && history.Published is null && history.Draft is null)
                problems.Add(new Problem("no-such-file", $"Expected '{draft.Path}' in force, but there is no such file.", "Leave it out.") { File = draft.Path });
            else if (history.Draft is { } same ? same.ContentHash != hash : history.Published?.ContentHash != hash)
                deeds.Add(Deed(history, draft, hash, change?.Number, by, now, origin, revertedTo));
        }

        if (problems.Count > 0)
            return new FileDecision.Answer(new ChangeOutcome.Refused(problems.ToImmutable()));
        if (deeds.Count == 0)
            return new FileDecision.Answer(new ChangeOutcome.Unchanged(change));
        var name = Named(title) ?? change?.Row.Title ?? drafts[0].Path;
        var order = change is null
            ? new ChangeOrderRow { Number = 0, Title = name, State = ChangeOrderState.Open, Revision = 1, CreatedBy = by, CreatedAt = now }
            : change.Row with { Title = name, Revision = change.Row.Revision + 1 };
        return new FileDecision.Act(order, deeds.ToImmutable());
    }

    public static FileDecision Rename(ChangeOrder change, string title) => Named(title) is { } name && name != change.Row.Title
        ? new FileDecision.Act(change.Row with { Title = name, Revision = change.Row.Revision + 1 }, [])
        : new FileDecision.Answer(new ChangeOutcome.Unchanged(change));

    /// <param name="all">The change is given up with them.</param>
    public static FileDecision SetAside(ChangeOrder change, IReadOnlyList<string> paths, ImmutableSortedDictionary<string, FileHistory> histories, string by, DateTimeOffset now, bool all)
    {
        var deeds = ImmutableArray.CreateBuilder<FileDeed>();
        foreach (var path in paths)
        {
            // A draft that came while this was read moves the change, and it is decided again.
            if (histories.GetValueOrDefault(path) is { Draft: { } draft } history && draft.ChangeOrder == change.Number)
                deeds.Add(history.Deed(FileAct.SetAside, draft.Version, change.Number, by, now, draft.ContentHash, null, null, new FileStep.Turn(draft.Version, VersionState.Superseded)));
        }

        if (deeds.Count == 0 && !all)
            return new FileDecision.Answer(new ChangeOutcome.NotFound($"Expected a draft of '{paths[0]}' in change {change.Number}, but there is none."));
        var order = change.Row with { Revision = change.Row.Revision + 1 };
        return new FileDecision.Act(all ? order with { State = ChangeOrderState.Discarded, ClosedBy = by, ClosedAt = now } : order, deeds.ToImmutable());
    }

    /// <summary>Everything that brings a change into force, as one write.</summary>
    public static Write.ChangeFiles Publish(
        ChangeOrder change, ImmutableArray<FileVersionRow> drafts, ImmutableSortedDictionary<string, FileHistory> histories, string by, DateTimeOffset now, ActCount acts) => new(
        [
            .. drafts.Select(draft =>
            {
                var history = histories[draft.Path];
                var before = history.Published?.ContentHash;
                return draft.Text is null
                    ? history.Deed(
                        FileAct.Retracted, draft.Version, change.Number, by, now, before, null, null,
                        [.. history.SupersedePublished(), new FileStep.Turn(draft.Version, VersionState.Retracted)])
                    : history.Deed(
                        FileAct.Published, draft.Version, change.Number, by, now, before, draft.ContentHash, null,
                        [.. history.SupersedePublished(), new FileStep.PutInForce(draft.Version, by, now)]);
            }),
        ],
        change.Row with { Revision = change.Row.Revision + 1, State = ChangeOrderState.Published, ClosedBy = by, ClosedAt = now },
        acts);

    /// <summary>What is in force once some drafts are.</summary>
    public static ImmutableArray<PublishedFile> InForceWith(ImmutableArray<PublishedFile> files, ImmutableArray<FileVersionRow> drafts)
    {
        var all = files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        foreach (var draft in drafts)
        {
            if (draft.Text is { } text)
                all[draft.Path] = new PublishedFile(draft.Path, draft.Version, draft.Origin, text);
            else
                all.Remove(draft.Path);
        }

        return [.. all.Values.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    /// <summary>What stands against acting on a change that is closed; null: it is open.</summary>
    public static ChangeOutcome? Closed(ChangeOrder change) => change.Row.State switch
    {
        ChangeOrderState.Open => null,
        ChangeOrderState.Published => new ChangeOutcome.Refused([new Problem("change-published", $"Expected change {change.Number} open, but {change.Row.ClosedBy} has published it.", "Begin a new change.")]),
        _ => new ChangeOutcome.Refused([new Problem("change-discarded", $"Expected change {change.Number} open, but {change.Row.ClosedBy} has given it up.", "Begin a new change.")]),
    };

    public static Problem Empty(long order) => new("empty-change", $"Expected drafts in change {order}, but it has none.", "Change a file first.");

    private static FileDeed Deed(FileHistory history, FileDraft draft, string? hash, long? order, string by, DateTimeOffset now, VersionOrigin origin, int? revertedTo)
    {
        var number = history.Draft?.Version ?? history.NextNumber;
        var row = new FileVersionRow
        {
            Path = draft.Path,
            Version = number,
            State = VersionState.Draft,
            Origin = origin,
            Text = draft.Text,
            ContentHash = hash,
            ChangeOrder = order,
            CreatedBy = by,
            CreatedAt = now,
            UpdatedBy = by,
            UpdatedAt = now,
        };
        return history.Deed(
            revertedTo is null ? FileAct.Saved : FileAct.Reverted, number, order, by, now, history.Draft?.ContentHash, hash,
            revertedTo is { } old ? string.Create(CultureInfo.InvariantCulture, $"Version {old}") : null, new FileStep.Put(row));
    }

    private static string? Named(string? title) => title?.Trim() is { Length: > 0 } name ? name[..Math.Min(LongestTitle, name.Length)] : null;
}
