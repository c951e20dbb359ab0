using GridWorkflow.Host.Access;
using GridWorkflow.Runtime.Catalog;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>The lifecycles that new cases run.</summary>
[Authorize(Policies.Overview)]
public sealed class LifecyclesModel(ReferenceCatalog reference) : PageModel
{
    public sealed record Line(string Id, string Name, string? Description, int Version, int Steps, int Categories);

    public IReadOnlyList<Line> Lines { get; private set; } = [];

    public void OnGet()
    {
        var data = reference.Current;
        Lines =
        [
            .. data.Definitions.All.DistinctBy(program => program.DefinitionId).Select(program => data.Definitions.Current(program.DefinitionId)!)
                .OrderBy(program => program.DefinitionId, StringComparer.Ordinal)
                // The workflow itself and its root are no steps.
                .Select(program => new Line(program.DefinitionId, program.Name, program.Definition.Description, program.Version, program.Activities.Length - 2,
                    data.Catalogue.Categories.Count(category => category.DefinitionId == program.DefinitionId))),
        ];
    }
}
