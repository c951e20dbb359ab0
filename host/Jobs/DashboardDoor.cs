using GridWorkflow.Host.Access;
using Hangfire.Dashboard;

namespace GridWorkflow.Host.Jobs;

/// <summary>The dashboard is for signed-in admins. Where a request comes from says nothing: behind a proxy all are local (CVE-2021-41238).</summary>
internal sealed class DashboardDoor : IDashboardAuthorizationFilter
{
    public bool Authorize(DashboardContext context) =>
        context.GetHttpContext().User is { Identity.IsAuthenticated: true } user && user.IsInRole(GridRoles.Admin);
}
