using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Casework;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Reviews;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>
/// The acts on reference files: draft them in a change, put the change in force whole or not at all, give it up. The store is the truth; what
/// is published is put in force on this node at once.
/// </summary>
public sealed class FileLibrary(
    DefinitionLibrary definitions, ReferenceCatalog catalog, CommitPipeline pipeline, FileQueries queries, DefinitionQueries lifecycles, ReviewQueue reviews, TwoPersonRule rule,
    TimeProvider time)
{
    /// <summary>Characters of one file.</summary>
    public const int LongestText = 2_000_000;

    /// <summary>Files in one change.</summary>
    public const int MostFiles = 500;

    private const int MostTries = 16;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Saves drafts into an open change, all of them or none; they may be wrong. A text that is there already is left out.</summary>
    /// <param name="order">The change; null: a new one, if there is anything to save.</param>
    /// <param name="title">What the change is for; null: it stays, or names the first file.</param>
    /// <param name="drafts">Each path once.</param>
    /// <param name="by">Account or person.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="origin">Where the texts come from.</param>
    public Task<ChangeOutcome> Save(
        long? order, string? title, IReadOnlyList<FileDraft> drafts, string by, CancellationToken cancellation, VersionOrigin origin = VersionOrigin.Admin)
    {
        ArgumentNullException.ThrowIfNull(drafts);
        var problems = Refusals(drafts);
        return problems.IsEmpty
            ? Run(order, null, (change, histories) => FileDecisions.Save(change, title, drafts, histories, by, time.Now(), origin), [.. drafts.Select(draft => draft.Path)], cancellation)
            : Task.FromResult<ChangeOutcome>(new ChangeOutcome.Refused(problems));
    }

    /// <summary>Makes a draft out of an old version.</summary>
    public async Task<ChangeOutcome> Revert(long? order, string path, int version, string by, CancellationToken cancellation)
    {
        if (await queries.Find(path, version, cancellation) is not { } old)
            return new ChangeOutcome.NotFound($"Expected version {version} of '{path}', but there is none.");
        return await Run(
            order, null, (change, histories) => FileDecisions.Save(change, null, [new FileDraft(path, old.Text, null)], histories, by, time.Now(), VersionOrigin.Admin, version),
            [path], cancellation);
    }

    /// <summary>Calls a change something else.</summary>
    public Task<ChangeOutcome> Rename(long order, string title, CancellationToken cancellation) =>
        Run(order, null, (change, _) => FileDecisions.Rename(change!, title), [], cancellation);

    /// <summary>Gives up one draft of a change; it stays among the versions.</summary>
    public Task<ChangeOutcome> SetAside(long order, string path, string by, CancellationToken cancellation) =>
        Run(order, null, (change, histories) => FileDecisions.SetAside(change!, [path], histories, by, time.Now(), false), [path], cancellation);

    /// <summary>Gives up a change with all its drafts; they stay among the versions.</summary>
    public async Task<ChangeOutcome> Discard(long order, string by, CancellationToken cancellation)
    {
        var paths = await PathsOf(order, cancellation);
        return await Run(order, null, (change, histories) => FileDecisions.SetAside(change!, [.. change!.Files.Select(file => file.Path)], histories, by, time.Now(), true), paths, cancellation);
    }

    /// <summary>What publishing a change would say now; nothing is changed.</summary>
    /// <returns>Refused also when the change has no drafts.</returns>
    public async Task<CandidateOutcome> Validate(long order, CancellationToken cancellation)
    {
        if (await queries.Drafts(order, cancellation) is not { IsEmpty: false } drafts)
            return new CandidateOutcome.Refused([FileDecisions.Empty(order)]);
        var outcome = await definitions.Candidate(drafts, cancellation);
        return outcome is CandidateOutcome.Ready { Data: var data } && await RulesInUse.Missed(catalog.Current, data, queries, cancellation) is { IsEmpty: false } missed
            ? new CandidateOutcome.Refused(missed)
            : outcome;
    }

    /// <summary>
    /// Puts all drafts of a change in force for what begins from now on, or none of them. Everything together must fit: all that is in force is
    /// read anew, and when another act comes between, judged anew.
    /// </summary>
    /// <param name="order">The change.</param>
    /// <param name="expectedRevision">Revision of the change that was looked at; null: whatever is there.</param>
    /// <param name="by">Account or person.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="note">What a second person should know, where the two-person rule asks for one.</param>
    public Task<ChangeOutcome> Publish(long order, long? expectedRevision, string by, CancellationToken cancellation, string? note = null) =>
        Publish(order, expectedRevision, by, note, null, null, cancellation);

    /// <summary>Puts exactly the reviewed texts in force, with the approval; texts that have changed since outdate the review.</summary>
    internal Task<ChangeOutcome> PublishReviewed(ReviewText review, ReviewDecision approval, CancellationToken cancellation) =>
        Publish(long.Parse(review.Review.SubjectId, CultureInfo.InvariantCulture), null, approval.By, null, review, approval, cancellation);

    private Task<ChangeOutcome> Publish(
        long order, long? expectedRevision, string by, string? note, ReviewText? review, ReviewDecision? approval, CancellationToken cancellation) => definitions.InForce.InTurn(
        () => Trying(async () =>
        {
            var ((published, files, rows, change), acts) = await queries.AsOfOneMoment(
                async () => (await lifecycles.Published(cancellation), await queries.Published(cancellation), await queries.DraftRows(order, cancellation), await queries.Order(order, cancellation)),
                cancellation);
            if (change is null)
                return NoOrder(order);
            var (before, after) = (ReviewedFiles.Before(files, rows), ReviewedFiles.After(rows));
            if (review is not null && (!change.IsOpen || review.Content != after || review.Before != before))
            {
                var outdated = await pipeline.Commit(new Write.DecideReview(approval! with { State = ReviewState.Outdated }));
                return outdated is WriteOutcome.Committed or WriteOutcome.Conflict ? new ChangeOutcome.Unchanged(change) : Failed(outdated);
            }

            if (FileDecisions.Closed(change) is { } closed)
                return closed;
            if (expectedRevision is { } expected && expected != change.Row.Revision)
                return await Moved(change, cancellation);
            if (rows.IsEmpty)
                return new ChangeOutcome.Refused([FileDecisions.Empty(order)]);

            var others = FileDecisions.InForceWith(files, rows);
            ReferenceData data;
            try
            {
                data = definitions.InForce.GateOver([.. others.Select(file => file.File)]).Load([.. published.Select(one => one.File)]);
            }
            catch (RefusedException refused)
            {
                return new ChangeOutcome.Refused([.. refused.Problems]);
            }

            if (await RulesInUse.Missed(catalog.Current, data, queries, cancellation) is { IsEmpty: false } missed)
                return new ChangeOutcome.Refused(missed);
            var histories = await queries.Histories([.. rows.Select(row => row.Path)], cancellation);
            var hands = histories.Values.SelectMany(history => history.Acts.Where(act => act.ChangeOrder == order && act.Version == history.Draft?.Version)).Select(act => act.By)
                .Distinct(StringComparer.Ordinal).ToList();
            if (review is null && await rule.IsOn(cancellation))
                return new ChangeOutcome.AwaitsReview(change, await reviews.Ask(ReviewedFiles.Request(change, before, after, hands, by, note), cancellation));
            if (approval is not null && hands.Contains(by))
                return new ChangeOutcome.Refused([ReviewedFiles.NoSecondPerson(by)]);
            var write = FileDecisions.Publish(change, rows, histories, by, time.Now(), acts);
            // Kept first: whatever comes into force can be pinned, also when this node dies between the two writes.
            await catalog.Keep(data);
            if (await pipeline.Commit(approval is null ? write : new Write.DecideReview(approval, write)) is var outcome and not WriteOutcome.Committed)
                return Failed(outcome);
            definitions.InForce.Take(others);
            catalog.PutInForce(definitions.InForce.Finish(data), acts with { Files = acts.Files + write.Deeds.Length });
            return new ChangeOutcome.Changed((await queries.Order(order, cancellation))!);
        }), cancellation);

    private static ImmutableArray<Problem> Refusals(IReadOnlyList<FileDraft> drafts)
    {
        var problems = drafts.Select(draft => ReferencePath.Check(draft.Path)).OfType<Problem>().ToList();
        problems.AddRange(drafts.Where(draft => ReferencePath.IsDefinition(draft.Path))
            .Select(draft => new Problem("is-definition", $"Expected a file beside definitions, but '{draft.Path}' is a lifecycle.", "Draw it in the designer.") { File = draft.Path }));
        problems.AddRange(drafts.Where(draft => draft.Text?.Length > LongestText)
            .Select(draft => new Problem("too-long", $"Expected at most {LongestText} characters, but found {draft.Text!.Length}.", "Split the file.") { File = draft.Path }));
        problems.AddRange(drafts.GroupBy(draft => draft.Path).Where(group => group.Count() > 1)
            .Select(group => new Problem("file-twice", $"Expected each file once, but '{group.Key}' is there twice.", "Leave one of the two out.") { File = group.Key }));
        if (drafts.Count > MostFiles)
            problems.Add(new Problem("too-many-files", $"Expected at most {MostFiles} files, but found {drafts.Count}.", "Make several changes."));
        return [.. problems];
    }

    private async Task<IReadOnlyList<string>> PathsOf(long order, CancellationToken cancellation) =>
        [.. (await queries.Order(order, cancellation))?.Files.Select(file => file.Path) ?? []];

    private Task<ChangeOutcome> Run(
        long? order, long? expectedRevision, Func<ChangeOrder?, ImmutableSortedDictionary<string, FileHistory>, FileDecision> decide, IReadOnlyCollection<string> paths,
        CancellationToken cancellation) => Trying(async () =>
    {
        var change = order is { } number ? await queries.Order(number, cancellation) : null;
        if (order is { } missing && change is null)
            return NoOrder(missing);
        if (change is not null && FileDecisions.Closed(change) is { } closed)
            return closed;
        if (change is not null && expectedRevision is { } expected && expected != change.Row.Revision)
            return await Moved(change, cancellation);
        var next = change is null ? await queries.NextOrder(cancellation) : 0;
        switch (decide(change, await queries.Histories(paths, cancellation)))
        {
            case FileDecision.Answer answer:
                return answer.Outcome;
            case FileDecision.Act act:
                var write = act.Numbered(next);
                var outcome = await pipeline.Commit(write);
                return outcome is WriteOutcome.Committed ? new ChangeOutcome.Changed((await queries.Order(write.Order!.Number, cancellation))!) : Failed(outcome);
            default:
                throw new InvalidOperationException("A decision is an answer or an act.");
        }
    });

    /// <summary>Reads, decides and writes again while others are first.</summary>
    private static async Task<ChangeOutcome> Trying(Func<Task<ChangeOutcome?>> once)
    {
        try
        {
            for (var tries = 1; tries <= MostTries; tries++)
            {
                if (await once() is { } outcome)
                    return outcome;
            }

            return new ChangeOutcome.Busy(RetryAfter, $"Expected to be first within {MostTries} tries, but others were each time.");
        }
        catch (StoreUnavailableException unavailable)
        {
            return new ChangeOutcome.Busy(RetryAfter, unavailable.Message);
        }
    }

    /// <returns>Null: somebody was first, try again.</returns>
    private static ChangeOutcome.Busy? Failed(WriteOutcome outcome) => outcome switch
    {
        WriteOutcome.Conflict => null,
        WriteOutcome.Busy busy => new ChangeOutcome.Busy(busy.RetryAfter, "Too much is waiting to be written."),
        WriteOutcome.Unavailable unavailable => new ChangeOutcome.Busy(RetryAfter, unavailable.Reason),
        _ => throw new InvalidOperationException($"An act on files is impossible: {outcome}"),
    };

    private async Task<ChangeOutcome> Moved(ChangeOrder change, CancellationToken cancellation)
    {
        var last = (await queries.ActsOf(change.Number, cancellation)).FirstOrDefault();
        return new ChangeOutcome.Conflicting(null, last?.By ?? change.Row.CreatedBy, last?.At ?? change.Row.CreatedAt, change.Row.Revision);
    }

    private static ChangeOutcome.NotFound NoOrder(long order) => new($"Expected change {order}, but there is none.");
}
