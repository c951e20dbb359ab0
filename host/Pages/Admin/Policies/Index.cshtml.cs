using GridWorkflow.Casework.Loading;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Changes;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Host.Pages;

/// <summary>All policies, by kind: what is in force, what is being changed, who did it and when.</summary>
[Authorize(Policies.Auditor)]
public sealed class PoliciesModel(
    FileLibrary library, FileQueries queries, DefinitionLibrary definitions, DefinitionQueries lifecycles, Reader reader, Wording wording)
    : PolicyPage(library, queries, reader, wording)
{
    /// <summary>Kinds in the order in which an admin thinks of them.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
        ["policies", "ladders", "calendars", "catalogue", "templates", "forms", ReferencePath.Organisation, "duties", "rosters", "scenarios"];

    public ILookup<string, IGrouping<string, FileVersion>> Files { get; private set; } = null!;

    public IReadOnlyList<ChangeOrder> Orders { get; private set; } = [];

    public Task OnGetAsync() => Load();

    /// <summary>All that is in force, or one file, as a zip in the layout of the workflow folder.</summary>
    public async Task<IActionResult> OnGetExportAsync(string? path = null)
    {
        var published = await lifecycles.List(new DefinitionFilter { Scope = VersionScope.Published }, new PageRequest(1, 200), Aborted);
        var files = definitions.Files.ToList();
        foreach (var version in published.Rows)
        {
            if (await lifecycles.Find(version.DefinitionId, new VersionChoice.Number(version.Version), Aborted) is { } text)
                files.Add(new SourceFile($"definitions/{version.DefinitionId}.json", text.Json));
        }

        if (path is null)
            return File(PolicyArchive.Write(files), "application/zip", "workflows.zip");
        return files.Find(file => file.Path == path) is { } one
            ? File(System.Text.Encoding.UTF8.GetBytes(one.Text), "text/plain; charset=utf-8", System.IO.Path.GetFileName(path))
            : NotFound();
    }

    /// <summary>Brings files into a new change; one that is refused writes nothing.</summary>
    /// <param name="upload">A zip in the layout of the workflow folder, or one file.</param>
    /// <param name="path">Where one file belongs.</param>
    public async Task<IActionResult> OnPostImportAsync(IFormFile? upload, string? path)
    {
        if (upload is null || upload.Length == 0)
            return await Refuse([new Problem("no-file", Wording["policies.import-none"], "")]);
        await using var stream = upload.OpenReadStream();
        ArchiveContent content;
        if (upload.FileName.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            content = PolicyArchive.Read(stream);
        }
        else
        {
            using var bytes = new MemoryStream();
            if (upload.Length <= FileLibrary.LongestText)
                await stream.CopyToAsync(bytes, Aborted);
            content = bytes.Length > 0 && PolicyArchive.Text(bytes.ToArray()) is { } text
                ? new ArchiveContent.Read([new SourceFile(path?.Trim() is { Length: > 0 } named ? named : upload.FileName, text)])
                : new ArchiveContent.Refused([new Problem("no-text", Wording["policies.import-no-text"], "")]);
        }

        if (content is not ArchiveContent.Read read)
            return await Refuse(((ArchiveContent.Refused)content).Problems);
        var files = read.Files.Where(file => ReferencePath.KindOf(file.Path) != "definitions").ToList();
        var left = read.Files.Count - files.Count;
        if (files.Count == 0)
            return await Refuse([new Problem("definitions-only", Wording["policies.import-definitions"], "")]);
        var outcome = await Library.Save(null, Wording["policies.import-title", upload.FileName], [.. files.Select(file => new FileDraft(file.Path, file.Text, null))], By, Aborted, VersionOrigin.Import);
        if (Tell(outcome, left > 0 ? "policies.imported-but" : "policies.imported") is { } order)
            return Redirect($"/admin/policies/changes/{order.Number}");
        return outcome is ChangeOutcome.Unchanged ? Redirect("/admin/policies") : await Refuse(Problems);
    }

    /// <summary>Leads to the editor of a file that is not there yet.</summary>
    public async Task<IActionResult> OnPostNewAsync(string? kind, string? name)
    {
        var path = kind == ReferencePath.Organisation ? ReferencePath.Organisation : $"{kind}/{name?.Trim()}.yaml";
        return ReferencePath.Check(path) is { } problem ? await Refuse([problem]) : Redirect($"/admin/policies/file/{path}");
    }

    private async Task<IActionResult> Refuse(IReadOnlyList<Problem> problems)
    {
        Problems = problems;
        await Load();
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task Load()
    {
        var current = await Queries.Current(Aborted);
        Files = current.GroupBy(file => file.Path).ToLookup(group => ReferencePath.KindOf(group.Key));
        Orders = (await Queries.Orders(null, new PageRequest(1, 10), Aborted)).Rows;
    }
}
