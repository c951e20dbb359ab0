namespace GridWorkflow.Designer;

/// <summary>Where the calls of Elsa Studio are mapped. Whoever maps one chooses who may call it; there is no third way.</summary>
/// <param name="Reads">Below <c>/elsa/api</c>, for auditors and admins. A POST that only reads belongs here.</param>
/// <param name="Changes">Below <c>/elsa/api</c>, for admins.</param>
/// <param name="Hubs">Below <c>/elsa/hubs</c>, for auditors and admins.</param>
public sealed record ElsaRoutes(RouteGroupBuilder Reads, RouteGroupBuilder Changes, RouteGroupBuilder Hubs)
{
    /// <summary>
    /// Makes the groups. All take the cookie of a person, and a call that comes with it from a page of another site is refused, also
    /// one that reads: a browser opens a WebSocket to anywhere.
    /// </summary>
    public static ElsaRoutes Of(IEndpointRouteBuilder routes, DesignerDoors doors)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(doors);
        return new ElsaRoutes(Group("/elsa/api", doors.Auditor), Group("/elsa/api", doors.Admin), Group("/elsa/hubs", doors.Auditor));

        RouteGroupBuilder Group(string prefix, string policy)
        {
            var group = routes.MapGroup(prefix).RequireAuthorization(policy).DisableAntiforgery().ExcludeFromDescription();
            ((IEndpointConventionBuilder)group).Add(endpoint => endpoint.RequestDelegate = OfThisSite(endpoint.RequestDelegate, doors));
            return group;
        }
    }

    // Not a filter: a hub has none.
    private static RequestDelegate? OfThisSite(RequestDelegate? next, DesignerDoors doors) => next is null ? null : http =>
        doors.IsOfThisSite(http)
            ? next(http)
            : Results.Problem(
                statusCode: StatusCodes.Status403Forbidden,
                title: "Expected a request from a page of this site, but it comes from another.",
                detail: "Open the designer on this site.").ExecuteAsync(http);
}
