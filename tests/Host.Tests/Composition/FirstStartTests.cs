using GridWorkflow.Host.Access;
using GridWorkflow.Host.Composition;
using GridWorkflow.Runtime.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace GridWorkflow.Host.Tests.Composition;

public sealed class FirstStartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gridworkflow-").FullName;

    [Fact]
    public async Task Only_the_very_first_start_makes_an_admin()
    {
        var first = await Start(demo: false);
        first.Admin.ShouldNotBeNull().UserName.ShouldBe(Accounts.AdminName);
        first.Admin.Password.Length.ShouldBeGreaterThan(20);
        first.DemoPassword.ShouldBeNull();
        (await Start(demo: false)).Admin.ShouldBeNull();
    }

    [Fact]
    public async Task Two_installations_have_two_passwords_and_no_account_besides()
    {
        var first = await Start(demo: false);
        var second = await Start(demo: false, "other.db");
        first.Admin!.Password.ShouldNotBe(second.Admin!.Password);
        await using var host = await Build(demo: false, "other.db");
        await using var scope = host.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<GridUser>>();
        users.Users.ToList().ShouldHaveSingleItem().PasswordHash.ShouldStartWith("AQAAAA", Case.Sensitive, "PBKDF2 in ASP.NET Core Identity's third format");
    }

    [Fact]
    public async Task The_demo_makes_everybody_of_the_district_once()
    {
        (await Start(demo: true)).DemoPassword.ShouldNotBeNull();
        await Start(demo: true);
        await using var host = await Build(demo: true);
        await using var scope = host.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<GridUser>>().Users.ToList();
        users.Count(user => user.PersonId is not null).ShouldBeGreaterThan(40);
        users.Select(user => user.UserName).Distinct().Count().ShouldBe(users.Count);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://127.0.0.1:0;http://*:0")]
    public async Task The_demo_refuses_to_listen_beyond_this_machine(string urls) =>
        (await Should.ThrowAsync<RefusedStartException>(() => Build(demo: true, urls: urls))).Message.ShouldContain("loopback");

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<StartReport> Start(bool demo, string file = "grid.db")
    {
        await using var host = await Build(demo, file);
        return await GridHost.FirstStart(host, TestContext.Current.CancellationToken);
    }

    private Task<WebApplication> Build(bool demo, string file = "grid.db", string urls = "http://127.0.0.1:0") => GridHost.Build(
        new HostSettings { Paths = HostPaths.Find(Path.Combine(_folder, file), demo), Demo = demo, Urls = urls },
        TestContext.Current.CancellationToken);
}
