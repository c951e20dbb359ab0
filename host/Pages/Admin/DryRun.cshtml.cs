using System.Text;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.DryRuns;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.DryRuns;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>試算: chooses a draft and holds it against all running cases. Auditors read, admins start.</summary>
[Authorize(Policies.Auditor)]
public sealed class DryRunModel(DryRunDesk desk, DryRunOrders orders, DefinitionQueries definitions, FileQueries files, Reader reader, Wording wording) : PageModel
{
    private const int MostUpload = 900_000;

    /// <summary>What is kept, newest first.</summary>
    public IReadOnlyList<DryRunResult> Results { get; private set; } = [];

    /// <summary>Versions that are not in force, newest first.</summary>
    public IReadOnlyList<DefinitionVersion> Versions { get; private set; } = [];

    /// <summary>Changes of files that are being prepared.</summary>
    public IReadOnlyList<ChangeOrder> Orders { get; private set; } = [];

    /// <summary>What stood against the draft that was tried.</summary>
    public IReadOnlyList<Problem> Refusals { get; private set; } = [];

    [BindProperty(Name = "version")]
    public string? Version { get; set; }

    [BindProperty(Name = "order", SupportsGet = true)]
    public long? Order { get; set; }

    [BindProperty(Name = "path")]
    public string? Path { get; set; }

    [BindProperty(Name = "text")]
    public string? Text { get; set; }

    [BindProperty(Name = "map")]
    public string? Map { get; set; }

    public Task OnGetAsync() => Fill();

    public async Task<IActionResult> OnPostAsync(IFormFileCollection? uploads)
    {
        if (!reader.IsAdmin)
            return Forbid();
        var (changes, tooLarge) = await Uploaded(uploads);
        if (!string.IsNullOrWhiteSpace(Text))
            changes.Add(new FileChange(Path?.Trim() ?? "", Text.ReplaceLineEndings("\n")));
        if (tooLarge)
        {
            Refusals = [new Problem("file-size", $"Expected at most {MostUpload} bytes, but the files are larger.", "Try fewer files at a time.")];
            await Fill();
            return Page();
        }

        var map = DryRunOrders.Map(Map, out var unread);
        if (!unread.IsEmpty)
        {
            Refusals = unread;
            await Fill();
            return Page();
        }

        var (id, number) = Version?.Split('|') is [{ Length: > 0 } definition, var version] && int.TryParse(version, out var parsed) ? (definition, (int?)parsed) : (null, null);
        switch (await orders.Start(new DryRunWish(id, number, Order, changes, map), reader.Actor.PersonId, HttpContext.RequestAborted))
        {
            case DryRunAnswer.Started started:
                return Redirect($"/admin/dry-run/{started.Id}");
            case DryRunAnswer.Occupied occupied:
                Flash.Fail(this, wording["dryrun.occupied"]);
                return Redirect($"/admin/dry-run/{occupied.Running}");
            case DryRunAnswer.Refused refused:
                Refusals = refused.Problems;
                await Fill();
                return Page();
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task Fill()
    {
        Results = desk.Results;
        Versions = [.. (await definitions.List(new DefinitionFilter { Scope = VersionScope.Latest }, new PageRequest(1, 200), HttpContext.RequestAborted)).Rows.Where(version => !version.IsPublished)];
        Orders = (await files.Orders(ChangeOrderState.Open, new PageRequest(1, 100), HttpContext.RequestAborted)).Rows;
    }

    private static async Task<(List<FileChange> Changes, bool TooLarge)> Uploaded(IFormFileCollection? uploads)
    {
        var changes = new List<FileChange>();
        if (uploads is null)
            return (changes, false);
        if (uploads.Sum(file => file.Length) > MostUpload)
            return (changes, true);
        foreach (var file in uploads.Where(file => file.Length > 0))
        {
            using var text = new StreamReader(file.OpenReadStream(), Encoding.UTF8);
            changes.Add(new FileChange(PathOf(file.FileName), (await text.ReadToEndAsync()).ReplaceLineEndings("\n")));
        }

        return (changes, false);
    }

    // A browser gives the bare name; the folder stands before two underscores: policies__community.yaml.
    private static string PathOf(string name) => System.IO.Path.GetFileName(name).Replace("__", "/", StringComparison.Ordinal);
}
