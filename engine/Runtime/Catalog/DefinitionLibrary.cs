using System.Collections.Immutable;
using System.Security.Cryptography;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Reviews;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.Extensions.Logging;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>
/// The acts on definitions: save a draft, publish, retract, revert, delete. The store is the truth; what is published is put in force
/// on this node at once.
/// </summary>
public sealed class DefinitionLibrary(
    ReferenceCatalog catalog, CommitPipeline pipeline, DefinitionQueries queries, FileQueries files, ReviewQueue reviews, TwoPersonRule rule, TimeProvider time,
    RandomNumberGenerator random, ILogger<DefinitionLibrary> logger) : IDisposable
{
    private const int MostTries = 8;

    private readonly InForce _inForce = new(queries);
    private readonly EdgeRandom _random = new(random);
    private readonly DefinitionActs _acts = new(catalog, pipeline, queries);

    /// <summary>The files in force, but definitions.</summary>
    public ImmutableArray<SourceFile> Files => [.. _inForce.Files.Select(file => file.File)];

    internal InForce InForce => _inForce;

    /// <summary>
    /// Brings the workflow folder into the database and puts in force what is published there: its files, unless an admin has published
    /// something else.
    /// </summary>
    /// <param name="folder">All files of the folder.</param>
    /// <param name="finish">What the installation adds to the data, such as its address.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="RefusedException">With every problem of every file; nothing was changed.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be written.</exception>
    public Task Open(IReadOnlyList<SourceFile> folder, Func<ReferenceData, ReferenceData> finish, CancellationToken cancellation) => _inForce.InTurn(async () =>
    {
        var import = await Import(folder, cancellation);
        foreach (var notice in import.Notices)
            logger.LogWarning("{Notice}", notice);
        _inForce.Finish = finish;
        _inForce.Take(import.Rest.InForce);
        // Only exact when nobody else came between: then more acts are counted later, and the watch looks again.
        catalog.PutInForce(finish(import.Data), import.ActsAfter);
        return true;
    }, cancellation);

    /// <summary>Puts in force what the database has, without any folder: for whoever acts beside a running server.</summary>
    /// <returns>False when the database has nothing yet; nothing was done.</returns>
    /// <exception cref="RefusedException">What is published does not fit together.</exception>
    /// <exception cref="StoreUnavailableException">The programs cannot be kept.</exception>
    public Task<bool> Follow(Func<ReferenceData, ReferenceData> finish, CancellationToken cancellation) => _inForce.InTurn(async () =>
    {
        var ((definitions, others), acts) = await ReadPublished(cancellation);
        if (acts.Files == 0)
            return false;
        var data = _inForce.GateOver([.. others.Select(file => file.File)]).Load([.. definitions.Select(one => one.File)]);
        await catalog.Keep(data);
        _inForce.Finish = finish;
        _inForce.Take(others);
        catalog.PutInForce(finish(data), acts);
        return true;
    }, cancellation);

    /// <summary>
    /// Puts in force what other processes have published or retracted, definitions and files. Does nothing before <see cref="Open"/>, and next
    /// to nothing while nobody has changed anything.
    /// </summary>
    /// <returns>True when something else is in force now.</returns>
    /// <exception cref="StoreUnavailableException">The programs cannot be kept; what was in force stays.</exception>
    public async Task<bool> Refresh(CancellationToken cancellation) =>
        await IsStale(cancellation) && await _inForce.InTurn(() => Catch(cancellation), cancellation);

    /// <summary>What the reference data would be with some files changed, as publishing would judge it; nothing is put in force.</summary>
    /// <param name="changes">Files of the workflow folder, and definitions as <c>definitions/ID.json</c>; each path once.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<CandidateOutcome> Candidate(IReadOnlyList<FileChange> changes, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var published = await queries.Published(cancellation);
        return Candidates.Judge(_inForce.GateOver, [.. published.Select(one => one.File)], Files, changes) switch
        {
            CandidateOutcome.Ready ready => new CandidateOutcome.Ready(_inForce.Finish(ready.Data)),
            var refused => refused,
        };
    }

    /// <summary>Whether acts were made that what is in force here does not know of yet.</summary>
    internal async Task<bool> IsStale(CancellationToken cancellation) =>
        catalog.AsOf is { } known && await files.CountActs(cancellation) != known;

    /// <summary>In turn: puts in force what others have published.</summary>
    internal async Task<bool> Catch(CancellationToken cancellation)
    {
        var ((published, others), acts) = await ReadPublished(cancellation);
        // A draft that somebody saves is an act too, and changes nothing here.
        if (published.Select(one => (one.DefinitionId, one.File.Version!.Value)).ToHashSet()
                .SetEquals(catalog.Current.Definitions.Published.Select(program => (program.DefinitionId, program.Version)))
            && others.SequenceEqual(_inForce.Files))
        {
            catalog.PutInForce(catalog.Current, acts);
            return false;
        }

        return await Take(published, others, acts);
    }

    private Task<((ImmutableArray<PublishedText> Definitions, ImmutableArray<PublishedFile> Files) Reading, ActCount Acts)> ReadPublished(CancellationToken cancellation) =>
        files.AsOfOneMoment(async () => (await queries.Published(cancellation), await files.Published(cancellation)), cancellation);

    private async Task<bool> Take(ImmutableArray<PublishedText> published, ImmutableArray<PublishedFile> others, ActCount acts)
    {
        ReferenceData data;
        try
        {
            data = _inForce.GateOver([.. others.Select(file => file.File)]).Load([.. published.Select(one => one.File)]);
        }
        catch (RefusedException refused)
        {
            // Two that were published at once may not fit together. Said once, not at each look.
            logger.LogError("What other processes have published does not fit together; what was in force stays: {Problems}", string.Join(' ', refused.Problems));
            catalog.PutInForce(catalog.Current, acts);
            return false;
        }

        await catalog.Keep(data);
        _inForce.Take(others);
        catalog.PutInForce(_inForce.Finish(data), acts);
        logger.LogInformation("Another process changed what is in force: reference data {Hash}", data.ContentHash[..Math.Min(12, data.ContentHash.Length)]);
        return true;
    }

    /// <summary>Plans and writes; when another node that starts was first, plans again.</summary>
    private async Task<DefinitionImport> Import(IReadOnlyList<SourceFile> folder, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            var import = await DefinitionImport.Plan(folder, queries, files, time.Now(), cancellation);
            await catalog.Keep(import.Data);
            if (import.Write is not { } write)
                return import;
            var outcome = await pipeline.Commit(write);
            if (outcome is WriteOutcome.Conflict && tries < MostTries)
                continue;
            outcome.ThrowUnlessCommitted("The workflow folder");
            return import;
        }
    }

    /// <summary>Saves a draft; it may be incomplete. Saving over a published version begins a new draft.</summary>
    /// <param name="definitionId">Null: the one that the text names, else a new one.</param>
    /// <param name="json">The definition, kept byte for byte; only a missing definition id is put into it.</param>
    /// <param name="expectedRevision">Revision that the text is based on, 0 for a new definition; null: whatever is there.</param>
    /// <param name="by">Account or person.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="origin">Where the text comes from.</param>
    /// <param name="note">What goes on record beside the act.</param>
    public async Task<DefinitionOutcome> SaveDraft(
        string? definitionId, string json, long? expectedRevision, string by, CancellationToken cancellation, VersionOrigin origin = VersionOrigin.Admin,
        string? note = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        WorkflowDefinition definition;
        string text;
        try
        {
            var parsed = WorkflowDefinition.Parse(json);
            definition = DefinitionName.Settle(parsed, definitionId, () => _random.NextId(time.Now()).ToString("N"));
            text = ReferenceEquals(parsed, definition) ? json : definition.Json.GetRawText();
        }
        catch (RefusedException refused)
        {
            return new DefinitionOutcome.Refused([.. refused.Problems]);
        }

        return await _acts.Run(definition.DefinitionId, expectedRevision, async history =>
        {
            if (history.Draft is { } draft && await Text(draft, cancellation) == text)
                return new ActDecision.Answer(new DefinitionOutcome.Unchanged(draft));
            // A file takes no account of what somebody is drawing: that draft stays as a version beside it.
            var imports = origin == VersionOrigin.Import;
            var row = Draft(imports ? history.WithoutDraft() : history, definition, text, by) with { Origin = origin };
            return new ActDecision.Act(history.Change(
                imports ? DefinitionAct.Imported : DefinitionAct.Saved, row.Version, by, row.UpdatedAt, history.Draft?.ContentHash, row.ContentHash, note,
                [.. imports ? history.SetDraftAside() : [], new VersionStep.Put(row)]));
        }, _inForce.Finish, cancellation);
    }

    /// <summary>
    /// Puts the draft, or without one the version that was retracted last, in force for new cases. Running cases stay with theirs. Where the
    /// two-person rule holds, asks for a review of it instead.
    /// </summary>
    /// <param name="definitionId">The definition.</param>
    /// <param name="expectedRevision">Null: whatever is there.</param>
    /// <param name="by">Account or person.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="note">What whoever reviews it should know.</param>
    public Task<DefinitionOutcome> Publish(string definitionId, long? expectedRevision, string by, CancellationToken cancellation, string? note = null) =>
        OneAfterTheOther(definitionId, expectedRevision, async history =>
        {
            if (history.Latest is not { } version)
                return new ActDecision.Answer(DefinitionActs.NoDefinition(definitionId));
            if (version.IsPublished)
                return new ActDecision.Answer(new DefinitionOutcome.Unchanged(version));
            return await Judge(version, cancellation) switch
            {
                GateVerdict.Closed closed => new ActDecision.Answer(new DefinitionOutcome.Refused(closed.Problems)),
                GateVerdict.Open open when await rule.IsOn(cancellation) => new ActDecision.Answer(
                    new DefinitionOutcome.AwaitsReview(version, await Ask(version, history.Published, by, note, cancellation), open.Warnings)),
                GateVerdict.Open open => new ActDecision.Act(history.Publish(version, open.Program.ContentHash, by, time.Now())) { InForce = open.Data, Warnings = open.Warnings },
                _ => throw new InvalidOperationException("A gate is open or closed."),
            };
        }, cancellation);

    /// <summary>Puts exactly the reviewed text in force, with the approval; a text that has changed since outdates the review.</summary>
    internal Task<DefinitionOutcome> PublishReviewed(Review review, ReviewDecision approval, CancellationToken cancellation) =>
        OneAfterTheOther(review.SubjectId, null, async history =>
        {
            if (await reviews.Find(review.Id, cancellation) is not { Review.IsOpen: true } || history.Latest is not { } latest)
                return new ActDecision.Answer(DefinitionActs.NoDefinition(review.SubjectId));
            if (latest.Version != review.Version || latest.IsPublished || history.Published?.Version != review.BeforeVersion
                || await Text(latest, cancellation) is not { } text || ReviewQueue.HashOf(text) != review.ContentHash)
                return new ActDecision.CloseReview(approval with { State = ReviewState.Outdated }, new DefinitionOutcome.Unchanged(latest));
            return await Judge(latest, cancellation) switch
            {
                GateVerdict.Closed closed => new ActDecision.Answer(new DefinitionOutcome.Refused(closed.Problems)),
                GateVerdict.Open open => new ActDecision.Act(
                    history.Publish(latest, open.Program.ContentHash, approval.By, approval.At, $"Review {review.Id}, asked for by {review.AskedBy}"))
                    { InForce = open.Data, Warnings = open.Warnings, Approval = approval },
                _ => throw new InvalidOperationException("A gate is open or closed."),
            };
        }, cancellation);

    /// <summary>What publishing would say to a version now; nothing is changed.</summary>
    public async Task<ValidationOutcome> Validate(string definitionId, VersionChoice choice, CancellationToken cancellation)
    {
        if (await queries.Find(definitionId, choice, cancellation) is not { } found)
            return new ValidationOutcome.NotFound(DefinitionActs.NoDefinition(definitionId).Reason);
        return await Judge(found.Version, cancellation) switch
        {
            GateVerdict.Closed closed => new ValidationOutcome.Refused(found.Version, closed.Problems),
            GateVerdict.Open open => new ValidationOutcome.Passed(found.Version, open.Warnings),
            _ => throw new InvalidOperationException("A gate is open or closed."),
        };
    }

    /// <summary>Takes the published version out of force: no new cases start with it. Running cases stay with it.</summary>
    public Task<DefinitionOutcome> Retract(string definitionId, long? expectedRevision, string by, CancellationToken cancellation) =>
        OneAfterTheOther(definitionId, expectedRevision, async history =>
        {
            if (history.Latest is not { } latest)
                return new ActDecision.Answer(DefinitionActs.NoDefinition(definitionId));
            if (history.Published is not { } published)
                return new ActDecision.Answer(new DefinitionOutcome.Unchanged(latest));
            var (data, problems) = await Without(definitionId, cancellation);
            return data is null
                ? new ActDecision.Answer(new DefinitionOutcome.Refused(problems))
                : new ActDecision.Act(history.Change(
                    DefinitionAct.Retracted, published.Version, by, time.Now(), published.ContentHash, null, null,
                    new VersionStep.Turn(published.Version, VersionState.Retracted))) { InForce = data };
        }, cancellation);

    /// <summary>Makes a new draft out of an old version. A draft that was there stays among the versions.</summary>
    public Task<DefinitionOutcome> Revert(string definitionId, int version, long? expectedRevision, string by, CancellationToken cancellation) =>
        _acts.Run(definitionId, expectedRevision, async history =>
        {
            if (history.Find(version) is not { } old || await Text(old, cancellation) is not { } text)
                return new ActDecision.Answer(DefinitionActs.NoVersion(definitionId, version));
            if (old.State == VersionState.Draft)
                return new ActDecision.Answer(new DefinitionOutcome.Unchanged(old));
            var row = Draft(history.WithoutDraft(), WorkflowDefinition.Parse(text), text, by);
            return new ActDecision.Act(history.Change(
                DefinitionAct.Reverted, row.Version, by, row.CreatedAt, history.Draft?.ContentHash, row.ContentHash, $"Version {version}",
                [.. history.SetDraftAside(), new VersionStep.Put(row)]));
        }, _inForce.Finish, cancellation);

    /// <summary>Deletes a version that is not in force and that no running case is pinned to, or the whole definition.</summary>
    /// <param name="definitionId">The definition.</param>
    /// <param name="version">Null: all versions.</param>
    /// <param name="expectedRevision">Null: whatever is there.</param>
    /// <param name="by">Account or person.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public Task<DefinitionOutcome> Delete(string definitionId, int? version, long? expectedRevision, string by, CancellationToken cancellation) =>
        _acts.Run(definitionId, expectedRevision, async history =>
        {
            var gone = version is null ? history.Versions : [.. history.Versions.Where(one => one.Version == version)];
            if (gone.IsEmpty)
                return new ActDecision.Answer(version is { } number ? DefinitionActs.NoVersion(definitionId, number) : DefinitionActs.NoDefinition(definitionId));
            var problems = ImmutableArray.CreateBuilder<Problem>();
            var stays = history.Versions.RemoveRange(gone).Select(one => one.ContentHash).ToHashSet(StringComparer.Ordinal);
            foreach (var one in gone)
            {
                if (one.IsPublished)
                    problems.Add(new Problem("in-force", $"Expected a version that is not in force, but new cases run version {one.Version}.", "Retract it first."));
                else if (one is { State: not VersionState.Draft, ContentHash: { } hash } && !stays.Contains(hash) && await queries.Running(hash, cancellation) is > 0 and var running)
                    problems.Add(new Problem("pinned", $"Expected no running case with version {one.Version}, but {running} run it.", "Move them to another version, or wait until they have finished."));
            }

            return problems.Count > 0
                ? new ActDecision.Answer(new DefinitionOutcome.Refused(problems.ToImmutable()))
                : new ActDecision.Act(history.Change(
                    DefinitionAct.Deleted, version, by, time.Now(), version is null ? null : gone[0].ContentHash, null, null,
                    [.. gone.Select(one => new VersionStep.Remove(one.Version))]));
        }, _inForce.Finish, cancellation);

    /// <summary>What publishing would say to a text that is not saved; null: nothing stands against it.</summary>
    /// <param name="definitionId">Null: the one that the text names, else that of a new definition.</param>
    /// <param name="json">The definition.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<DefinitionOutcome.Refused?> Check(string? definitionId, string json, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            var definition = DefinitionName.Settle(WorkflowDefinition.Parse(json), definitionId, static () => "new");
            var id = definition.DefinitionId;
            var history = await queries.History(id, cancellation);
            var candidate = DefinitionQueries.AsFile(id, history.Draft?.Version ?? history.NextNumber, definition.Json.GetRawText());
            return _inForce.Gate.Check(candidate, await Others(id, cancellation)) is GateVerdict.Closed closed ? new DefinitionOutcome.Refused(closed.Problems) : null;
        }
        catch (RefusedException refused)
        {
            return new DefinitionOutcome.Refused([.. refused.Problems]);
        }
    }

    public void Dispose() => _inForce.Dispose();

    /// <summary>The program of a version; null while it does not compile.</summary>
    internal Program? TryCompile(DefinitionText text) => TryCompile(WorkflowDefinition.Parse(text.Json).Numbered(text.Version.Version));

    private Program? TryCompile(WorkflowDefinition definition) =>
        _inForce.Gate.TryCompile(definition, [.. catalog.Current.Definitions.All.Select(program => program.Definition)]);

    private async Task<Review> Ask(DefinitionVersion version, DefinitionVersion? inForce, string by, string? note, CancellationToken cancellation) => await reviews.Ask(
        new ReviewRequest(ReviewKind.Definition, version.DefinitionId, version.Name.Length > 0 ? version.Name : version.DefinitionId, await Text(version, cancellation) ?? "", by)
        {
            Version = version.Version,
            Before = inForce is null ? null : await Text(inForce, cancellation),
            BeforeVersion = inForce?.Version,
            EditedBy = version.UpdatedBy,
            Note = note,
        }, cancellation);

    private async Task<string?> Text(DefinitionVersion version, CancellationToken cancellation) =>
        (await queries.Find(version.DefinitionId, new VersionChoice.Number(version.Version), cancellation))?.Json;

    /// <summary>The text as the draft of the definition: the one that is there, else a new one.</summary>
    private DefinitionVersionRow Draft(VersionHistory history, WorkflowDefinition definition, string text, string by)
    {
        var now = time.Now();
        var number = history.Draft?.Version ?? history.NextNumber;
        return new DefinitionVersionRow
        {
            DefinitionId = history.DefinitionId,
            Version = number,
            Id = DefinitionName.OfVersion(history.DefinitionId, number),
            Name = definition.Name,
            State = VersionState.Draft,
            Origin = VersionOrigin.Admin,
            Json = text,
            ContentHash = TryCompile(definition.Numbered(number))?.ContentHash,
            CreatedBy = by,
            CreatedAt = now,
            UpdatedBy = by,
            UpdatedAt = now,
        };
    }

    private async Task<GateVerdict> Judge(DefinitionVersion version, CancellationToken cancellation)
    {
        var text = await Text(version, cancellation) ?? throw new InvalidOperationException($"Version {version.Version} of definition '{version.DefinitionId}' was deleted in the meantime.");
        return _inForce.Gate.Check(DefinitionQueries.AsFile(version.DefinitionId, version.Version, text), await Others(version.DefinitionId, cancellation));
    }

    private async Task<(ReferenceData? Data, ImmutableArray<Problem> Problems)> Without(string definitionId, CancellationToken cancellation)
    {
        var named = catalog.Current.Catalogue.Categories.Where(category => category.DefinitionId == definitionId)
            .Select(category => new Problem(
                "definition-in-use", $"Expected no category to start cases with '{definitionId}', but '{category.Code}' ({category.Names.English}) does.",
                "Give the category another lifecycle first.")).ToImmutableArray();
        if (!named.IsEmpty)
            return (null, named);
        try
        {
            return (_inForce.Gate.Load(await Others(definitionId, cancellation)), []);
        }
        catch (RefusedException refused)
        {
            return (null, [.. refused.Problems]);
        }
    }

    private async Task<IReadOnlyList<SourceFile>> Others(string definitionId, CancellationToken cancellation) =>
        [.. (await queries.Published(cancellation)).Where(other => other.DefinitionId != definitionId).Select(other => other.File)];

    private Task<DefinitionOutcome> OneAfterTheOther(
        string definitionId, long? expectedRevision, Func<VersionHistory, Task<ActDecision>> decide, CancellationToken cancellation) =>
        _inForce.InTurn(() => _acts.Run(definitionId, expectedRevision, decide, _inForce.Finish, cancellation), cancellation);
}
