using System.Security.Claims;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridWorkflow.Host.Tests.Access;

/// <summary>越權留痕 while the database is busy.</summary>
public sealed class DoorWatchTests(RunningHost host)
{
    private const string Knocker = "system:account:door-watch";

    private static readonly AuthorizationPolicy Shut = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_line_that_could_not_be_written_is_written_at_the_next_knock()
    {
        // Nothing is written until the test says so, and one write fills the queue.
        await using var pipeline = new CommitPipeline(
            host.Services.GetRequiredService<IStore>(), new CommitOptions(1, 1, TimeSpan.FromSeconds(1), Lanes: 0), NullLogger<CommitPipeline>.Instance);
        var watch = new DoorWatch(pipeline, host.Services.GetRequiredService<TimeProvider>());
        var first = pipeline.Commit(new Write.RecordRefusal(new AuditRow { At = host.Now, Actor = "system:before", Command = "Door", Code = "door-closed", Reason = "Fills the queue." }));

        await Knock(watch);
        pipeline.CommitWaiting().ShouldBe(1);
        (await first).ShouldBeOfType<WriteOutcome.Committed>();
        (await Lines()).ShouldBe(0);

        var second = Knock(watch);
        pipeline.CommitWaiting().ShouldBe(1, "the line that was not written does not count");
        await second;
        (await Lines()).ShouldBe(1);

        await Knock(watch);
        pipeline.CommitWaiting().ShouldBe(0, "it was told");
    }

    private async Task<int> Lines() => (await host.Services.GetRequiredService<TroubleQueries>().Refusals(Knocker, new PageRequest(1, 10), Cancellation)).Total;

    private async Task Knock(DoorWatch watch)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var context = new DefaultHttpContext
        {
            RequestServices = scope.ServiceProvider,
            User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "door-watch")], "test")),
        };
        context.SetEndpoint(new RouteEndpoint(_ => Task.CompletedTask, RoutePatternFactory.Parse("/shut"), 0, null, null));
        scope.ServiceProvider.GetRequiredService<IHttpContextAccessor>().HttpContext = context;
        await watch.HandleAsync(_ => Task.CompletedTask, context, Shut, PolicyAuthorizationResult.Forbid());
    }
}
