using System.Text.Json.Nodes;
using GridWorkflow.Runtime.Catalog;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Designer.Api.Definitions;

/// <summary>What every change to a definition needs: the library, the form of its answers, and who makes it.</summary>
internal sealed class DefinitionRoad
{
    private const string ForPublication = "To be published";
    private const int MostPublications = 20;

    [FromServices]
    public required DefinitionLibrary Library { get; init; }

    [FromServices]
    public required DefinitionQueries Queries { get; init; }

    [FromServices]
    public required DefinitionView View { get; init; }

    [FromServices]
    public required ReferenceCatalog Catalog { get; init; }

    [FromServices]
    public required DesignerDoors Doors { get; init; }

    public required HttpContext Http { get; init; }

    public string By => Doors.Actor(Http);

    public CancellationToken Cancellation => Http.RequestAborted;

    /// <summary>Saves what Studio sends as a draft, unless it says what is there already.</summary>
    /// <param name="model">The model as it came.</param>
    /// <param name="publish">To be published next: what may not be is not saved either, so that the editor's revision stays good.</param>
    public async Task<Saving> Save(JsonObject model, bool publish)
    {
        var definitionId = ActivityView.Text(model, "definitionId") is { Length: > 0 } id ? id : null;
        if (definitionId is null)
            model.Remove("definitionId");
        var based = definitionId is null ? null : await Queries.Find(definitionId, new VersionChoice.Latest(), Cancellation);
        var (text, revision) = View.Kept(model, based);
        if (based is not null && revision is null && Stranger(model, based) is { } told)
            return new Saving.Refused(told, text);
        // Whoever names no revision has been given the one that was read just now, so that nobody can come between.
        if (based is not null && revision is { } read && await IsOwnPublication(based, read))
            revision = based.Version.Revision;
        var expected = based is null ? revision ?? (definitionId is null ? 0 : null) : revision ?? based.Version.Revision;
        if (based is not null && text == based.Json && expected == based.Version.Revision)
            return new Saving.Done(based, Changed: false);
        if (publish && await Library.Check(definitionId, text, Cancellation) is { } closed)
            return new Saving.Refused(closed, text);
        var outcome = await Library.SaveDraft(definitionId, text, expected, By, Cancellation, note: publish ? ForPublication : null);
        return outcome switch
        {
            DefinitionOutcome.Changed changed => new Saving.Done(await Text(changed.Version), Changed: true),
            DefinitionOutcome.Unchanged unchanged => new Saving.Done(await Text(unchanged.Version), Changed: false),
            _ => new Saving.Refused(outcome, text),
        };
    }

    /// <summary>Brings a file in as a draft. A draft that was there stays among the versions.</summary>
    public async Task<Saving> Import(JsonObject model)
    {
        if (string.IsNullOrEmpty(ActivityView.Text(model, "definitionId")))
            model.Remove("definitionId");
        var (text, _) = View.Kept(model, null);
        var outcome = await Library.SaveDraft(null, text, null, By, Cancellation, Runtime.Store.VersionOrigin.Import);
        return outcome switch
        {
            DefinitionOutcome.Changed changed => new Saving.Done(await Text(changed.Version), Changed: true),
            DefinitionOutcome.Unchanged unchanged => new Saving.Done(await Text(unchanged.Version), Changed: false),
            _ => new Saving.Refused(outcome, text),
        };
    }

    /// <summary>The answer that Studio expects after saving or publishing.</summary>
    public IResult Saved(DefinitionText text, bool alreadyPublished = false, bool published = false) => ElsaJson.Answer(new JsonObject
    {
        ["workflowDefinition"] = View.Model(text),
        ["alreadyPublished"] = alreadyPublished,
        ["consumingWorkflowCount"] = published ? DefinitionReads.ConsumersOf(Catalog, text.Version.DefinitionId).Count : 0,
        ["validationErrors"] = new JsonArray(),
    });

    /// <summary>Publishes what is there and answers like <see cref="Saved"/>.</summary>
    public async Task<IResult> Publish(string definitionId, long? expected)
    {
        var outcome = await Library.Publish(definitionId, expected, By, Cancellation);
        return outcome switch
        {
            DefinitionOutcome.Changed changed => Saved(await Text(changed.Version), published: true),
            DefinitionOutcome.Unchanged unchanged => Saved(await Text(unchanged.Version), alreadyPublished: true),
            // Studio takes every 200 for published and says so.
            DefinitionOutcome.AwaitsReview awaits => ElsaAnswers.Errors(StatusCodes.Status400BadRequest, "awaits-review", ElsaAnswers.AwaitsReview(awaits, Http)),
            _ => ElsaAnswers.Refusal(outcome, Http, (await Queries.Find(definitionId, new VersionChoice.Latest(), Cancellation))?.Json),
        };
    }

    public async Task<DefinitionText> Text(DefinitionVersion version) =>
        await Queries.FindById(version.Id, Cancellation) ?? throw new BadHttpRequestException("Expected the version, but somebody has deleted it in the meantime.", StatusCodes.Status404NotFound);

    /// <summary>
    /// Whether all that happened since a revision was read is that the same person saved it to be published, and it awaits a review: of that
    /// Studio has learned no new revision.
    /// </summary>
    private async Task<bool> IsOwnPublication(DefinitionText based, long read)
    {
        var since = based.Version.Revision - read;
        if (since is < 1 or > MostPublications)
            return false;
        var acts = await Queries.Acts(based.Version.DefinitionId, (int)since, Cancellation);
        return acts.Length == since && acts.All(act => act.Act == Runtime.Store.DefinitionAct.Saved && act.By == By && act.Note == ForPublication);
    }

    /// <summary>
    /// Who brings no revision is no Studio that was fed by this host. He may go on from the latest version if he names it, and begin a
    /// draft where there is none.
    /// </summary>
    private static DefinitionOutcome.Conflicting? Stranger(JsonObject model, DefinitionText based)
    {
        var id = ActivityView.Text(model, "id");
        var mayPass = string.IsNullOrEmpty(id) ? based.Version.State != Runtime.Store.VersionState.Draft : id == based.Version.Id;
        return mayPass ? null : new DefinitionOutcome.Conflicting(based.Version.UpdatedBy, based.Version.UpdatedAt, Runtime.Store.DefinitionAct.Saved, based.Version.Revision);
    }
}

/// <summary>What became of saving.</summary>
internal abstract record Saving
{
    private Saving()
    {
    }

    public sealed record Done(DefinitionText Text, bool Changed) : Saving;

    public sealed record Refused(DefinitionOutcome Outcome, string Text) : Saving;
}
