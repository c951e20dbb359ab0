using System.Collections.Immutable;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Changes;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Reviews;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Host.Pages;

/// <summary>A change: its drafts with what they change, whether they fit, and the ways into force or out of the world.</summary>
[Authorize(Policies.Auditor)]
public sealed class PolicyChangeModel(FileLibrary library, FileQueries queries, ReviewQueue reviews, TwoPersonRule rule, Reader reader, Wording wording)
    : PolicyPage(library, queries, reader, wording)
{
    public ChangeOrder Order { get; private set; } = null!;

    public IReadOnlyList<(FileVersion File, bool Gone, IReadOnlyList<DifferenceLine> Lines)> Differences { get; private set; } = [];

    public ImmutableArray<FileActRow> Acts { get; private set; } = [];

    /// <summary>All drafts fit; null: it is closed, nobody asked.</summary>
    public bool? Fits { get; private set; }

    public Review? Review { get; private set; }

    public bool NeedsReview { get; private set; }

    public async Task<IActionResult> OnGetAsync(long number) => await Load(number) ? Page() : NotFound();

    public async Task<IActionResult> OnPostPublishAsync(long number, long revision, string? note)
    {
        if (Tell(await Library.Publish(number, revision, By, Aborted, note), "policies.published") is not null)
            return Redirect($"/admin/policies/changes/{number}");
        return await Again(number);
    }

    public async Task<IActionResult> OnPostDiscardAsync(long number)
    {
        if (Tell(await Library.Discard(number, By, Aborted), "policies.discarded") is not null)
            return Redirect($"/admin/policies/changes/{number}");
        return await Again(number);
    }

    public async Task<IActionResult> OnPostAsideAsync(long number, string path)
    {
        if (Tell(await Library.SetAside(number, path, By, Aborted), "policies.set-aside") is not null)
            return Redirect($"/admin/policies/changes/{number}");
        return await Again(number);
    }

    public async Task<IActionResult> OnPostRenameAsync(long number, string? title)
    {
        if (Tell(await Library.Rename(number, title ?? "", Aborted), "policies.renamed") is not null)
            return Redirect($"/admin/policies/changes/{number}");
        return await Again(number);
    }

    private async Task<IActionResult> Again(long number)
    {
        var problems = Problems;
        if (!await Load(number))
            return NotFound();
        Problems = problems;
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task<bool> Load(long number)
    {
        if (await Queries.Order(number, Aborted) is not { } order)
            return false;
        Order = order;
        var differences = new List<(FileVersion, bool, IReadOnlyList<DifferenceLine>)>();
        foreach (var file in order.Files)
        {
            var text = await Queries.Find(file.Path, file.Version, Aborted);
            // Of a change in force: against what was in force before it.
            var before = order.IsOpen ? await Queries.FindPublished(file.Path, Aborted) : await Before(file);
            differences.Add((file, text?.Text is null, LineDifference.Of(before?.Text, text?.Text)));
        }

        Differences = differences;
        Acts = await Queries.ActsOf(number, Aborted);
        NeedsReview = await rule.IsOn(Aborted);
        Review = await reviews.Open(ReviewKind.Policy, number.ToString(System.Globalization.CultureInfo.InvariantCulture), Aborted);
        if (!order.IsOpen || order.Files.IsEmpty)
            return true;
        var outcome = await Library.Validate(number, Aborted);
        Fits = outcome is CandidateOutcome.Ready;
        if (outcome is CandidateOutcome.Refused refused)
            Problems = refused.Problems;
        return true;
    }

    private async Task<FileText?> Before(FileVersion file)
    {
        var hash = (await Queries.Acts(file.Path, 1000, Aborted)).FirstOrDefault(act => act.Version == file.Version && act.Act is FileAct.Published or FileAct.Retracted)?.HashBefore;
        return hash is not null && (await Queries.Versions(file.Path, Aborted)).FirstOrDefault(version => version.ContentHash == hash) is { } before
            ? await Queries.Find(file.Path, before.Version, Aborted)
            : null;
    }
}
