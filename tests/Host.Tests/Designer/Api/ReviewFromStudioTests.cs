using System.Net;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Runtime.Access;
using GridWorkflow.Runtime.Reviews;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace GridWorkflow.Host.Tests.Designer.Api;

/// <summary>Publishing from Studio where a second admin must approve. The rule holds for a whole host, so this one is its own.</summary>
public sealed class ReviewFromStudioTests(ElsaContractTests.OwnHost own) : IClassFixture<ElsaContractTests.OwnHost>
{
    private readonly RunningHost _host = own.Host;

    [Fact]
    public async Task Publishing_asks_for_a_review_and_its_editor_may_go_on()
    {
        using var first = await _host.Admin();
        using var second = await SecondAdmin();
        await _host.Services.GetRequiredService<TwoPersonRule>().TurnOn("system:account:admin", TestContext.Current.CancellationToken);
        var mine = await first.Draw("studio-reviewed");
        var theirs = await second.Read("/workflow-definitions/by-definition-id/studio-reviewed");
        mine.Say("to be published");

        var told = await first.Send("/workflow-definitions", ElsaClient.Again(mine, publish: true), HttpStatusCode.BadRequest);

        told["title"]!.GetValue<string>().ShouldContain("waits for the approval");
        var now = await first.Read("/workflow-definitions/by-definition-id/studio-reviewed");
        (now["isPublished"]!.GetValue<bool>(), now["root"]!["activities"]![0]!["text"]!["expression"]!["value"]!.GetValue<string>()).ShouldBe((false, "to be published"));
        // Studio has the old revision still: its editor goes on, another one does not.
        mine.Say("once more");
        await first.Send("/workflow-definitions", ElsaClient.Again(mine));
        theirs.Say("theirs");
        await second.Send("/workflow-definitions", ElsaClient.Again(theirs), HttpStatusCode.Conflict);
    }

    private async Task<HttpClient> SecondAdmin()
    {
        const string password = "Approves-everything-1";
        await using var scope = _host.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<GridUser>>();
        var user = new GridUser { UserName = "second-admin" };
        (await accounts.CreateAsync(user, password)).Succeeded.ShouldBeTrue();
        (await accounts.AddToRoleAsync(user, GridRoles.Admin)).Succeeded.ShouldBeTrue();
        return await _host.SignedIn("second-admin", password);
    }
}
