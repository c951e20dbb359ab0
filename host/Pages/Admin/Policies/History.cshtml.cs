using System.Collections.Immutable;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Changes;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Host.Pages;

/// <summary>What a file has been through: versions, acts, the difference between any two, and the way back.</summary>
[Authorize(Policies.Auditor)]
public sealed class PolicyHistoryModel(FileLibrary library, FileQueries queries, Reader reader, Wording wording) : PolicyPage(library, queries, reader, wording)
{
    public string Path { get; private set; } = "";

    public ImmutableArray<FileVersion> Versions { get; private set; } = [];

    public ImmutableArray<FileActRow> Acts { get; private set; } = [];

    public int From { get; private set; }

    public int To { get; private set; }

    public IReadOnlyList<DifferenceLine> Lines { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string path, int? from = null, int? to = null)
    {
        (Path, Versions, Acts) = (path, await Queries.Versions(path, Aborted), await Queries.Acts(path, 200, Aborted));
        if (Versions.IsEmpty)
            return NotFound();
        To = to ?? Versions[0].Version;
        From = from ?? Math.Max(1, To - 1);
        Lines = LineDifference.Of((await Queries.Find(path, From, Aborted))?.Text, (await Queries.Find(path, To, Aborted))?.Text);
        return Page();
    }

    public async Task<IActionResult> OnPostRevertAsync(string path, int version)
    {
        var change = (await Queries.FindDraft(path, Aborted))?.Version.ChangeOrder ?? (await OwnChange())?.Number;
        if (Tell(await Library.Revert(change, path, version, By, Aborted), "policies.reverted") is { } order)
            return Redirect($"/admin/policies/changes/{order.Number}");
        var problems = Problems;
        var result = await OnGetAsync(path);
        Problems = problems;
        return result;
    }
}
