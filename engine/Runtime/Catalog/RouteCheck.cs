using GridWorkflow.Runtime.Delivery;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Delivery;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>
/// HTTP paths belong to one published definition each: a request that fits two of them equally well would reach neither.
/// </summary>
internal static class RouteCheck
{
    /// <param name="program">What shall come into force.</param>
    /// <param name="others">What is in force; the program's own definition is passed over.</param>
    public static IEnumerable<Problem> Run(Program program, IReadOnlyCollection<Program> others)
    {
        foreach (var own in Endpoints(program))
        {
            foreach (var other in others.Where(other => other.DefinitionId != program.DefinitionId))
            {
                foreach (var taken in Endpoints(other).Where(taken => HttpRoutes.Shape(taken.Key!) == HttpRoutes.Shape(own.Key!)))
                {
                    var methods = EndpointRoutes.Methods(own.Data).Intersect(EndpointRoutes.Methods(taken.Data), StringComparer.OrdinalIgnoreCase).ToList();
                    if (methods.Count == 0)
                        continue;
                    yield return new Problem(
                        "duplicate-route", $"Expected a path of its own, but {string.Join(", ", methods)} '{taken.Key}' starts '{other.DefinitionId}' already.",
                        "Choose another path, or retract the other workflow.") { ActivityId = own.ActivityId, Property = "path" };
                }
            }
        }
    }

    private static IEnumerable<Trigger> Endpoints(Program program) => program.Triggers.Where(trigger => trigger is { Kind: BookmarkKinds.HttpEndpoint, Key: not null });
}
