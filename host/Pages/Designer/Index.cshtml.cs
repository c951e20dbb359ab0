using GridWorkflow.Host.Access;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>The lifecycles: what new cases run, and what is being drawn.</summary>
[Authorize(Policies.Overview)]
public sealed class LifecyclesModel(ReferenceCatalog reference, DefinitionQueries queries, Names names) : PageModel
{
    private const int Size = 50;

    /// <param name="Shown">The version in force, else the latest.</param>
    /// <param name="Draft">The draft, where there is one beside the version in force.</param>
    /// <param name="Steps">Null for a version that is not in force.</param>
    public sealed record Line(DefinitionVersion Shown, DefinitionVersion? Draft, string Name, string? Description, int? Steps, int Categories);

    public IReadOnlyList<Line> Lines { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, Size, 0, _ => "");

    public async Task OnGetAsync([FromQuery(Name = "page")] int number = 1)
    {
        var data = reference.Current;
        var found = await queries.List(new DefinitionFilter(), new PageRequest(number, Size), HttpContext.RequestAborted);
        Paging = new Paging(found.Number, found.Size, found.Total, page => $"/designer?page={page}");
        var published = (await queries.List(
            new DefinitionFilter { Scope = VersionScope.Published, DefinitionIds = [.. found.Rows.Select(version => version.DefinitionId)] }, new PageRequest(1, Size), HttpContext.RequestAborted))
            .Rows.ToDictionary(version => version.DefinitionId, StringComparer.Ordinal);
        Lines =
        [
            .. found.Rows.Select(latest =>
            {
                var inForce = published.GetValueOrDefault(latest.DefinitionId);
                var program = inForce is null ? null : data.Definitions.Current(latest.DefinitionId);
                // The workflow itself and its root are no steps.
                var shown = inForce ?? latest;
                return new Line(shown, inForce is null || inForce.Version == latest.Version ? null : latest,
                    names.Lifecycle(shown.DefinitionId, shown.Name), names.About(shown.DefinitionId, program?.Definition.Description), program?.Activities.Length - 2,
                    data.Catalogue.Categories.Count(category => category.DefinitionId == latest.DefinitionId));
            }),
        ];
    }
}
